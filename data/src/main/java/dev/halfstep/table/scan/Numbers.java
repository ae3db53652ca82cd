package dev.halfstep.table.scan;

/**
 * Numbers as tables write them: {@code [+-] digits [. digits] [(e|E) [+-] digits]}, where the digits on one side of the
 * decimal sign may be absent. Nothing that only Java takes for a number ({@code 1d}, {@code 0x10}, {@code NaN}).
 */
public final class Numbers {

    /** Powers of ten, each an exact double, as many as {@link #LONG_DIGITS}. */
    private static final double[] EXACT = {
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

    private static final long EXACT_INTEGERS = 1L << 53;

    /** Digits that surely fit into a long. */
    private static final int LONG_DIGITS = 18;

    private Numbers() {}

    /** Whether the text, which has no surrounding spaces, is a number. */
    public static boolean isNumber(char[] text, int from, int to, char decimalSign) {
        int at = from;
        if (at < to && isSign(text[at])) {
            at++;
        }
        int whole = digits(text, at, to);
        at += whole;
        int fraction = 0;
        if (at < to && text[at] == decimalSign) {
            at++;
            fraction = digits(text, at, to);
            at += fraction;
        }
        if (whole + fraction == 0) {
            return false;
        }
        if (at < to && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            if (at < to && isSign(text[at])) {
                at++;
            }
            int exponent = digits(text, at, to);
            if (exponent == 0) {
                return false;
            }
            at += exponent;
        }
        return at == to;
    }

    public static boolean isNumber(String text, char decimalSign) {
        return isNumber(text.toCharArray(), 0, text.length(), decimalSign);
    }

    /**
     * The double nearest to the number that the text, which has no surrounding spaces, is: infinite if it is beyond all
     * doubles, NaN if the text is no number.
     */
    static double parse(char[] text, int from, int to, char decimalSign) {
        int at = from < to && isSign(text[from]) ? from + 1 : from;
        long mantissa = 0;
        int digits = 0;
        int decimals = 0;
        boolean fraction = false;
        for (; at < to; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                digits++;
                decimals += fraction ? 1 : 0;
            } else if (text[at] == decimalSign && !fraction) {
                fraction = true;
            } else {
                return slowly(text, from, to, decimalSign);
            }
        }
        // Both operands are exact doubles, so the one division rounds correctly (Clinger 1990).
        if (digits > 0 && digits <= LONG_DIGITS && mantissa <= EXACT_INTEGERS) {
            double magnitude = mantissa / EXACT[decimals];
            return text[from] == '-' ? -magnitude : magnitude;
        }
        return slowly(text, from, to, decimalSign);
    }

    private static double slowly(char[] text, int from, int to, char decimalSign) {
        if (!isNumber(text, from, to, decimalSign)) {
            return Double.NaN;
        }
        return Double.parseDouble(new String(text, from, to - from).replace(decimalSign, '.'));
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }

    private static int digits(char[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at - from;
    }
}
