package dev.halfstep.explain.misuse;

import dev.halfstep.problem.Problem;
import java.math.BigDecimal;

/**
 * A score as somebody read it somewhere: its digits say how exactly.
 *
 * @param value at least 0
 * @param halfUnit half a unit in the last digit that was given: so far may the score lie from what was rounded to it
 */
record SeenScore(double value, double halfUnit) {

    private static final int MOST_DIGITS = 40;

    /**
     * A score from its text.
     *
     * @throws Problem if it is not a number that an error can be
     */
    static SeenScore parse(String text) {
        try {
            String digits = text.strip();
            if (digits.length() > MOST_DIGITS) {
                throw refused(text);
            }
            var number = new BigDecimal(digits);
            var seen = new SeenScore(number.doubleValue(), number.ulp().doubleValue() / 2);
            if (number.signum() < 0 || !Double.isFinite(seen.value)) {
                throw refused(text);
            }
            return seen;
        } catch (NumberFormatException e) {
            throw refused(text).because(e);
        }
    }

    private static Problem refused(String text) {
        return Problem.option("'" + text + "' is not a score: an error is a number from 0 on")
                .remedy("Give it as it was seen, with all its digits, such as 59.8.");
    }
}
