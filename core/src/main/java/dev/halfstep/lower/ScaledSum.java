package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Sums and differences of codes with scales of their own, as TensorFlow Lite's reference kernels round them: both operands are
 * shifted left, brought to twice the larger of their scales, combined, and brought to the output's scale. Each of the three
 * rescalings is that of {@link FixedPoint}, with its two roundings.
 *
 * @param bits the left shift that keeps fractions
 * @param left from the left operand's scale to twice the larger one
 * @param right the same for the right operand
 * @param output from there to the output's scale
 * @param leftZero code of the real 0 in the left operand
 * @param rightZero code of the real 0 in the right operand
 * @param outputZero code of the real 0 in the output
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record ScaledSum(int bits, Multiplier left, Multiplier right, Multiplier output, int leftZero, int rightZero,
        int outputZero, int min, int max) {

    /** The left shift for 8-bit codes. */
    public static final int BITS_8 = 20;
    /** The left shift for 16-bit codes. */
    public static final int BITS_16 = 15;
    /** The left shift where the difference is squared: the square of 255 still has room. */
    public static final int BITS_SQUARED = 7;

    public static int add(ScaledSum sum, int left, int right) {
        return result(sum, left(sum, left) + right(sum, right));
    }

    public static int subtract(ScaledSum sum, int left, int right) {
        return result(sum, left(sum, left) - right(sum, right));
    }

    public static int squaredDifference(ScaledSum sum, int left, int right) {
        int difference = left(sum, left) - right(sum, right);
        return result(sum, difference * difference);
    }

    private static int left(ScaledSum sum, int code) {
        return FixedPoint.multiply((code - sum.leftZero) << sum.bits, sum.left);
    }

    private static int right(ScaledSum sum, int code) {
        return FixedPoint.multiply((code - sum.rightZero) << sum.bits, sum.right);
    }

    private static int result(ScaledSum sum, int fine) {
        return Math.clamp(FixedPoint.multiply(fine, sum.output) + sum.outputZero, sum.min, sum.max);
    }
}
