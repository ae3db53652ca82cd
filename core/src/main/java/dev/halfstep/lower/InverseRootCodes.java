package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * {@code 1 / sqrt(x)} of int8 codes, in fixed point.
 *
 * @param multiplier from {@code 1 / sqrt(steps)} to the output's scale
 * @param inputZero code of the real 0 in the input
 * @param outputZero code of the real 0 in the output
 */
public record InverseRootCodes(Multiplier multiplier, int inputZero, int outputZero) {

    private static final int FRACTION_BITS = 20;

    /** The output's code; that of the largest number for 0. */
    public static int run(InverseRootCodes root, int code) {
        int steps = code - root.inputZero;
        if (steps == 0) {
            return Byte.MAX_VALUE;
        }
        int fine = steps == 1 ? FixedPoint.multiply(1, Integer.MAX_VALUE, FRACTION_BITS)
                : FixedPoint.multiply(1, FixedMath.inverseRoot(steps),
                        FRACTION_BITS - FixedMath.inverseRootShift(steps));
        int scaled = FixedPoint.multiply(fine, root.multiplier.multiplier(), root.multiplier.shift() - FRACTION_BITS);
        return Math.clamp(scaled + root.outputZero, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
}
