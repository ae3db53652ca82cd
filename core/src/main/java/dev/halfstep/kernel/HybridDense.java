package dev.halfstep.kernel;

import java.util.Arrays;

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
            Coding coding = code(layer.asymmetric, in, row * layer.inputs, layer.inputs, codes);
            for (int o = 0; o < layer.outputs; o++) {
                int sum = 0;
                for (int i = 0; i < layer.inputs; i++) {
                    sum += layer.weights[o * layer.inputs + i] * codes[i];
                }
                sum -= coding.zeroPoint * layer.weightSums[o];
                float scale = coding.scale * layer.weightScales[layer.weightScales.length == 1 ? 0 : o];
                out[row * layer.outputs + o] = Math.clamp(layer.bias[o] + sum * scale, layer.min, layer.max);
            }
        }
    }

    /** What the codes of a row stand for: {@code scale * (code - zeroPoint)}. */
    public record Coding(float scale, int zeroPoint) {}

    /**
     * Codes a row as the layer does.
     *
     * @param in the row's values, {@code length} of them at {@code from}
     * @param codes for the codes
     */
    public static Coding code(boolean asymmetric, float[] in, int from, int length, byte[] codes) {
        return asymmetric ? codeAsymmetric(in, from, length, codes) : codeSymmetric(in, from, length, codes);
    }

    private static Coding codeSymmetric(float[] in, int from, int length, byte[] codes) {
        float range = 0;
        for (int i = 0; i < length; i++) {
            range = Math.max(range, Math.abs(in[from + i]));
        }
        if (range == 0) {
            Arrays.fill(codes, 0, length, (byte) 0);
            return new Coding(1, 0);
        }
        float inverse = 127 / range;
        for (int i = 0; i < length; i++) {
            codes[i] = (byte) Math.clamp(roundHalfAway(in[from + i] * inverse), -127, 127);
        }
        return new Coding(range / 127, 0);
    }

    /** The zero point is taken from whichever end of the range it follows with the smaller rounding error. */
    private static Coding codeAsymmetric(float[] in, int from, int length, byte[] codes) {
        double low = 0;
        double high = 0;
        for (int i = 0; i < length; i++) {
            low = Math.min(low, in[from + i]);
            high = Math.max(high, in[from + i]);
        }
        if (low == high) {
            Arrays.fill(codes, 0, length, (byte) 0);
            return new Coding(1, 0);
        }
        double scale = (high - low) / 255;
        double fromLow = -128 - low / scale;
        double fromHigh = 127 - high / scale;
        boolean useLow = 128 + Math.abs(low / scale) < 127 + Math.abs(high / scale);
        int zeroPoint = roundHalfAway(Math.clamp(useLow ? fromLow : fromHigh, -128.0, 127.0));
        float rounded = (float) scale;
        float inverse = 1 / rounded;
        for (int i = 0; i < length; i++) {
            codes[i] = (byte) Math.clamp(zeroPoint + roundHalfAway(in[from + i] * inverse), -128, 127);
        }
        return new Coding(rounded, zeroPoint);
    }

    private static int roundHalfAway(double x) {
        return (int) (x < 0 ? Math.ceil(x - 0.5) : Math.floor(x + 0.5));
    }
}
