package dev.halfstep.lower.rounding;

/**
 * The complementary error function, in double precision with an error of about 1e-15.
 *
 * <p>
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 (series) and 7.1.14 (continued fraction).
 */
public final class ErrorFunction {

    private static final double TWO_BY_ROOT_PI = 2 / Math.sqrt(Math.PI);
    private static final double SERIES_UP_TO = 2.5;
    private static final double NEGLIGIBLE = 28;
    private static final int FRACTION_TERMS = 60;

    private ErrorFunction() {}

    /** {@code erfc(x) = 1 - erf(x)}. */
    public static double complementary(double x) {
        if (x < 0) {
            return 2 - complementary(-x);
        }
        if (x < SERIES_UP_TO) {
            return 1 - series(x);
        }
        return x > NEGLIGIBLE ? 0 : fraction(x);
    }

    /** {@code erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!}. */
    private static double series(double x) {
        double term = x;
        double sum = 0;
        for (int n = 1; sum + term != sum; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return TWO_BY_ROOT_PI * Math.exp(-x * x) * sum;
    }

    /** {@code erfc(x) = exp(-x^2)/sqrt(pi) * 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...))))}. */
    private static double fraction(double x) {
        double tail = x;
        for (int n = FRACTION_TERMS; n >= 1; n--) {
            tail = x + n / 2.0 / tail;
        }
        return TWO_BY_ROOT_PI / 2 * Math.exp(-x * x) / tail;
    }
}
