package dev.halfstep.calibrate;

import dev.halfstep.problem.Problem;

/**
 * What {@linkplain RangeMethod range methods} need to know.
 *
 * @param percentile for {@link RangeMethod#PERCENTILE}: how many percent of the values lie on the inner side of each end, more
 *        than 50 and at most 100, which clips nothing
 * @param codes for {@link RangeMethod#MSE} and {@link RangeMethod#ENTROPY}: how many codes share the range, from 2 to
 *        {@value #MOST_CODES}. Wider types have steps so fine that no clipping pays.
 */
public record RangeOptions(double percentile, int codes) {

    /** The codes of an 8-bit type. */
    private static final int MOST_CODES = 256;

    /** The percentile 99.99, and 8-bit codes. */
    public static final RangeOptions DEFAULT = new RangeOptions(99.99, MOST_CODES);

    /**
     * Options within their limits.
     *
     * @throws Problem if one is not
     */
    public RangeOptions {
        if (!(percentile > 50 && percentile <= 100)) {
            throw Problem.of("a percentile for ranges must be more than 50 and at most 100, not " + percentile);
        }
        if (codes < 2 || codes > MOST_CODES) {
            throw Problem.of("ranges are looked for with 2 to " + MOST_CODES + " codes, not " + codes);
        }
    }

    /** The same with another percentile. */
    public RangeOptions withPercentile(double newPercentile) {
        return new RangeOptions(newPercentile, codes);
    }

    /** The same with another number of codes. */
    public RangeOptions withCodes(int newCodes) {
        return new RangeOptions(percentile, newCodes);
    }
}
