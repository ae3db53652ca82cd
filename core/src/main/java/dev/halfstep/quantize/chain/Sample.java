package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Rows to fit on, column by column.
 *
 * @param columns real values {@code [feature][row]}
 * @param weights how many rows each stands for
 */
record Sample(float[][] columns, float[] weights) {

    /** So many rows at either end of each feature are never left out of a sample with its ends. */
    private static final int ENDS = 3;

    private static Sample of(float[][] columns) {
        var weights = new float[columns[0].length];
        Arrays.fill(weights, 1);
        return new Sample(columns, weights);
    }

    int rows() {
        return columns[0].length;
    }

    /** At most so many of the rows {@code [rows, features]}, evenly spread. */
    static Sample of(Tensor rows, int most) {
        int all = rows.shape().extent(0);
        int width = rows.shape().extent(1);
        int count = Math.min(all, most);
        var columns = new float[width][count];
        float[] values = rows.values();
        for (int n = 0; n < count; n++) {
            int row = spread(n, all, count);
            for (int f = 0; f < width; f++) {
                columns[f][n] = values[row * width + f];
            }
        }
        return of(columns);
    }

    /**
     * At most so many of the rows, among them those at the ends of each feature, which are what a choice of codes may clip: few of
     * many rows would be missed by chance. The others are evenly spread, and stand for all that are not here.
     */
    static Sample withEnds(Tensor rows, int most) {
        int all = rows.shape().extent(0);
        int width = rows.shape().extent(1);
        if (all <= most) {
            return of(rows, most);
        }
        TreeSet<Integer> ends = ends(rows, Math.min(ENDS, most / 4 / width));
        var chosen = new TreeSet<Integer>(ends);
        int spread = most - ends.size();
        for (int n = 0; n < spread; n++) {
            chosen.add(spread(n, all, spread));
        }
        var columns = new float[width][chosen.size()];
        var weights = new float[chosen.size()];
        float each = (float) (all - ends.size()) / (chosen.size() - ends.size());
        int next = 0;
        for (int row : chosen) {
            for (int f = 0; f < width; f++) {
                columns[f][next] = rows.values()[row * width + f];
            }
            weights[next++] = ends.contains(row) ? 1 : each;
        }
        return new Sample(columns, weights);
    }

    /** The rows with the so many smallest and largest values of each feature. */
    private static TreeSet<Integer> ends(Tensor rows, int count) {
        int all = rows.shape().extent(0);
        int width = rows.shape().extent(1);
        var ends = new TreeSet<Integer>();
        for (int f = 0; count > 0 && f < width; f++) {
            var keys = new long[all];
            for (int n = 0; n < all; n++) {
                int bits = Float.floatToIntBits(rows.values()[n * width + f]);
                // Ordered as the values are, and by row among equal ones.
                keys[n] = ((long) (bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits) << 32) | n;
            }
            Arrays.sort(keys);
            for (int k = 0; k < count; k++) {
                ends.add((int) keys[k]);
                ends.add((int) keys[all - 1 - k]);
            }
        }
        return ends;
    }

    /** Which of all rows is one of some that are evenly spread over them. */
    static int spread(int index, int all, int count) {
        return (int) ((long) index * all / count);
    }

    /**
     * Rows drawn across the domain: each is a row of this sample of which, on average, one feature is replaced by that of another
     * row. They stay near the data, and keep a fit from learning the roundings of single rows by heart.
     */
    Sample drawn(int count, long seed) {
        var random = new SplittableRandom(seed);
        int width = columns.length;
        var drawn = new float[width][count];
        for (int n = 0; n < count; n++) {
            int row = random.nextInt(rows());
            for (int f = 0; f < width; f++) {
                drawn[f][n] = columns[f][random.nextInt(width) == 0 ? random.nextInt(rows()) : row];
            }
        }
        return of(drawn);
    }

    /** The rows of both. */
    Sample and(Sample other) {
        var both = new float[columns.length][rows() + other.rows()];
        for (int f = 0; f < both.length; f++) {
            System.arraycopy(columns[f], 0, both[f], 0, rows());
            System.arraycopy(other.columns[f], 0, both[f], rows(), other.rows());
        }
        return of(both);
    }
}
