package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums of a layer with few outputs: vectors lie along the inputs.
 *
 * @param weights {@code [outputs][length]}
 * @param from the first input
 * @param length how many inputs
 */
record Rows(float[] weights, int outputs, int from, int length) implements Sums {

    /** With more outputs vectors along the outputs are quicker. */
    static final int MOST_OUTPUTS = 3;

    static Rows of(byte[] weights, int inputs, int outputs, int from, int to) {
        int length = to - from;
        var own = new float[outputs * length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < length; i++) {
                own[o * length + i] = weights[o * inputs + from + i];
            }
        }
        return new Rows(own, outputs, from, length);
    }

    @Override
    public void run(float[] x, int at, int strideX, int rows, float[] y, int strideY) {
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                y[row * strideY + o] = dot(x, at + row * strideX + from, weights, o * length, length);
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
