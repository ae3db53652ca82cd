package dev.halfstep.calibrate;

/** Ends that leave a share of the values outside; see {@link RangeMethod#PERCENTILE}. */
final class Percentile {

    private Percentile() {}

    /**
     * The range between percentiles.
     *
     * @param seen from the smallest to the largest value of the histogram
     * @param percentile more than 50, so that the ends cannot cross
     */
    static Range range(Histogram histogram, Range seen, double percentile) {
        long total = histogram.zeros();
        for (int bin = histogram.first(); bin <= histogram.last(); bin++) {
            total += histogram.count(bin);
        }
        // Less than half, also where rounding would make it a half.
        long mayClip = Math.min((long) ((100 - percentile) / 100 * total), (total - 1) / 2);
        int low = histogram.first();
        for (long clipped = count(histogram, low); clipped <= mayClip; clipped += count(histogram, low)) {
            low++;
        }
        int high = histogram.last();
        for (long clipped = count(histogram, high); clipped <= mayClip; clipped += count(histogram, high)) {
            high--;
        }
        float min = Math.max(seen.min(), (float) (low * histogram.width()));
        float max = Math.min(seen.max(), (float) ((high + 1) * histogram.width()));
        return new Range(min, max);
    }

    private static long count(Histogram histogram, int bin) {
        return histogram.count(bin) + (bin == 0 ? histogram.zeros() : 0);
    }
}
