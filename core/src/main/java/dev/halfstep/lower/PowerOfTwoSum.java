package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;

/**
 * Sums and differences of int16 codes whose scales are powers of two: one operand has the output's scale, the other is shifted
 * right to it, halves away from zero.
 *
 * @param leftShift how far the left operand is shifted to the right
 * @param rightShift the same for the right operand; one of the two is 0
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record PowerOfTwoSum(int leftShift, int rightShift, int min, int max) {

    public static int add(PowerOfTwoSum sum, int left, int right) {
        return result(sum,
                FixedPoint.shiftRight16(left, sum.leftShift) + FixedPoint.shiftRight16(right, sum.rightShift));
    }

    public static int subtract(PowerOfTwoSum sum, int left, int right) {
        return result(sum,
                FixedPoint.shiftRight16(left, sum.leftShift) - FixedPoint.shiftRight16(right, sum.rightShift));
    }

    private static int result(PowerOfTwoSum sum, int exact) {
        return Math.clamp(exact, sum.min, sum.max);
    }
}
