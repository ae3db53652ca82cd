package dev.halfstep.kernel;

/**
 * Multiplication of an integer by a positive real number in integer arithmetic: the number is held as a 31-bit multiplier and a
 * power of two.
 *
 * <p>
 * TensorFlow Lite has had several roundings. This is the one of the reference kernels in TensorFlow 2.21: the exact product is
 * rounded once. (Earlier builds rounded twice for 32-bit sums and shortened the multiplier to 16 bits for 64-bit sums; both give
 * codes that differ by one now and then.)
 */
public final class FixedPoint {

    /** The largest power of two that a rescaling may have. */
    public static final int MAX_SHIFT = 30;

    private FixedPoint() {
    }

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
     * {@code round(x * multiplier * 2^(shift - 31))}, halves upwards.
     *
     * @param shift at most {@value #MAX_SHIFT}
     */
    public static int multiply(int x, int multiplier, int shift) {
        int right = 31 - shift;
        return (int) (((long) x * multiplier + (1L << (right - 1))) >> right);
    }

    /**
     * The same for a 64-bit number; the product is formed in 128 bits.
     *
     * @param shift at most {@value #MAX_SHIFT}
     */
    public static int multiply(long x, int multiplier, int shift) {
        int right = 31 - shift;
        long low = x * multiplier;
        long high = Math.multiplyHigh(x, multiplier);
        long rounded = low + (1L << (right - 1));
        if (Long.compareUnsigned(rounded, low) < 0) {
            high++;
        }
        return (int) (high << (64 - right) | rounded >>> right);
    }
}
