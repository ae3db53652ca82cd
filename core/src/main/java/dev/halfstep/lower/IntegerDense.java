package dev.halfstep.lower;

import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.rounding.Rescaling;

/**
 * A dense layer between codes of any types, for weights that have a zero point, or for 32-bit sums of 16-bit data. The usual ones are {@link Int8Dense} and {@link Int16Dense}.
 *
 * @param inputs how many a row has
 * @param outputs how many a row has
 * @param scales from the sum's scale to the output's, {@code [outputs]}
 * @param zeroPoint of the output
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record IntegerDense(int inputs, int outputs, double[] scales, int zeroPoint, int min, int max) {

    /**
     * Runs rows through the layer with 32-bit sums, which wrap where they overflow.
     *
     * @param in codes less their zero point, {@code [rows][inputs]}
     * @param weights codes less their zero point, {@code [outputs][inputs]}
     * @param bias {@code [outputs]}
     * @param codes room for {@code [outputs]}
     * @param taker is handed the codes of each row
     */
    public static void run(IntegerDense layer, short[] in, int rows, short[] weights, int[] bias, int[] codes,
            IntegerConvolution.Sums32 taker) {
        for (int row = 0; row < rows; row++) {
            int x = row * layer.inputs;
            for (int o = 0; o < layer.outputs; o++) {
                int w = o * layer.inputs;
                int sum = 0;
                for (int i = 0; i < layer.inputs; i++) {
                    sum += weights[w + i] * in[x + i];
                }
                codes[o] = layer.code(sum + bias[o], o);
            }
            taker.take(row, codes, row * layer.outputs);
        }
    }

    /** The same with 64-bit sums. */
    public static void run(IntegerDense layer, short[] in, int rows, short[] weights, long[] bias, int[] codes,
            IntegerConvolution.Sums32 taker) {
        for (int row = 0; row < rows; row++) {
            int x = row * layer.inputs;
            for (int o = 0; o < layer.outputs; o++) {
                int w = o * layer.inputs;
                long sum = bias[o];
                for (int i = 0; i < layer.inputs; i++) {
                    sum += weights[w + i] * in[x + i];
                }
                codes[o] = layer.code(sum, o);
            }
            taker.take(row, codes, row * layer.outputs);
        }
    }

    private int code(long sum, int output) {
        return Math.clamp(Rescaling.scaled(sum, scales[output]) + zeroPoint, min, max);
    }
}
