package dev.halfstep.lower;

import java.util.Arrays;

/**
 * A dense layer in {@code float}.
 *
 * <p>
 * Sums run in {@value #LANES} lanes that are added up pairwise at the end, multiplied and added without fusing; a layer with one
 * output spreads its lanes over {@value #ACCUMULATORS} accumulators. This is the order of TensorFlow Lite's optimised kernel on
 * x86-64, which its converter calibrates with: only in the same order do calibrated ranges come out the same to the last bit.
 * It is also an order that vector instructions can follow exactly.
 *
 * @param weights {@code [outputs][inputs]}
 * @param bias {@code [outputs]}
 * @param min the activation's lower bound
 * @param max the activation's upper bound
 */
public record FloatDense(float[] weights, float[] bias, int inputs, int outputs, float min, float max) {

    private static final int LANES = 8;
    private static final int ACCUMULATORS = 4;

    /**
     * Runs rows through the layer.
     *
     * @param in {@code [rows][inputs]}
     * @param out {@code [rows][outputs]}
     */
    public static void run(FloatDense layer, float[] in, int rows, float[] out) {
        var lanes = new float[layer.outputs == 1 ? ACCUMULATORS * LANES : LANES];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < layer.outputs; o++) {
                float sum = dot(in, row * layer.inputs, layer.weights, o * layer.inputs, layer.inputs, lanes);
                out[row * layer.outputs + o] = Math.clamp(sum + layer.bias[o], layer.min, layer.max);
            }
        }
    }

    /**
     * The sum of {@code n} products.
     *
     * @param lanes room for the partial sums: one group of {@value #LANES} for each accumulator
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
