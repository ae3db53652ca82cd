package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.problem.Problem;

/** A function of two codes with scales of their own, as TensorFlow Lite's reference kernels compute it in integers. */
public sealed interface CodePair {

    /**
     * The output's code.
     *
     * @throws Problem if the function has no value there
     */
    int code(int left, int right);

    /** How it comes to the output's code. */
    default Rounding rounding() {
        return switch (this) {
            case ScaledSum scaledSum -> Rounding.FIXED_POINT;
            case PowerOfTwoSum powerOfTwoSum -> Rounding.SHIFT;
            case ScaledProduct scaledProduct -> Rounding.FIXED_POINT;
            case Sloped sloped -> sloped.line().rounding();
        };
    }

    /**
     * Both operands are shifted left, brought to twice the larger of their scales, combined, and brought to the output's scale.
     * Each of the three rescalings is that of {@link FixedPoint}, with its two roundings.
     *
     * @param kind what is done with both
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
    record ScaledSum(Kind kind, int bits, Multiplier left, Multiplier right, Multiplier output, int leftZero,
            int rightZero, int outputZero, int min, int max) implements CodePair {

        /** The left shift for 8-bit codes. */
        public static final int BITS_8 = 20;
        /** The left shift for 16-bit codes. */
        public static final int BITS_16 = 15;
        /** The left shift where the difference is squared: that of 255 and its square are within 32 bits. */
        public static final int BITS_SQUARED = 7;

        /** What is done with two operands of the same scale. */
        public enum Kind {
            SUM,
            DIFFERENCE,
            SQUARED_DIFFERENCE
        }

        @Override
        public int code(int leftCode, int rightCode) {
            int a = FixedPoint.multiply((leftCode - leftZero) << bits, left);
            int b = FixedPoint.multiply((rightCode - rightZero) << bits, right);
            int fine = switch (kind) {
                case SUM -> a + b;
                case DIFFERENCE -> a - b;
                case SQUARED_DIFFERENCE -> (a - b) * (a - b);
            };
            return Math.clamp(FixedPoint.multiply(fine, output) + outputZero, min, max);
        }
    }

    /**
     * Sums and differences of int16 codes whose scales are powers of two: one operand has the output's scale, the other is shifted
     * right to it, halves away from zero.
     *
     * @param sign 1 for sums, -1 for differences
     * @param leftShift how far the left operand is shifted to the right
     * @param rightShift the same for the right operand; one of the two is 0
     * @param min the smallest output code that the activation lets through
     * @param max the largest one
     */
    record PowerOfTwoSum(int sign, int leftShift, int rightShift, int min, int max) implements CodePair {

        @Override
        public int code(int left, int right) {
            return Math.clamp(FixedPoint.shiftRight16(left, leftShift)
                    + sign * FixedPoint.shiftRight16(right, rightShift), min, max);
        }
    }

    /**
     * Products and quotients. The exact product of the codes is rescaled with the two roundings of {@link FixedPoint}. The quotient is
     * had by way of the divisor's reciprocal in fixed point, then rescaled: three roundings. The code of 0 divides nothing.
     *
     * @param isQuotient whether it is that
     * @param multiplier from the scale of the bare product or quotient to the output's
     * @param leftZero code of the real 0 in the left operand
     * @param rightZero code of the real 0 in the right operand
     * @param outputZero code of the real 0 in the output
     * @param min the smallest output code that the activation lets through
     * @param max the largest one
     */
    record ScaledProduct(boolean isQuotient, Multiplier multiplier, int leftZero, int rightZero, int outputZero,
            int min,
            int max) implements CodePair {

        @Override
        public int code(int left, int right) {
            int a = left - leftZero;
            int b = right - rightZero;
            int scaled = isQuotient ? quotient(a, LoweredPairs.nonzero(b)) : FixedPoint.multiply(a * b, multiplier);
            return Math.clamp(scaled + outputZero, min, max);
        }

        private int quotient(int left, int right) {
            int dividend = right < 0 ? -left : left;
            int divisor = Math.abs(right);
            // The divisor is 2^(31 - zeros) times a number in [1, 2), whose reciprocal has all bits behind the point.
            int zeros = Integer.numberOfLeadingZeros(divisor);
            int reciprocal = FixedMath.reciprocal((divisor << zeros) & Integer.MAX_VALUE);
            int headroom = Integer.numberOfLeadingZeros(dividend < 0 ? ~dividend : dividend) - 1;
            int unscaled = FixedPoint.highHalf(dividend << headroom, reciprocal);
            int shift = multiplier.shift() - (31 - zeros) - headroom;
            return FixedPoint.shiftRight(FixedPoint.highHalf(unscaled, multiplier.multiplier()), -shift);
        }
    }

    /**
     * What lets positive numbers through, and multiplies negative ones by a slope of their own.
     *
     * @param line of slopes with one step of their scale
     * @param slopeZero code of the real 0 in the slopes
     */
    record Sloped(CodeFunction.Rescaled line, int slopeZero) implements CodePair {

        @Override
        public int code(int code, int slope) {
            return line.code(code, slope - slopeZero);
        }
    }
}
