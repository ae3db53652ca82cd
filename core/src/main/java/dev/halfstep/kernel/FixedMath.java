package dev.halfstep.kernel;

/**
 * Functions of fixed-point numbers, with results in fractions of 2^31, bit for bit as TensorFlow Lite's reference kernels have
 * them. Q5 and so on is the number of bits before the point, besides the sign.
 *
 * <p>
 * Source of the methods: gemmlowp's fixed-point library; all of its products round to the nearest, halves upwards.
 */
final class FixedMath {

    private static final int ONE = Integer.MAX_VALUE;
    private static final int QUARTER_Q5 = 1 << 24;
    private static final int EXP_OF_MINUS_EIGHTH = fraction(Math.exp(-0.125));
    private static final int THIRD = fraction(1.0 / 3);
    /** {@code exp(-2^k)} for k from -2 to 4. */
    private static final int[] EXP_OF_MINUS_POWERS = powers();
    private static final int SEVENTEENTHS_48_Q2 = fraction(48.0 / 17 / 4);
    private static final int SEVENTEENTHS_32_Q2 = fraction(32.0 / 17 / 4);
    private static final int ONE_Q2 = 1 << 29;

    private FixedMath() {}

    private static int[] powers() {
        var powers = new int[7];
        for (int k = 0; k < powers.length; k++) {
            powers[k] = fraction(Math.exp(-Math.scalb(1.0, k - 2)));
        }
        return powers;
    }

    /** A number in [0, 1) as fraction of 2^31. */
    static int fraction(double value) {
        return (int) Math.round(value * 0x1p31);
    }

    /**
     * {@code exp(x)}: a polynomial of fourth degree for the part below a quarter, and a factor for each bit above it.
     *
     * @param x Q5, not above 0
     */
    static int exp(int x) {
        if (x == 0) {
            return ONE;
        }
        int low = (x & (QUARTER_Q5 - 1)) - QUARTER_Q5;
        int result = expAboveMinusQuarter(shiftLeft(low, 5));
        int rest = low - x;
        for (int k = 0; k < EXP_OF_MINUS_POWERS.length; k++) {
            if ((rest & (QUARTER_Q5 << k)) != 0) {
                result = FixedPoint.highHalf(result, EXP_OF_MINUS_POWERS[k]);
            }
        }
        return result;
    }

    /** {@code exp(a)} for {@code a} in [-1/4, 0), developed around -1/8. */
    private static int expAboveMinusQuarter(int a) {
        int x = a + (1 << 28);
        int square = FixedPoint.highHalf(x, x);
        int cube = FixedPoint.highHalf(square, x);
        int fourth = FixedPoint.highHalf(square, square);
        int higher = FixedPoint.shiftRight(
                FixedPoint.highHalf(FixedPoint.shiftRight(fourth, 2) + cube, THIRD) + square, 1);
        return EXP_OF_MINUS_EIGHTH + FixedPoint.highHalf(EXP_OF_MINUS_EIGHTH, x + higher);
    }

    /**
     * {@code 1 / (1 + x)} by three of Newton's steps.
     *
     * @param x in [0, 1)
     */
    static int reciprocal(int x) {
        int half = (int) (((long) x + ONE + 1) / 2);
        int y = SEVENTEENTHS_48_Q2 - FixedPoint.highHalf(half, SEVENTEENTHS_32_Q2);
        for (int i = 0; i < 3; i++) {
            int off = ONE_Q2 - FixedPoint.highHalf(half, y);
            y += shiftLeft(FixedPoint.highHalf(y, off), 2);
        }
        return shiftLeft(y, 1);
    }

    /** Saturates where bits would be lost. */
    static int shiftLeft(int x, int exponent) {
        return Math.clamp((long) x << exponent, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
