package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Products and quotients of codes with scales of their own, as TensorFlow Lite's reference kernels round them.
 *
 * @param multiplier from the scale of the bare product or quotient to the output's
 * @param leftZero code of the real 0 in the left operand
 * @param rightZero code of the real 0 in the right operand
 * @param outputZero code of the real 0 in the output
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record ScaledProduct(Multiplier multiplier, int leftZero, int rightZero, int outputZero, int min, int max) {

    /** The exact product of the codes, rescaled with the two roundings of {@link FixedPoint}. */
    public static int multiply(ScaledProduct product, int left, int right) {
        int exact = (left - product.leftZero) * (right - product.rightZero);
        return result(product, FixedPoint.multiply(exact, product.multiplier));
    }

    /**
     * The quotient by way of the divisor's reciprocal in fixed point, then rescaled: three roundings.
     *
     * @param right not the code of 0
     */
    public static int divide(ScaledProduct quotient, int left, int right) {
        int dividend = left - quotient.leftZero;
        int divisor = right - quotient.rightZero;
        if (divisor < 0) {
            dividend = -dividend;
            divisor = -divisor;
        }
        // The divisor is 2^(31 - zeros) times a number in [1, 2), whose reciprocal has all bits behind the point.
        int zeros = Integer.numberOfLeadingZeros(divisor);
        int reciprocal = FixedMath.reciprocal((divisor << zeros) & Integer.MAX_VALUE);
        int headroom = Integer.numberOfLeadingZeros(dividend < 0 ? ~dividend : dividend) - 1;
        int unscaled = FixedPoint.highHalf(dividend << headroom, reciprocal);
        Multiplier multiplier = quotient.multiplier;
        int shift = multiplier.shift() - (31 - zeros) - headroom;
        return result(quotient,
                FixedPoint.shiftRight(FixedPoint.highHalf(unscaled, multiplier.multiplier()), -shift));
    }

    private static int result(ScaledProduct product, int scaled) {
        return Math.clamp(scaled + product.outputZero, product.min, product.max);
    }
}
