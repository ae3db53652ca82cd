package dev.halfstep.kernel.lstm;

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
@SuppressWarnings("ArrayRecordComponent") // prepared parameters, not a value
public record Int8Normalization(short[] coefficients, Multiplier scale, int leastVariance) {

    private static final int UNIT_BITS = 10;
    private static final int SHARE_BITS = 20;
    /** Of what comes out. */
    private static final int FRACTION_BITS = 12;
    /** How far to the left the scale's shift may be, so that the fraction bits fit behind it. */
    public static final int MAX_SHIFT = FixedPoint.MAX_SHIFT - FRACTION_BITS;

    /** Normalizes in place. */
    void run(short[] sums, int[] bias) {
        long sum = 0;
        long squares = 0;
        for (short s : sums) {
            sum += s;
            squares += s * s;
        }
        int mean = (int) ((sum << UNIT_BITS) / sums.length);
        int share = (1 << SHARE_BITS) / sums.length;
        int variance = (int) ((squares * share - (long) mean * mean) / (1 << SHARE_BITS));
        Multiplier inverse = inverseRoot(variance < 1 ? leastVariance : variance);
        for (int i = 0; i < sums.length; i++) {
            int normal = FixedPoint.multiply((sums[i] << UNIT_BITS) - mean, inverse);
            // In 32 bits, as the reference kernel has it.
            int product = normal * coefficients[i] + bias[i];
            int rounded = (int) (((long) product + (product > 0 ? 512 : -512)) / 1024);
            int scaled = FixedPoint.multiply(rounded, scale.multiplier(), scale.shift() + FRACTION_BITS);
            sums[i] = (short) Math.clamp(scaled, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    private static Multiplier inverseRoot(int x) {
        if (x <= 1) {
            return new Multiplier(Integer.MAX_VALUE, 0);
        }
        int shift = FixedMath.inverseRootShift(x);
        int multiplier = FixedMath.inverseRoot(x);
        return shift < 0 ? new Multiplier(multiplier << -shift, 0) : new Multiplier(multiplier, -shift);
    }
}
