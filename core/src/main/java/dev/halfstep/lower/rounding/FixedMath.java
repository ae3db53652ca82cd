package dev.halfstep.lower.rounding;

/**
 * Functions of fixed-point numbers, with results in fractions of 2^31, bit for bit as TensorFlow Lite's reference kernels have
 * them. Q5 and so on is the number of bits before the point, besides the sign.
 *
 * <p>
 * Source of the methods: gemmlowp's fixed-point library; all of its products round to the nearest, halves upwards.
 */
public final class FixedMath {

    private static final int ONE = Integer.MAX_VALUE;
    private static final int QUARTER_Q5 = 1 << 24;
    private static final int EXP_OF_MINUS_EIGHTH = fraction(Math.exp(-0.125));
    private static final int THIRD = fraction(1.0 / 3);
    /** {@code exp(-2^k)} for k from -2 to 4. */
    private static final int[] EXP_OF_MINUS_POWERS = powers();
    private static final int SEVENTEENTHS_48_Q2 = fraction(48.0 / 17 / 4);
    private static final int SEVENTEENTHS_32_Q2 = fraction(32.0 / 17 / 4);
    private static final int ONE_Q2 = 1 << 29;
    private static final int ONE_Q3 = 1 << 28;
    private static final int ONE_AND_A_HALF_Q3 = (1 << 28) + (1 << 27);
    private static final int ROOT_OF_HALF = fraction(Math.sqrt(0.5));
    private static final double FOURTH_ROOT_OF_2 = Math.sqrt(Math.sqrt(2));
    private static final int FOURTH_ROOT_OF_HALF = fraction(1 / FOURTH_ROOT_OF_2);
    private static final int POWER_BITS_Q6 = 25;
    private static final int QUARTER_Q6 = 1 << 23;

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
    public static int exp(int x) {
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
    public static int reciprocal(int x) {
        int half = (int) (((long) x + ONE + 1) / 2);
        int y = SEVENTEENTHS_48_Q2 - FixedPoint.highHalf(half, SEVENTEENTHS_32_Q2);
        for (int i = 0; i < 3; i++) {
            int off = ONE_Q2 - FixedPoint.highHalf(half, y);
            y += shiftLeft(FixedPoint.highHalf(y, off), 2);
        }
        return shiftLeft(y, 1);
    }

    /** The shift to the right that goes with {@link #inverseRoot}; negative to the left. */
    public static int inverseRootShift(int x) {
        int shift = 11;
        int rest = x;
        while (rest >= 1 << 29) {
            rest /= 4;
            shift++;
        }
        return shift - pairs(rest);
    }

    /**
     * The multiplier of {@code 1 / sqrt(x)}: that is {@code multiplier * 2^(-31 - shift)}, with the shift of
     * {@link #inverseRootShift}. Five of Newton's steps from 1, in Q3.
     *
     * @param x above 1
     */
    public static int inverseRoot(int x) {
        int rest = x;
        while (rest >= 1 << 29) {
            rest /= 4;
        }
        int half = FixedPoint.shiftRight((rest << (2 * pairs(rest))) >> 1, 1);
        int y = ONE_Q3;
        for (int i = 0; i < 5; i++) {
            int cube = shiftLeft(FixedPoint.highHalf(FixedPoint.highHalf(y, y), y), 6);
            y = shiftLeft(FixedPoint.highHalf(ONE_AND_A_HALF_Q3, y) - FixedPoint.highHalf(half, cube), 3);
        }
        return FixedPoint.highHalf(y, ROOT_OF_HALF);
    }

    /** How many pairs of bits an integer below 2^29 can be moved left to fill [2^27, 2^29). */
    private static int pairs(int x) {
        return (Integer.numberOfLeadingZeros(x) - 1) / 2 - 1;
    }

    /**
     * The natural logarithm in Q5.
     *
     * @param x in Q12, at least 1
     */
    public static int logarithm(int x) {
        int zeros = Integer.numberOfLeadingZeros(x);
        int lower = shiftLeft(FixedPoint.highHalf(shiftLeft(x, zeros - 1), ROOT_OF_HALF), 1);
        int lowerPower = shiftLeft(12 - zeros, POWER_BITS_Q6) + QUARTER_Q6;
        int headroom = Integer.numberOfLeadingZeros(FixedPoint.highHalf(x, ROOT_OF_HALF)) - 1;
        int upper = shiftLeft(x, headroom);
        int upperPower = shiftLeft(12 - headroom, POWER_BITS_Q6) - QUARTER_Q6;
        int r = Math.min(lower, upper);
        int power = Math.max(lowerPower, upperPower);
        int q = 2 * (r - FOURTH_ROOT_OF_HALF);
        int square = FixedPoint.highHalf(q, q);
        int numerator = FixedPoint.highHalf(q, r)
                + FixedPoint.highHalf(FixedPoint.highHalf(q, square), fraction(11.0 / 240 * FOURTH_ROOT_OF_2));
        int middle = halfSum(r, FOURTH_ROOT_OF_HALF);
        int denominator = FixedPoint.highHalf(middle,
                fraction(2 / FOURTH_ROOT_OF_2 - FOURTH_ROOT_OF_2) + q
                        + FixedPoint.highHalf(fraction(FOURTH_ROOT_OF_2 / 20), square))
                + FixedPoint.highHalf(fraction(FOURTH_ROOT_OF_2 / 4), q);
        int rest = FixedPoint.highHalf(FixedPoint.shiftRight(numerator, 6), reciprocal(denominator));
        return shiftLeft(FixedPoint.highHalf(power, fraction(Math.log(2))) + rest, 1);
    }

    /** Halves away from zero. */
    private static int halfSum(int x, int y) {
        long sum = (long) x + y;
        return (int) ((sum + (sum >= 0 ? 1 : -1)) / 2);
    }

    /** Saturates where bits would be lost. */
    static int shiftLeft(int x, int exponent) {
        return Math.clamp((long) x << exponent, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
