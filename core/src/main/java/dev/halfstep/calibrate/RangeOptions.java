package dev.halfstep.calibrate;

import dev.halfstep.problem.Problem;
import java.util.Objects;

/** What {@linkplain RangeMethod range methods} need to know: immutable, and equal where all options are. */
public final class RangeOptions {

    /** The codes of an 8-bit type. */
    private static final int MOST_CODES = 256;

    private static final RangeOptions DEFAULTS = new RangeOptions(99.99, MOST_CODES);

    private final double percentile;
    private final int codes;

    private RangeOptions(double percentile, int codes) {
        if (!(percentile > 50 && percentile <= 100)) {
            throw Problem.option("a percentile for ranges must be more than 50 and at most 100, not " + percentile);
        }
        if (codes < 2 || codes > MOST_CODES) {
            throw Problem.option("ranges are looked for with 2 to " + MOST_CODES + " codes, not " + codes);
        }
        this.percentile = percentile;
        this.codes = codes;
    }

    /** The percentile 99.99, and 8-bit codes. */
    public static RangeOptions defaults() {
        return DEFAULTS;
    }

    /**
     * For {@link RangeMethod#PERCENTILE}: how many percent of the values lie on the inner side of each end, more than 50 and at
     * most 100, which clips nothing.
     */
    public double percentile() {
        return percentile;
    }

    /**
     * For {@link RangeMethod#MSE} and {@link RangeMethod#ENTROPY}: how many codes share the range, from 2 to {@value #MOST_CODES}.
     * Wider types have steps so fine that no clipping pays.
     */
    public int codes() {
        return codes;
    }

    /**
     * The same with another percentile.
     *
     * @throws Problem if it is not more than 50 and at most 100
     */
    public RangeOptions withPercentile(double newPercentile) {
        return new RangeOptions(newPercentile, codes);
    }

    /**
     * The same with another number of codes.
     *
     * @throws Problem if it is below 2 or above {@value #MOST_CODES}
     */
    public RangeOptions withCodes(int newCodes) {
        return new RangeOptions(percentile, newCodes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeOptions that && percentile == that.percentile && codes == that.codes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(percentile, codes);
    }

    @Override
    public String toString() {
        return "percentile " + percentile + ", " + codes + " codes";
    }
}
