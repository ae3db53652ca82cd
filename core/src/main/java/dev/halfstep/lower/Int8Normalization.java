package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Brings the sums of a gate of {@link Int8Lstm} to the mean 0 and the deviation 1, in units of 1/1024, then multiplies them by
 * coefficients and adds a bias. The share of each sum in the variance is cut off to 20 bits, as in the reference kernel.
 *
 * @param coefficients {@code [cells]}
 * @param scale that of the coefficients
 * @param leastVariance taken where the variance is below 1
 */
public record Int8Normalization(Parameter<short[]> coefficients, Multiplier scale, int leastVariance) {

    private static final int UNIT_BITS = 10;
    private static final int SHARE_BITS = 20;
    /** Of what comes out. */
    private static final int FRACTION_BITS = 12;
    /** How far to the left the scale's shift may be, so that the fraction bits fit behind it. */
    public static final int MAX_SHIFT = FixedPoint.MAX_SHIFT - FRACTION_BITS;

    /** The mean of sums, in units of 1/1024. */
    public static int mean(long sum, int count) {
        return (int) ((sum << UNIT_BITS) / count);
    }

    /**
     * One over the deviation of sums.
     *
     * @param squares their squares, added up
     */
    public Multiplier inverseDeviation(long squares, int mean, int count) {
        int share = (1 << SHARE_BITS) / count;
        int variance = (int) ((squares * share - (long) mean * mean) / (1 << SHARE_BITS));
        return inverseRoot(variance < 1 ? leastVariance : variance);
    }

    private static Multiplier inverseRoot(int x) {
        if (x <= 1) {
            return new Multiplier(Integer.MAX_VALUE, 0);
        }
        int shift = FixedMath.inverseRootShift(x);
        int multiplier = FixedMath.inverseRoot(x);
        return shift < 0 ? new Multiplier(multiplier << -shift, 0) : new Multiplier(multiplier, -shift);
    }

    /** The code of a normalized sum. */
    public short code(int sum, int mean, Multiplier inverse, short coefficient, int bias) {
        int normal = FixedPoint.multiply((sum << UNIT_BITS) - mean, inverse);
        // In 32 bits, as the reference kernel has it.
        int product = normal * coefficient + bias;
        int rounded = (int) (((long) product + (product > 0 ? 512 : -512)) / 1024);
        int scaled = FixedPoint.multiply(rounded, scale.multiplier(), scale.shift() + FRACTION_BITS);
        return (short) Math.clamp(scaled, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
