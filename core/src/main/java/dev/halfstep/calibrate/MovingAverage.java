package dev.halfstep.calibrate;

/**
 * The exponentially weighted mean of the smallest and largest values of successive blocks of rows; see
 * {@link RangeMethod#MOVING_AVERAGE}.
 *
 * <p>
 * Kept as sums of which each new block lets the earlier ones fade, together with the sum of the weights. Two that follow each
 * other join to what one would have become, if the first ended with a full block.
 */
final class MovingAverage {

    /** Rows of a block: the batch that most training runs use. */
    static final int ROWS = 32;

    /** Weight of a block relative to the next one. */
    static final double DECAY = 0.99;

    private double low;
    private double high;
    private double weight;
    /** Rows of the blocks that are closed. */
    private long rows;

    private int openRows;
    private float openMin = Float.POSITIVE_INFINITY;
    private float openMax = Float.NEGATIVE_INFINITY;

    MovingAverage copy() {
        var copy = new MovingAverage();
        copy.append(this);
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
            rows += openRows;
        }
        openRows = 0;
        openMin = Float.POSITIVE_INFINITY;
        openMax = Float.NEGATIVE_INFINITY;
    }

    /** What is left of a weight after some rows. Strict, so that ranges are the same on every machine. */
    private static double fading(long rows) {
        return StrictMath.pow(DECAY, (double) rows / ROWS);
    }

    /** Takes what {@code next} saw as if it came after what this one saw; an open block here is closed as a short one. */
    void append(MovingAverage next) {
        close();
        double fading = fading(next.rows);
        low = fading * low + next.low;
        high = fading * high + next.high;
        weight = fading * weight + next.weight;
        rows += next.rows;
        openRows = next.openRows;
        openMin = next.openMin;
        openMax = next.openMax;
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
}
