package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;

/**
 * Softmax of int16 codes, with tables for {@code exp(x)} in [-10, 0] and {@code 1/(1 + x)} in [0, 1]. Outputs have the scale
 * 1/32,768.
 *
 * @param rescaling from differences of codes to 65,535ths of 10
 * @param rows how many rows there are
 * @param depth how many numbers of a row sum up to 1
 */
public record Int16Softmax(Multiplier rescaling, int rows, int depth) implements LoweredRows {

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

    @Override
    public Rounding rounding() {
        return Rounding.TABLE;
    }

    /**
     * {@code exp(difference)}, 2^15 at most, so that up to 65,535 of them fit into a sum.
     *
     * @param difference from the largest code of the row to the element's
     */
    public short exponential(int difference) {
        return InterpolatedTable.at(EXP, saturated(FixedPoint.multiply(difference, rescaling) + Short.MAX_VALUE));
    }

    /** One divided by the sum of a row's exponentials; with {@link #shift}. */
    public int reciprocal(int sum) {
        // The sum is 2^(16 - zeros) times a number in [1, 2), of which 16 bits behind the point are kept.
        int zeros = Integer.numberOfLeadingZeros(sum);
        int kept = (int) ((((long) sum << (zeros - 1)) + (1 << 13)) >> 14);
        return InterpolatedTable.at(RECIPROCAL, saturated(kept - (1 << 15) - (1 << 16)));
    }

    /** How far a product with the reciprocal is shifted to the right. */
    public int shift(int sum) {
        return 31 - Integer.numberOfLeadingZeros(sum);
    }

    /** The code of an element. */
    public short code(short exponential, int reciprocal, int shift) {
        long half = 1L << (shift - 1);
        return (short) Math.clamp((exponential * (long) reciprocal + half) >> shift, 0, Short.MAX_VALUE);
    }

    private static int saturated(int code) {
        return Math.clamp(code, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
