package dev.halfstep.kernel.elementwise;

import dev.halfstep.lower.InterpolatedTable;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Softmax of int16 codes, with tables for {@code exp(x)} in [-10, 0] and {@code 1/(1 + x)} in [0, 1]. Outputs have the scale
 * 1/32,768.
 *
 * @param rescaling from differences of codes to 65,535ths of 10
 * @param depth how many numbers sum up to 1
 */
public record Int16Softmax(Multiplier rescaling, int depth) {

    private static final double RANGE = 10;
    private static final int CODES = 65_535;
    /** From -1 to 1 in 65,535 steps. */
    private static final double OUTPUT_RANGE = 2;
    private static final short[] EXP =
            InterpolatedTable.ofDoubles(RANGE / CODES * -CODES, 0, OUTPUT_RANGE, Math::exp);
    private static final short[] RECIPROCAL =
            InterpolatedTable.ofDoubles(0, 1.0 / CODES * CODES, OUTPUT_RANGE, x -> 1 / (1 + x));

    /** The factor from differences of codes to 65,535ths of 10, for a scale of the input. */
    public static double factor(float scaleTimesBeta) {
        return scaleTimesBeta / (RANGE / CODES);
    }

    public static void run(Int16Softmax softmax, short[] in, int rows, short[] out) {
        for (int row = 0; row < rows; row++) {
            row(softmax, in, row * softmax.depth, out);
        }
    }

    private static void row(Int16Softmax softmax, short[] in, int from, short[] out) {
        int end = from + softmax.depth;
        int largest = Short.MIN_VALUE;
        for (int i = from; i < end; i++) {
            largest = Math.max(largest, in[i]);
        }
        // Up to 65,535 exponentials of at most 2^15 fit.
        int sum = 0;
        for (int i = from; i < end; i++) {
            int scaled = FixedPoint.multiply(in[i] - largest, softmax.rescaling);
            out[i] = InterpolatedTable.at(EXP, saturated(scaled + Short.MAX_VALUE));
            sum += out[i];
        }
        // The sum is 2^(16 - zeros) times a number in [1, 2), of which 16 bits behind the point are kept.
        int zeros = Integer.numberOfLeadingZeros(sum);
        int kept = (int) ((((long) sum << (zeros - 1)) + (1 << 13)) >> 14);
        int reciprocal = InterpolatedTable.at(RECIPROCAL, saturated(kept - (1 << 15) - (1 << 16)));
        int shift = 31 - zeros;
        long half = 1L << (shift - 1);
        for (int i = from; i < end; i++) {
            out[i] = (short) Math.clamp((out[i] * (long) reciprocal + half) >> shift, 0, Short.MAX_VALUE);
        }
    }

    private static int saturated(int code) {
        return Math.clamp(code, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
