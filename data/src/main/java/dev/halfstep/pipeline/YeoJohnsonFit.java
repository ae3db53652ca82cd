package dev.halfstep.pipeline;

/**
 * The power that makes values most like a normal distribution: the maximum of the profile log-likelihood of Yeo and Johnson
 * (2000),
 *
 * <pre>
 * l(lambda) = -n/2 ln(population variance of the mapped values) + (lambda - 1) sum of sign(value) ln(1 + |value|)
 * </pre>
 *
 * Powers from which the values would not come back have no likelihood; 1 always has one.
 */
final class YeoJohnsonFit {

    private static final double GRID_STEP = 0.5;
    private static final double TOLERANCE = 1e-7;
    /** How many places after the point are kept: those that {@link #TOLERANCE} lets one trust. */
    private static final double PLACES = 1e6;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final double low;
    private final double high;
    /** {@code ln(1 + |value|)} with the sign of the value. */
    private final double[] logs;
    private final double sumOfLogs;

    private YeoJohnsonFit(double[] sorted) {
        low = sorted[0];
        high = sorted[sorted.length - 1];
        logs = new double[sorted.length];
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            logs[i] = Math.copySign(StrictMath.log1p(Math.abs(sorted[i])), sorted[i]);
            sum += logs[i];
        }
        sumOfLogs = sum;
    }

    static YeoJohnsonMapping of(double[] sorted) {
        double lambda = new YeoJohnsonFit(sorted).maximum();
        return new YeoJohnsonMapping(lambda, sorted[0], sorted[sorted.length - 1]);
    }

    /** The best of a coarse grid, which holds 1, refined by golden sections. */
    private double maximum() {
        double best = 1;
        double most = likelihood(1);
        for (double lambda = 1 - YeoJohnsonMapping.REACH; lambda <= 1 + YeoJohnsonMapping.REACH; lambda += GRID_STEP) {
            double here = likelihood(lambda);
            if (here > most) {
                best = lambda;
                most = here;
            }
        }
        double refined = Math.rint(refine(best - GRID_STEP, best + GRID_STEP) * PLACES) / PLACES;
        return likelihood(refined) > most ? refined : best;
    }

    private double refine(double from, double to) {
        double left = to - GOLDEN * (to - from);
        double right = from + GOLDEN * (to - from);
        double atLeft = likelihood(left);
        double atRight = likelihood(right);
        while (to - from > TOLERANCE) {
            if (atLeft > atRight) {
                to = right;
                right = left;
                atRight = atLeft;
                left = to - GOLDEN * (to - from);
                atLeft = likelihood(left);
            } else {
                from = left;
                left = right;
                atLeft = atRight;
                right = from + GOLDEN * (to - from);
                atRight = likelihood(right);
            }
        }
        return (from + to) / 2;
    }

    private double likelihood(double lambda) {
        if (!YeoJohnsonMapping.isUsable(lambda, low, high)) {
            return Double.NEGATIVE_INFINITY;
        }
        int n = logs.length;
        double mean = 0;
        for (double log : logs) {
            mean += mapped(log, lambda) / n;
        }
        double variance = 0;
        for (double log : logs) {
            double d = mapped(log, lambda) - mean;
            variance += d * d / n;
        }
        double likelihood = -n / 2.0 * StrictMath.log(variance) + (lambda - 1) * sumOfLogs;
        return Double.isFinite(likelihood) ? likelihood : Double.NEGATIVE_INFINITY;
    }

    private static double mapped(double log, double lambda) {
        return log >= 0 ? YeoJohnsonMapping.power(log, lambda) : -YeoJohnsonMapping.power(-log, 2 - lambda);
    }
}
