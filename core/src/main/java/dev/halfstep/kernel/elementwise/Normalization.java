package dev.halfstep.kernel.elementwise;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.SoftmaxCodes.Codes8;
import dev.halfstep.lower.SoftmaxCodes.Output;

/**
 * Rows divided by their Euclidean length. Output codes have the scale 1/128; those with a sign are shifted to it together with the
 * division, those without before it, which rounds otherwise.
 *
 * @param depth how many numbers there are in a row
 * @param inputZero code of the real 0 in the input
 * @param outputZero code of the real 0 in the output
 * @param min the smallest output code
 * @param max the largest one
 */
public record Normalization(int depth, int inputZero, int outputZero, int min, int max) {

    private static final float SHORTEST = 1e-6f;
    private static final int OUTPUT_BITS = 7;

    public static void floats(float[] in, int rows, int depth, float[] out) {
        for (int row = 0; row < rows; row++) {
            int from = row * depth;
            float sum = 0;
            for (int i = from; i < from + depth; i++) {
                sum += in[i] * in[i];
            }
            float length = Math.max((float) Math.sqrt(sum), SHORTEST);
            for (int i = from; i < from + depth; i++) {
                out[i] = in[i] / length;
            }
        }
    }

    public static void codes(Normalization normalization, Codes8 in, int rows, Output out) {
        for (int row = 0; row < rows; row++) {
            row(normalization, in, row * normalization.depth, out);
        }
    }

    private static void row(Normalization normalization, Codes8 in, int from, Output out) {
        int zero = normalization.inputZero;
        int squares = 0;
        for (int i = from; i < from + normalization.depth; i++) {
            squares += (in.get(i) - zero) * (in.get(i) - zero);
        }
        int multiplier = squares <= 1 ? Integer.MAX_VALUE : FixedMath.inverseRoot(squares);
        int shift = squares <= 1 ? 0 : FixedMath.inverseRootShift(squares);
        if (shift < 0) {
            multiplier <<= -shift;
            shift = 0;
        }
        for (int i = from; i < from + normalization.depth; i++) {
            int steps = in.get(i) - zero;
            int scaled = normalization.min < 0 ? FixedPoint.multiply(steps, multiplier, OUTPUT_BITS - shift)
                    : FixedPoint.multiply(steps << OUTPUT_BITS, multiplier, -shift);
            out.set(i, Math.clamp(scaled + normalization.outputZero, normalization.min, normalization.max));
        }
    }
}
