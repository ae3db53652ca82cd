package dev.halfstep.explain.misuse;

import dev.halfstep.problem.Problem;
import java.math.BigDecimal;

/**
 * A score as somebody read it somewhere: its digits say how exactly.
 *
 * @param text as it was given
 * @param halfUnit half a unit in the last digit that was given: so far may the score lie from what was rounded to it
 */
record SeenScore(String text, double value, double halfUnit) {

    /** What is left of a score that others added up in {@code float}, as a part of it. */
    static final double ARITHMETIC = 2e-6;

    private static final int MOST_DIGITS = 40;

    /**
     * A score from its text.
     *
     * @throws Problem if it is not a number
     */
    static SeenScore parse(String text) {
        try {
            String digits = text.strip();
            if (digits.length() > MOST_DIGITS) {
                throw refused(text);
            }
            var number = new BigDecimal(digits);
            var seen = new SeenScore(digits, number.doubleValue(), number.ulp().doubleValue() / 2);
            if (!Double.isFinite(seen.value) || !Double.isFinite(seen.halfUnit)) {
                throw refused(text);
            }
            return seen;
        } catch (NumberFormatException e) {
            throw refused(text).because(e);
        }
    }

    /** Whether a score, rounded to the digits that were given, is the one that was seen. */
    boolean matches(double score) {
        return Math.abs(score - value) <= tolerance();
    }

    /** How far a score may lie from this one and still be it. */
    double tolerance() {
        return Math.max(halfUnit, ARITHMETIC * Math.abs(value));
    }

    private static Problem refused(String text) {
        return Problem.option("'" + text + "' is not a score: an error, or R², is a number")
                .remedy("Give it as it was seen, with all its digits, such as 59.8.");
    }
}
