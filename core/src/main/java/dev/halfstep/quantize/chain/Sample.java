package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Rows to fit on, column by column.
 *
 * @param columns real values {@code [feature][row]}
 */
record Sample(float[][] columns) {

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
        return new Sample(columns);
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
        return new Sample(drawn);
    }

    /** The rows of both. */
    Sample and(Sample other) {
        var both = new float[columns.length][rows() + other.rows()];
        for (int f = 0; f < both.length; f++) {
            System.arraycopy(columns[f], 0, both[f], 0, rows());
            System.arraycopy(other.columns[f], 0, both[f], rows(), other.rows());
        }
        return new Sample(both);
    }
}
