package dev.halfstep.explain.misuse;

/**
 * One figure by which people score a model.
 *
 * @param standardised whether of standardised values, or else of those in the targets' own units
 * @param target of which target; {@link #ALL} for what is taken over all of them
 */
record Measure(Misuse.Metric metric, boolean standardised, int target, double score) {

    static final int ALL = -1;

    /** So many widths away nothing is likely any more. */
    private static final double FAR = 30;

    /**
     * How likely it is that somebody who reports a score reports this one. People report errors more often than R²; and each of
     * several targets alone as often as all in one.
     *
     * @param units in how many units errors may be: 1 or 2
     */
    double weight(int units, int targets) {
        double ofTarget = targets == 1 ? 1 : target == ALL ? 0.5 : 0.5 / targets;
        return ofTarget / units * switch (metric) {
            case MAE -> 0.4;
            case RMSE, MSE, R2 -> 0.2;
        };
    }

    /**
     * The probability of the score that was seen, to its digits, where scores scatter around this one: their logarithms by a Laplace
     * distribution. That of R² is the logarithm of what it lacks to 1, the error in its squared form.
     *
     * @param width of the distribution: half of the errors lie within 0.7 times as much, as a part of this one; squared errors within
     *        twice that
     */
    double likelihood(SeenScore seen, double width) {
        boolean isR2 = metric == Misuse.Metric.R2;
        double ownWidth = isR2 || metric == Misuse.Metric.MSE ? 2 * width : width;
        double own = isR2 ? 1 - score : score;
        double value = isR2 ? 1 - seen.value() : seen.value();
        double low = value - seen.tolerance();
        double high = value + seen.tolerance();
        if (!(own > 0) || !(high > 0)) {
            return 0;
        }
        double below = low > 0 ? Math.log(low / own) / ownWidth : Double.NEGATIVE_INFINITY;
        double above = Math.log(high / own) / ownWidth;
        return below > FAR || above < -FAR ? 0 : between(below, above);
    }

    /** Of the Laplace distribution around 0; both tails are summed from their own end, or the far ones would be lost in rounding. */
    private static double between(double low, double high) {
        if (low > 0) {
            return between(-high, -low);
        }
        return high <= 0 ? (Math.exp(high) - Math.exp(low)) / 2 : 1 - (Math.exp(low) + Math.exp(-high)) / 2;
    }

    /** How far the score that was seen is from this one, as a part of this one. */
    double distance(SeenScore seen) {
        double difference = Math.abs(seen.value() - score);
        return difference == 0 ? 0 : difference / Math.abs(score);
    }
}
