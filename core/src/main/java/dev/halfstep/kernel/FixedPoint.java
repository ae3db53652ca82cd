package dev.halfstep.kernel;

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

    /** {@code x * multiplier / 2^31}, halves upwards. */
    private static int highHalf(int x, int multiplier) {
        return (int) (((long) x * multiplier + (1L << 30)) >> 31);
    }

    /** {@code x / 2^exponent}, halves away from zero. */
    private static int shiftRight(int x, int exponent) {
        long mask = (1L << exponent) - 1;
        long threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
    }
}
