package dev.halfstep.lower.rounding;

import dev.halfstep.problem.Problem;

/**
 * Multiplication of an integer by a positive real number in integer arithmetic: the number is held as a 31-bit multiplier and a
 * power of two.
 *
 * <p>
 * It rounds twice, as TensorFlow Lite's QUANTIZE does between codes of different scales: the high half of the doubled product to
 * nearest, halves upwards, then the right shift to nearest, halves away from zero. (Its dense layers multiply in double
 * precision; see {@link Rescaling}.)
 */
public final class FixedPoint {

    /** The largest power of two that a rescaling may have. */
    public static final int MAX_SHIFT = 30;

    /** The power of two that a {@link #cut} multiplier is held with. */
    public static final int CUT_BITS = 15;

    private FixedPoint() {}

    /**
     * A positive real number as {@code multiplier * 2^(shift - 31)}.
     *
     * @param multiplier in [2^30, 2^31), or 0
     * @param shift positive to the left
     */
    public record Multiplier(int multiplier, int shift) {

        /** The nearest multiplier; numbers below 2^-32 become 0. */
        public static Multiplier of(double value) {
            if (value == 0) {
                return new Multiplier(0, 0);
            }
            int exponent = Math.getExponent(value) + 1;
            double fraction = Math.scalb(value, -exponent);
            long fixed = Math.round(Math.scalb(fraction, 31));
            if (fixed == 1L << 31) {
                fixed /= 2;
                exponent++;
            }
            return exponent < -31 ? new Multiplier(0, 0) : new Multiplier((int) fixed, exponent);
        }

        /**
         * The nearest multiplier of a limited power of two.
         *
         * @throws Problem if the number is beyond {@code 2^maxShift}
         */
        public static Multiplier of(double value, int maxShift) {
            Multiplier multiplier = of(value);
            if (multiplier.shift > maxShift) {
                throw Problem.of("the scales of its tensors are too far apart: rescaling by more than 2^" + maxShift);
            }
            return multiplier;
        }
    }

    /**
     * {@code x * multiplier * 2^(shift - 31)}, rounded twice.
     *
     * @param x wraps where a left shift overflows, as in the reference kernel
     * @param shift from -31 to {@value #MAX_SHIFT}
     */
    public static int multiply(int x, int multiplier, int shift) {
        return shift > 0 ? highHalf(x << shift, multiplier) : shiftRight(highHalf(x, multiplier), -shift);
    }

    /** {@code x * multiplier}, rounded twice; shift as above. */
    public static int multiply(int x, Multiplier multiplier) {
        return multiply(x, multiplier.multiplier, multiplier.shift);
    }

    /**
     * A multiplier with half of its bits, for products of 64 bits: {@code cut * 2^(shift - 15)} instead of
     * {@code multiplier * 2^(shift - 31)}; to nearest, halves upwards, saturated to 16 bits.
     */
    public static int cut(int multiplier) {
        return (int) Math.min(((long) multiplier + (1 << CUT_BITS)) >> (CUT_BITS + 1), Short.MAX_VALUE);
    }

    /** {@code x * multiplier / 2^31}, halves upwards. */
    public static int highHalf(int x, int multiplier) {
        return (int) (((long) x * multiplier + (1L << 30)) >> 31);
    }

    /**
     * {@code x / 2^exponent}, halves away from zero.
     *
     * @param exponent from 0 to 31; beyond that the result has no meaning, but it is that of TensorFlow Lite on x86-64
     */
    public static int shiftRight(int x, int exponent) {
        int mask = (int) ((1L << exponent) - 1);
        int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
    }

    /**
     * {@code x / 2^exponent} of a 16-bit number, halves away from zero. Beyond a shift of 15 numbers above 0 become 1 in the
     * reference kernels, and here.
     */
    public static int shiftRight16(int x, int exponent) {
        short mask = (short) ((1L << exponent) - 1);
        int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (short) ((x >> exponent) + ((x & mask) > threshold ? 1 : 0));
    }
}
