package dev.halfstep.calibrate;

/**
 * Looks for the two ends, among the edges of a histogram's bins, with which coding costs the least.
 *
 * <p>
 * Ends lie between the smallest value and 0, and between 0 and the largest value: a tensor whose values have one sign has only one end
 * to be found. A first grid, begun at the widest range, is as fine as {@link #PAIRS} tries allow; from its best pair on the
 * search goes downhill over neighbours at ever smaller distances, down to a single bin. That is a full search for fewer bins
 * than tries. Of ranges that cost the same the wider one wins.
 */
final class ClipSearch {

    /** How many pairs of ends the first grid may have. */
    private static final int PAIRS = 4096;

    /** What it costs to give the range from {@code low} to {@code high} to the codes; the ends in units of a bin's width. */
    @FunctionalInterface
    interface Cost {
        double of(double low, double high);
    }

    private final Histogram histogram;
    private final Range seen;
    private final Cost cost;
    /** The outermost edges: of the bins of the smallest and largest value, or 0. */
    private final int bottom;
    private final int top;
    /** The innermost edges: 0, or such that the range still holds a value that was seen. */
    private final int highestLow;
    private final int lowestHigh;

    private int low;
    private int high;
    private double best;

    private ClipSearch(Histogram histogram, Range seen, Cost cost) {
        this.histogram = histogram;
        this.seen = seen;
        this.cost = cost;
        bottom = histogram.first();
        top = seen.max() > 0 ? histogram.last() + 1 : 0;
        highestLow = seen.min() < 0 ? (int) Math.min(0, Math.floor(bins(seen.max()))) : 0;
        lowestHigh = seen.max() > 0 ? (int) Math.max(0, Math.floor(bins(seen.min())) + 1) : 0;
        low = bottom;
        high = top;
        best = costOf(low, high);
    }

    /**
     * The range that costs the least.
     *
     * @param seen from the smallest to the largest value of the histogram
     */
    static Range range(Histogram histogram, Range seen, Cost cost) {
        return seen.min() == seen.max() ? seen : new ClipSearch(histogram, seen, cost).search();
    }

    private Range search() {
        int stride = 1;
        while (((highestLow - bottom) / stride + 1L) * ((top - lowestHigh) / stride + 1L) > PAIRS) {
            stride *= 2;
        }
        for (int l = bottom; l <= highestLow; l += stride) {
            for (int h = top; h >= lowestHigh; h -= stride) {
                tryEnds(l, h);
            }
        }
        for (int distance = stride / 2; distance >= 1; distance /= 2) {
            while (improves(distance)) {
                // Each time round costs less, so that this comes to an end.
            }
        }
        return new Range(seen.min() < 0 ? value(lowEnd(low)) : seen.min(),
                seen.max() > 0 ? value(highEnd(high)) : seen.max());
    }

    private boolean improves(int distance) {
        int l = low;
        int h = high;
        double before = best;
        for (int moveLow = -distance; moveLow <= distance; moveLow += distance) {
            for (int moveHigh = distance; moveHigh >= -distance; moveHigh -= distance) {
                tryEnds(l + moveLow, h + moveHigh);
            }
        }
        return best < before;
    }

    private void tryEnds(int l, int h) {
        if (l >= bottom && l <= highestLow && h >= lowestHigh && h <= top && l < h) {
            double tried = costOf(l, h);
            if (tried < best) {
                low = l;
                high = h;
                best = tried;
            }
        }
    }

    private double costOf(int l, int h) {
        return cost.of(lowEnd(l), highEnd(h));
    }

    /** The outermost end is the smallest value itself, not the edge of its bin. */
    private double lowEnd(int edge) {
        return edge == bottom ? Math.min(0, bins(seen.min())) : edge;
    }

    private double highEnd(int edge) {
        return edge == top ? Math.max(0, bins(seen.max())) : edge;
    }

    private double bins(float value) {
        return value / histogram.width();
    }

    private float value(double bins) {
        return (float) (bins * histogram.width());
    }
}
