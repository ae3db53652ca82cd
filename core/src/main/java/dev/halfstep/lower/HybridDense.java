package dev.halfstep.lower;

import dev.halfstep.lower.rounding.RowCoding;

/**
 * A dense layer with int8 weights and {@code float} input and output, as dynamic-range files have it: each row of the input is
 * coded on the fly with a scale of its own, the sums are integer, and the result is scaled back.
 *
 * @param weights codes {@code [outputs][inputs]}
 * @param weightScales one, or {@code [outputs]}
 * @param weightSums the sum of each output's codes, which a zero point of the input is multiplied with
 * @param bias {@code [outputs]}
 * @param asymmetric whether the input is coded with a zero point
 */
public record HybridDense(byte[] weights, float[] weightScales, int[] weightSums, float[] bias, int inputs, int outputs,
        boolean asymmetric, float min, float max) {

    /** Adds up the codes of each output. */
    public static int[] sums(byte[] weights, int inputs, int outputs) {
        var sums = new int[outputs];
        addUp(weights, inputs, sums);
        return sums;
    }

    /** Adds up the codes of each output anew. */
    public static void addUp(byte[] weights, int inputs, int[] sums) {
        for (int o = 0; o < sums.length; o++) {
            sums[o] = 0;
            for (int i = 0; i < inputs; i++) {
                sums[o] += weights[o * inputs + i];
            }
        }
    }

    /**
     * Runs rows through the layer.
     *
     * @param in {@code [rows][inputs]}
     * @param codes room for one row of codes, {@code [inputs]}
     * @param out {@code [rows][outputs]}
     */
    public static void run(HybridDense layer, float[] in, int rows, byte[] codes, float[] out) {
        for (int row = 0; row < rows; row++) {
            RowCoding coding = RowCoding.code(layer.asymmetric, in, row * layer.inputs, layer.inputs, codes);
            for (int o = 0; o < layer.outputs; o++) {
                int sum = 0;
                for (int i = 0; i < layer.inputs; i++) {
                    sum += layer.weights[o * layer.inputs + i] * codes[i];
                }
                sum -= coding.zeroPoint() * layer.weightSums[o];
                float scale = coding.scale() * layer.weightScales[layer.weightScales.length == 1 ? 0 : o];
                out[row * layer.outputs + o] = Math.clamp(layer.bias[o] + sum * scale, layer.min, layer.max);
            }
        }
    }
}
