package dev.halfstep.kernel.dense;

import static dev.halfstep.lower.Dense.FloatDense.ACCUMULATORS;
import static dev.halfstep.lower.Dense.FloatDense.LANES;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.FloatDense;
import java.util.Arrays;

/** A dense layer in {@code float}, row by row, in the order of sums that {@link FloatDense} says. */
public record FloatRows(FloatDense layer) implements Kernel<float[], float[]> {

    @Override
    public Runnable bound(float[] in, int rows, float[] out) {
        return () -> run(in, rows, out);
    }

    private void run(float[] in, int rows, float[] out) {
        int inputs = layer.inputs();
        int outputs = layer.outputs();
        var lanes = new float[outputs == 1 ? ACCUMULATORS * LANES : LANES];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                float sum = dot(in, row * inputs, layer.weights(), o * inputs, inputs, lanes);
                out[row * outputs + o] = Math.clamp(sum + layer.bias()[o], layer.min(), layer.max());
            }
        }
    }

    /**
     * The sum of {@code n} products.
     *
     * @param lanes scratch for the partial sums: one group of lanes for each accumulator
     */
    private static float dot(float[] x, int fromX, float[] w, int fromW, int n, float[] lanes) {
        Arrays.fill(lanes, 0);
        int whole = n - n % LANES;
        int lane = 0;
        for (int i = 0; i < whole; i++) {
            lanes[lane] += x[fromX + i] * w[fromW + i];
            lane = lane + 1 == lanes.length ? 0 : lane + 1;
        }
        for (int group = lanes.length - LANES; group > 0; group -= LANES) {
            for (int l = 0; l < LANES; l++) {
                lanes[group - LANES + l] += lanes[group + l];
            }
        }
        float sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (int i = whole; i < n; i++) {
            sum += x[fromX + i] * w[fromW + i];
        }
        return sum;
    }
}
