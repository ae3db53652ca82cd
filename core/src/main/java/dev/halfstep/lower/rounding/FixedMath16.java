package dev.halfstep.lower.rounding;

/**
 * The logistic function and the hyperbolic tangent of 16-bit fixed-point numbers, with results in fractions of 2^15, bit for bit
 * as the gates of TensorFlow Lite's integer LSTM have them. Q3 and so on is the number of bits before the point, besides the
 * sign.
 *
 * <p>
 * Source of the methods: gemmlowp's fixed-point library; all of its products round to the nearest, halves upwards.
 */
public final class FixedMath16 {

    private static final int ONE = Short.MAX_VALUE;
    private static final int FRACTION_BITS = 15;
    private static final int EIGHTH = 1 << 12;
    private static final int EXP_OF_MINUS_EIGHTH = fraction(Math.exp(-0.125));
    private static final int THIRD = fraction(1.0 / 3);
    /** {@code exp(-2^k)} for k from -2 to 4. */
    private static final int[] EXP_OF_MINUS_POWERS = powers();
    private static final int SEVENTEENTHS_48_Q2 = fraction(48.0 / 17 / 4);
    private static final int MINUS_SEVENTEENTHS_32_Q2 = -fraction(32.0 / 17 / 4);
    private static final int ONE_Q2 = 1 << 13;
    /** From this many bits on, exponentials of less than -32 count for nothing. */
    private static final int BITS_WITH_END = 6;
    private static final int END = -32;

    private FixedMath16() {}

    private static int[] powers() {
        var powers = new int[7];
        for (int k = 0; k < powers.length; k++) {
            powers[k] = fraction(Math.exp(-Math.scalb(1.0, k - 2)));
        }
        return powers;
    }

    private static int fraction(double value) {
        return (int) Math.round(value * 0x1p15);
    }

    /** {@code 1 / (1 + exp(-x))} of a number in Q3. */
    public static int logistic(int x) {
        if (x == 0) {
            return 1 << 14;
        }
        int positive = shiftLeft(reciprocal(exp(-Math.abs(x), 3)), 1);
        return x > 0 ? positive : ONE - positive;
    }

    /**
     * {@code tanh(x)}.
     *
     * @param x with some bits before the point
     * @param bits from 0 to 6
     */
    public static int tanh(int x, int bits) {
        if (x == 0) {
            return 0;
        }
        int magnitude = shiftLeft(reciprocal(exp(-Math.abs(x), bits + 1)) - ONE_Q2, 2);
        return x < 0 ? -magnitude : magnitude;
    }

    /**
     * {@code exp(x)}: a polynomial of fourth degree for the part below a quarter, and a factor for each bit above it.
     *
     * @param x below 0, with some bits before the point
     */
    private static int exp(int x, int bits) {
        int fractionBits = FRACTION_BITS - bits;
        if (bits >= BITS_WITH_END && x < END << fractionBits) {
            return 0;
        }
        int quarter = 1 << (fractionBits - 2);
        int low = (x & (quarter - 1)) - quarter;
        int result = expAboveMinusQuarter(shiftLeft(low, bits));
        int rest = low - x;
        for (int k = 0; k < EXP_OF_MINUS_POWERS.length && k - 2 < bits; k++) {
            if ((rest & (quarter << k)) != 0) {
                result = highHalf(result, EXP_OF_MINUS_POWERS[k]);
            }
        }
        return result;
    }

    /** {@code exp(a)} for {@code a} in [-1/4, 0), developed around -1/8. */
    private static int expAboveMinusQuarter(int a) {
        int x = a + EIGHTH;
        int square = highHalf(x, x);
        int cube = highHalf(square, x);
        int fourth = highHalf(square, square);
        int higher = FixedPoint.shiftRight(
                highHalf(FixedPoint.shiftRight(fourth, 2) + cube, THIRD) + square, 1);
        return Math.min(EXP_OF_MINUS_EIGHTH + highHalf(EXP_OF_MINUS_EIGHTH, x + higher), ONE);
    }

    /**
     * {@code 2 / (1 + x)} in Q2 by three of Newton's steps.
     *
     * @param x in [0, 1)
     */
    private static int reciprocal(int x) {
        int half = (x + ONE + 1) / 2;
        int y = SEVENTEENTHS_48_Q2 + highHalf(half, MINUS_SEVENTEENTHS_32_Q2);
        for (int i = 0; i < 3; i++) {
            int off = ONE_Q2 - highHalf(half, y);
            y += shiftLeft(highHalf(y, off), 2);
        }
        return y;
    }

    /** {@code x * y / 2^15}, halves upwards. */
    private static int highHalf(int x, int y) {
        return (x * y + (1 << 14)) >> 15;
    }

    /** Saturates where bits would be lost. */
    private static int shiftLeft(int x, int exponent) {
        return Math.clamp((long) x << exponent, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
