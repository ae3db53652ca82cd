package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import java.util.stream.IntStream;

/**
 * How often values of each size were seen, in constant memory.
 *
 * <p>
 * Bin {@code i} holds the values {@code x} with {@code floor(x / 2^k) = i}. The exponent {@code k} is the smallest with which
 * all bins from the smallest value or 0 to the largest value or 0 are no more than {@link #BINS}. When a value does not fit,
 * {@code k} grows, and each bin goes as a whole into one of the coarser ones. So {@code k} depends on the smallest and largest
 * value alone, and each count on {@code k} and the values alone: neither the order of values nor how they were split and merged
 * makes a difference. 0 is always an edge, and edges are exact floats. At least a quarter of the bins are in use, mostly a half,
 * unless all values are denormal.
 *
 * <p>
 * Values that are exactly 0 have a count of their own, outside the bins.
 */
final class Histogram {

    private static final int BINS_EXPONENT = 13;

    /** How many bins there are; a power of two. */
    static final int BINS = 1 << BINS_EXPONENT;

    /** The width of a bin need not be finer than the distance of neighbouring floats anywhere. */
    private static final int FINEST = Math.getExponent(Float.MIN_NORMAL) - 23;

    /** The count of bin {@code i} stands at {@code i mod BINS}: it need not move when the window does. */
    private long[] counts = new long[BINS];
    private long zeros;
    private int exponent = FINEST;
    private int first;
    private int last;
    private float low;
    private float high;

    Histogram copy() {
        var copy = new Histogram();
        copy.add(this);
        return copy;
    }

    /**
     * Counts values.
     *
     * @param values finite
     * @param range from the smallest to the largest of them
     */
    void add(float[] values, Range range) {
        cover(range.min(), range.max());
        double binsPerUnit = Math.scalb(1.0, -exponent);
        for (float value : values) {
            if (value == 0) {
                zeros++;
            } else {
                counts[position((int) Math.floor(value * binsPerUnit))]++;
            }
        }
    }

    /** Counts what another histogram counted. */
    void add(Histogram other) {
        cover(other.low, other.high);
        other.addTo(counts, exponent - other.exponent);
        zeros += other.zeros;
    }

    /** The same values in bins that are {@code 2^doublings} times as wide. */
    Histogram coarser(int doublings) {
        Histogram coarser = copy();
        coarser.widen(exponent + doublings);
        return coarser;
    }

    private void cover(float newLow, float newHigh) {
        low = Math.min(low, newLow);
        high = Math.max(high, newHigh);
        widen(Math.max(exponent, exponent(low, high)));
    }

    /** The smallest exponent whose bins cover everything from {@code low <= 0} to {@code high >= 0}. */
    private static int exponent(float low, float high) {
        double span = (double) high - low;
        // With one less the span alone would take all bins and one more; with one more it takes half of them.
        int exponent = Math.max(FINEST, Math.getExponent(span) - (BINS_EXPONENT - 1));
        return bin(high, exponent) - bin(low, exponent) < BINS ? exponent : exponent + 1;
    }

    private static int bin(float value, int exponent) {
        return (int) Math.floor(Math.scalb((double) value, -exponent));
    }

    private void widen(int newExponent) {
        if (newExponent > exponent) {
            var wider = new long[BINS];
            addTo(wider, newExponent - exponent);
            counts = wider;
            exponent = newExponent;
        }
        first = bin(low, exponent);
        last = bin(high, exponent);
    }

    private void addTo(long[] coarser, int doublings) {
        // Bins are numbers of 32 bits: further doublings leave them at 0 and -1, where shifting by 32 would begin anew.
        int shift = Math.min(doublings, Integer.SIZE - 1);
        for (int bin = first; bin <= last; bin++) {
            coarser[position(bin >> shift)] += counts[position(bin)];
        }
    }

    private static int position(int bin) {
        return bin & (BINS - 1);
    }

    /** The lowest bin that may hold something; at most 0. */
    int first() {
        return first;
    }

    /** The highest bin that may hold something; at least 0. */
    int last() {
        return last;
    }

    /** Values in a bin from {@link #first()} to {@link #last()}, without those that are exactly 0. */
    long count(int bin) {
        return counts[position(bin)];
    }

    /** Values that are exactly 0. */
    long zeros() {
        return zeros;
    }

    /** The width of each bin, a power of two. */
    double width() {
        return Math.scalb(1.0, exponent);
    }

    /** Appends the counts of all bins that hold something. Their width is not written: it goes by the smallest and largest value. */
    void write(GatheredWriter to) {
        to.count(zeros);
        to.count(IntStream.rangeClosed(first, last).filter(bin -> count(bin) > 0).count());
        int before = first;
        for (int bin = first; bin <= last; bin++) {
            if (count(bin) > 0) {
                to.count(bin - before);
                to.count(count(bin));
                before = bin;
            }
        }
    }

    /**
     * The counts that were written, of values from one end of {@code range} to the other.
     *
     * @throws dev.halfstep.problem.Problem if they are not of such values
     */
    static Histogram read(GatheredReader from, Range range) {
        var histogram = new Histogram();
        histogram.cover(range.min(), range.max());
        histogram.zeros = from.count();
        long bin = histogram.first;
        for (int left = from.size(2); left > 0; left--) {
            bin += from.count();
            from.require(bin <= histogram.last, "a value lies outside the range");
            from.require(histogram.count((int) bin) == 0, "a bin is there twice");
            histogram.counts[position((int) bin)] = from.count();
            from.require(histogram.count((int) bin) > 0, "a bin is empty");
        }
        from.require(histogram.holds(range.min()) && histogram.holds(range.max()), "an end of the range is no value");
        return histogram;
    }

    private boolean holds(float value) {
        return value == 0 ? zeros > 0 : count(bin(value, exponent)) > 0;
    }
}
