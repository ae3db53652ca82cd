package dev.halfstep.quantize.chain;

/**
 * How far values may reach beyond the furthest that was seen. Of few rows, the next lies further out than all before it now and
 * then, and clipping it costs more than the slightly coarser steps of a wider range cost all others; of {@value #ENOUGH} it hardly
 * ever does.
 */
final class UnseenTail {

    /**
     * Rows from which on nothing is widened; of fewer, ranges are to be as wide as those of so many would be. Chosen by trials on
     * 50 to 1,000 rows of eleven tables.
     */
    static final int ENOUGH = 2048;

    /** How much more than a normal distribution's tail is allowed for. */
    private static final double SLACK = 1.5;

    /** The furthest values of which the tail's shape is estimated: an eighth of all, but at least and at most so many. */
    private static final int PART = 8;
    private static final int LEAST = 4;
    private static final int MOST = 32;

    private UnseenTail() {}

    /**
     * By how many standard deviations the largest of {@value #ENOUGH} normally distributed values lies further out than the largest
     * of some, with slack; 0 where there are as many.
     */
    static double deviations(int rows) {
        return rows >= ENOUGH ? 0 : SLACK * (normalDeviate(1.0 / ENOUGH) - normalDeviate(1.0 / Math.max(2, rows)));
    }

    /**
     * What a normally distributed value exceeds with some probability up to a half (Abramowitz and Stegun, "Handbook of Mathematical
     * Functions", 26.2.23; off by 4.5e-4 at most).
     */
    private static double normalDeviate(double probability) {
        double t = Math.sqrt(-2 * Math.log(probability));
        return t - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }

    /**
     * How far beyond the last of some values others may reach: as far as those of a normal distribution as wide on that side, or
     * further where the furthest values thin out more slowly. Not at all where these pile up at an end.
     *
     * @param values of all rows, in order
     * @param sign 1 for beyond the last, -1 for before the first
     */
    static double beyond(float[] values, int sign) {
        if (values.length >= ENOUGH || values.length < 2) {
            return 0;
        }
        double beyond = paretoBeyond(values, sign);
        return beyond == 0 ? 0 : Math.max(beyond, deviations(values.length) * deviationTowards(values, sign));
    }

    /** The root mean square of the distances from the mean of those values that lie on one side of it. */
    private static double deviationTowards(float[] values, int sign) {
        double mean = 0;
        for (float value : values) {
            mean += (double) value / values.length;
        }
        double square = 0;
        int count = 0;
        for (float value : values) {
            double distance = sign * (value - mean);
            if (distance > 0) {
                square += distance * distance;
                count++;
            }
        }
        return Math.sqrt(square / Math.max(1, count));
    }

    /**
     * How far beyond the last value one of {@value #ENOUGH} lies if the furthest follow a generalised Pareto distribution (Pickands,
     * "Statistical inference using extreme order statistics", 1975), fitted by its moments (Hosking and Wallis, "Parameter and
     * quantile estimation for the generalized Pareto distribution", 1987), with a tail that is no heavier than an exponential one.
     */
    private static double paretoBeyond(float[] values, int sign) {
        int count = Math.min(values.length - 1, Math.clamp(values.length / PART, LEAST, MOST));
        double threshold = fromEnd(values, sign, count);
        double mean = 0;
        double square = 0;
        for (int k = 0; k < count; k++) {
            double excess = sign * (fromEnd(values, sign, k) - threshold);
            mean += excess / count;
            square += excess * excess / count;
        }
        double variance = square - mean * mean;
        if (!(mean > 0) || !(variance > 0)) {
            return 0;
        }
        double ratio = mean * mean / variance;
        double shape = Math.min(0, (1 - ratio) / 2);
        double times = (double) count * ENOUGH / values.length;
        double level = shape == 0 ? mean * Math.log(times)
                : mean * (1 + ratio) / 2 * (Math.pow(times, shape) - 1) / shape;
        return Math.max(0, level - sign * (fromEnd(values, sign, 0) - threshold));
    }

    private static double fromEnd(float[] values, int sign, int index) {
        return values[sign > 0 ? values.length - 1 - index : index];
    }
}
