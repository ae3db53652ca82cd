package dev.halfstep.calibrate;

import dev.halfstep.tensor.Quantization;

/**
 * How much the coded distribution of values differs from the clipped one; see {@link RangeMethod#ENTROPY}.
 *
 * <p>
 * With counts {@code p} that add up to {@code n}, {@code n * divergence = sum(p log p) - n log n - sum(p log q)}. The first sum
 * is taken from running totals, the last one over codes, all of whose bins have the same {@code q}; {@code n log n} is the same
 * for all ends and left out. Bins go as a whole to the code that is nearest to their middle.
 */
final class Divergence implements ClipSearch.Cost {

    private final int bottom;
    private final int bins;
    private final int codes;
    /** Sums over all bins before the one at this place: values, bins that are not empty, {@code p log p}. */
    private final long[] counts;
    private final int[] filled;
    private final double[] logs;
    /** The values of the bins that are not empty, in order. */
    private final long[] filledCounts;

    Divergence(Histogram histogram, int codes) {
        this.codes = codes;
        bottom = histogram.first();
        bins = histogram.last() - bottom + 1;
        counts = new long[bins + 1];
        filled = new int[bins + 1];
        logs = new double[bins + 1];
        filledCounts = new long[bins];
        for (int i = 0; i < bins; i++) {
            long count = histogram.count(bottom + i);
            filledCounts[filled[i]] = count;
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
        long above = counts[bins] - counts[to];
        if (below == 0 && above == 0) {
            return logs[bins] - coded(low, high, from, to);
        }
        // Fewer bins than codes lose nothing but what is beyond; a single one that is filled not even that.
        if (to - from < codes || filled[to] - filled[from] < 2) {
            return Double.POSITIVE_INFINITY;
        }
        long first = filledCounts[filled[from]];
        long last = filledCounts[filled[to] - 1];
        double seen = logs[to] - logs[from] + timesLog(first + below) - timesLog(first) + timesLog(last + above)
                - timesLog(last);
        return seen - coded(low, high, from, to);
    }

    /** {@code sum(p log q)}. */
    private double coded(double low, double high, int from, int to) {
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
                long below = counts[start] == counts[from] ? counts[from] : 0;
                long above = counts[end] == counts[to] ? counts[bins] - counts[to] : 0;
                // Strict, so that ranges are the same on every machine.
                sum += (below + count + above) * StrictMath.log(count / (inside * (filled[end] - filled[start])));
            }
            start = end;
        }
        return sum;
    }

    private int place(double edge) {
        return Math.clamp((long) edge - bottom, 0, bins);
    }

    private static double timesLog(long count) {
        return count == 0 ? 0 : count * StrictMath.log((double) count);
    }
}
