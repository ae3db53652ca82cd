package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;

/**
 * The exponentially weighted mean of the smallest and largest values of successive blocks of rows; see
 * {@link RangeMethod#MOVING_AVERAGE}.
 *
 * <p>
 * Kept as sums of which each new block lets the earlier ones fade, together with the sum of the weights. Two of them cannot be merged:
 * where blocks begin, and how far each has faded, goes by the rows before and after it, which parts do not know of.
 */
final class MovingAverage {

    /** Rows of a block: the batch that most training runs use. */
    static final int ROWS = 32;

    /** Weight of a block relative to the next one. */
    static final double DECAY = 0.99;

    private double low;
    private double high;
    private double weight;

    private int openRows;
    private float openMin = Float.POSITIVE_INFINITY;
    private float openMax = Float.NEGATIVE_INFINITY;

    MovingAverage copy() {
        var copy = new MovingAverage();
        copy.low = low;
        copy.high = high;
        copy.weight = weight;
        copy.openRows = openRows;
        copy.openMin = openMin;
        copy.openMax = openMax;
        return copy;
    }

    /** Takes the values of the next rows, which share them evenly in their order. */
    void add(float[] values, int newRows) {
        int row = 0;
        while (row < newRows) {
            int next = Math.min(newRows, row + ROWS - openRows);
            int to = start(next, values.length, newRows);
            for (int i = start(row, values.length, newRows); i < to; i++) {
                openMin = Math.min(openMin, values[i]);
                openMax = Math.max(openMax, values[i]);
            }
            openRows += next - row;
            row = next;
            if (openRows == ROWS) {
                close();
            }
        }
    }

    private static int start(int row, int values, int rows) {
        return Math.toIntExact((long) row * values / rows);
    }

    private void close() {
        // A tensor with fewer values than rows has blocks with none.
        if (openMin <= openMax) {
            double fading = fading(openRows);
            low = fading * low + (1 - fading) * openMin;
            high = fading * high + (1 - fading) * openMax;
            weight = fading * weight + (1 - fading);
        }
        openRows = 0;
        openMin = Float.POSITIVE_INFINITY;
        openMax = Float.NEGATIVE_INFINITY;
    }

    /** What is left of a weight after some rows. Strict, so that ranges are the same on every machine. */
    private static double fading(int rows) {
        return StrictMath.pow(DECAY, (double) rows / ROWS);
    }

    /** The mean ends, an open block included, inside {@code seen}, from which rounding might lead. */
    Range range(Range seen) {
        MovingAverage closed = copy();
        closed.close();
        return new Range(inside(closed.low / closed.weight, seen), inside(closed.high / closed.weight, seen));
    }

    private static float inside(double end, Range seen) {
        return Math.clamp((float) end, seen.min(), seen.max());
    }

    void write(GatheredWriter to) {
        to.number(low);
        to.number(high);
        to.number(weight);
        to.count(openRows);
        to.single(openMin);
        to.single(openMax);
    }

    static MovingAverage read(GatheredReader from) {
        var average = new MovingAverage();
        average.low = from.number();
        average.high = from.number();
        average.weight = from.number();
        average.openRows = from.index();
        average.openMin = from.single();
        average.openMax = from.single();
        boolean isOpen = average.openMin <= average.openMax;
        from.require(average.low <= average.high && Double.isFinite(average.low) && Double.isFinite(average.high),
                "a moving average has no finite ends");
        from.require(average.openRows < ROWS && (!isOpen || (average.openRows > 0
                && Float.isFinite(average.openMin) && Float.isFinite(average.openMax))), "there is no such open block");
        from.require(average.weight <= 1 && (average.weight > 0 || (average.weight == 0 && isOpen)),
                "a moving average has no weight");
        return average;
    }
}
