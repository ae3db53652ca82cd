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
    static final int ENOUGH = 1024;

    /** How much more than a normal distribution's tail is allowed for. */
    private static final double SLACK = 1.5;

    /** Of so few rows how they thin out says nothing; then ends are taken to be half as certain. */
    private static final double TOO_FEW = 30;
    private static final double UNSURE = 0.5;

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
     * How far beyond the last of some values others may reach: as far as those of a normal distribution as wide on that side would.
     * Not at all where several are the last, and less where they thin out towards it less than a normal distribution's do: that is an
     * end that they have.
     *
     * @param values of all rows, in order
     * @param sign 1 for beyond the last, -1 for before the first
     */
    static double beyond(float[] values, int sign) {
        int rows = values.length;
        if (rows >= ENOUGH || rows < 2 || fromEnd(values, sign, 0) == fromEnd(values, sign, 1)) {
            return 0;
        }
        double quarter = fromEnd(values, sign, rows / 4);
        double bulk = sign * (quarter - fromEnd(values, sign, rows / 2));
        double tail = sign * (fromEnd(values, sign, 0) - quarter);
        double share = bulk > 0 ? Math.clamp(tail / bulk - 1, Math.min(UNSURE, TOO_FEW / rows), 1) : 1;
        return share * deviations(rows) * deviationTowards(values, sign);
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

    private static double fromEnd(float[] values, int sign, int index) {
        return values[sign > 0 ? values.length - 1 - index : index];
    }
}
