package dev.halfstep.calibrate;

import dev.halfstep.tensor.Quantization;

/**
 * How much the coded distribution of values differs from the seen one; see {@link RangeMethod#ENTROPY}.
 *
 * <p>
 * With counts {@code p} that add up to {@code n}, {@code n * divergence = sum(p log p) - n log n - sum(p log q)}. The first sum
 * is taken from running totals, the last one over codes, all of whose bins have the same {@code q}; {@code n log n} is the same
 * for all ends and left out. Bins go as a whole to the code that is nearest to their middle.
 */
final class Divergence implements ClipSearch.Cost {

    private final Histogram histogram;
    private final int codes;
    /** Sums over all bins before the one at this place: values, bins that are not empty, {@code p log p}. */
    private final long[] counts;
    private final int[] filled;
    private final double[] logs;

    Divergence(Histogram histogram, int codes) {
        this.histogram = histogram;
        this.codes = codes;
        int bins = histogram.last() - histogram.first() + 1;
        counts = new long[bins + 1];
        filled = new int[bins + 1];
        logs = new double[bins + 1];
        for (int i = 0; i < bins; i++) {
            long count = histogram.count(histogram.first() + i);
            counts[i + 1] = counts[i] + count;
            filled[i + 1] = filled[i] + (count > 0 ? 1 : 0);
            logs[i + 1] = logs[i] + timesLog(count);
        }
    }

    @Override
    public double of(double low, double high) {
        int from = place(Math.floor(low));
        int to = place(Math.ceil(high));
        long below = counts[from];
        long above = counts[counts.length - 1] - counts[to];
        long first = count(from);
        long last = count(to - 1);
        boolean clips = below > 0 || above > 0;
        // What lies beyond goes into the bins at the ends: where these are empty, no code would stand for it.
        if ((clips && to - from < codes) || (below > 0 && first == 0) || (above > 0 && last == 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double seen = logs[to] - logs[from] + timesLog(first + below) - timesLog(first) + timesLog(last + above)
                - timesLog(last);
        return seen - coded(low, high, from, to, below, above);
    }

    /** {@code sum(p log q)}. */
    private double coded(double low, double high, int from, int to, long below, long above) {
        double step = (high - low) / (codes - 1);
        long zeroPoint = Quantization.roundHalfAway(-low / step);
        double inside = counts[to] - counts[from];
        double sum = 0;
        int start = from;
        for (int code = 0; code < codes; code++) {
            int end = code == codes - 1 ? to
                    : Math.clamp(place(Math.ceil((code - zeroPoint + 0.5) * step - 0.5)), start, to);
            long count = counts[end] - counts[start];
            if (count > 0) {
                long p = count + (start == from ? below : 0) + (end == to ? above : 0);
                sum += p * StrictMath.log(count / (inside * (filled[end] - filled[start])));
            }
            start = end;
        }
        return sum;
    }

    private int place(double edge) {
        return Math.clamp((int) edge - histogram.first(), 0, counts.length - 1);
    }

    private long count(int place) {
        return counts[place + 1] - counts[place];
    }

    /** Strict, so that ranges are the same on every machine. */
    private static double timesLog(long count) {
        return count == 0 ? 0 : count * StrictMath.log((double) count);
    }
}
