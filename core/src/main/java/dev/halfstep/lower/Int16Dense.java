package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rescaling;

/**
 * A dense layer from int16 codes to int16 codes with int8 weights and 64-bit sums. Both activations are symmetric.
 *
 * @param weights codes {@code [outputs][inputs]}, symmetric
 * @param bias {@code [outputs]}, in units of input scale times weight scale
 * @param scales from the sum's scale to the output's, {@code [outputs]}
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record Int16Dense(byte[] weights, long[] bias, int inputs, int outputs, double[] scales, int min, int max) {

    /**
     * Runs rows through the layer.
     *
     * @param in codes {@code [rows][inputs]}
     * @param out codes {@code [rows][outputs]}
     */
    public static void run(Int16Dense layer, short[] in, int rows, short[] out) {
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < layer.outputs; o++) {
                long sum = layer.bias[o];
                int w = o * layer.inputs;
                int x = row * layer.inputs;
                for (int i = 0; i < layer.inputs; i++) {
                    sum += layer.weights[w + i] * in[x + i];
                }
                int scaled = Rescaling.scaled(sum, layer.scales[o]);
                out[row * layer.outputs + o] = (short) Math.clamp(scaled, layer.min, layer.max);
            }
        }
    }
}
