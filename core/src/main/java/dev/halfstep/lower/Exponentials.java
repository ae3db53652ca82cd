package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Exponentials of differences between 8-bit codes and the largest code of their row, in fixed point.
 *
 * @param rescaling from differences of codes to Q5, to the left
 * @param smallestDifference differences below it count for nothing
 */
public record Exponentials(Multiplier rescaling, int smallestDifference) {

    private static final int FRACTION_BITS_Q5 = 26;
    /** Bits before the point of a sum of exponentials, 19 of 31 are behind it. */
    static final int SUM_BITS = 12;

    /**
     * For codes of a scale.
     *
     * @param scale of the codes, times what they are multiplied with; above 2^-26
     */
    public static Exponentials of(double scale) {
        Multiplier rescaling = Multiplier.of(Math.min(Math.scalb(scale, FRACTION_BITS_Q5), Integer.MAX_VALUE));
        // What would be at the end of Q5.
        return new Exponentials(rescaling,
                -(int) Math.floor(Math.scalb(31.0, FRACTION_BITS_Q5 - rescaling.shift())));
    }

    /** A difference in Q5. */
    int fine(int difference) {
        return FixedPoint.multiply(difference, rescaling);
    }

    /** {@code exp(difference)} in fractions of 2^31. */
    int exponential(int difference) {
        return FixedMath.exp(fine(difference));
    }

    /** What a difference contributes to the sum of exponentials of its row, in Q12. */
    public int summand(int difference) {
        return difference < smallestDifference ? 0 : FixedPoint.shiftRight(exponential(difference), SUM_BITS);
    }
}
