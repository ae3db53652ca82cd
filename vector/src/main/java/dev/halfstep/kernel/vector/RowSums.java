package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums of a layer with few outputs: vectors lie along the inputs.
 *
 * @param weights {@code [outputs][length]}
 * @param bias what the sums begin with, {@code [outputs]}
 * @param from the first input
 * @param length how many inputs
 */
record RowSums(float[] weights, float[] bias, int from, int length) implements Sums {

    /** With more outputs vectors along the outputs are quicker. */
    static final int MOST_OUTPUTS = 3;

    static RowSums of(float[] weights, int inputs, int from, int to, float[] bias) {
        int length = to - from;
        var own = new float[bias.length * length];
        for (int o = 0; o < bias.length; o++) {
            System.arraycopy(weights, o * inputs + from, own, o * length, length);
        }
        return new RowSums(own, bias.clone(), from, length);
    }

    @Override
    public void run(float[] x, int strideX, int rows, float[] y, int strideY) {
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < bias.length; o++) {
                y[row * strideY + o] = bias[o] + dot(x, row * strideX + from, weights, o * length, length);
            }
        }
    }

    private static float dot(float[] x, int fromX, float[] w, int fromW, int length) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        int i = 0;
        for (; i <= length - 2 * V; i += 2 * V) {
            a = FloatVector.fromArray(FLOATS, x, fromX + i).fma(FloatVector.fromArray(FLOATS, w, fromW + i), a);
            b = FloatVector.fromArray(FLOATS, x, fromX + i + V).fma(FloatVector.fromArray(FLOATS, w, fromW + i + V), b);
        }
        float sum = a.add(b).reduceLanes(VectorOperators.ADD);
        for (; i < length; i++) {
            sum += x[fromX + i] * w[fromW + i];
        }
        return sum;
    }
}
