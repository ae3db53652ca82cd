package dev.halfstep.kernel.dense;

import dev.halfstep.kernel.Kernels;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.Convolution;
import java.util.Arrays;

/**
 * The way of a product of batches of matrices, {@code [rows, depth]} times {@code [depth, columns]}. Three axes of batches are
 * enough for tensors of up to five axes; a stride of 0 uses the same matrix for each index of an axis.
 *
 * <p>
 * Kernels hold the second factor as {@code [depth][columns]}, so that the innermost loop runs over columns side by side, and each
 * sum still grows in the order of the reference kernel.
 *
 * @param extents of the three axes
 * @param left how many elements of the first factor lie between neighbours on each axis
 * @param right the same for the second factor
 * @param transposedLeft whether the first factor is stored as {@code [depth][rows]}
 */
public record MatrixProduct(int[] extents, int[] left, int[] right, int rows, int depth, int columns,
        boolean transposedLeft) {

    /** Computes one row of a result: a kernel bound to its arrays. */
    public interface Row {

        /**
         * Computes it.
         *
         * @param x index of the first element of the first factor's row
         * @param step from one of the row's elements to the next
         * @param y index of the second factor
         * @param out index of the row's first result
         */
        void compute(int x, int step, int y, int out);
    }

    /** Goes through all rows of all products. */
    public void run(Row row) {
        if (columns == 0 || rows == 0) {
            return;
        }
        int out = 0;
        for (int a = 0; a < extents[0]; a++) {
            for (int b = 0; b < extents[1]; b++) {
                for (int c = 0; c < extents[2]; c++) {
                    int x = a * left[0] + b * left[1] + c * left[2];
                    int y = a * right[0] + b * right[1] + c * right[2];
                    for (int r = 0; r < rows; r++) {
                        row.compute(transposedLeft ? x + r : x + r * depth, transposedLeft ? rows : 1, y, out);
                        out += columns;
                    }
                }
            }
        }
    }

    /** Brings second factors that are stored as {@code [columns][depth]} into the order of the kernels. */
    public void transpose(int length, Convolution.Move move) {
        int size = depth * columns;
        for (int i = 0; i < length; i++) {
            int inside = i % size;
            move.move(i, i - inside + inside % depth * columns + inside / depth);
        }
    }

    /** Rows of {@code float} values. */
    public static Row floats(MatrixProduct product, float[] x, float[] y, float[] out) {
        return (from, step, matrix, to) -> {
            for (int n = 0; n < product.columns; n++) {
                out[to + n] = 0;
            }
            for (int k = 0; k < product.depth; k++) {
                float value = x[from + k * step];
                int line = matrix + k * product.columns;
                for (int n = 0; n < product.columns; n++) {
                    out[to + n] += value * y[line + n];
                }
            }
        };
    }

    /**
     * Rows of 32-bit sums of codes less their zero points; they wrap where they overflow.
     *
     * @param sums room for {@code [columns]}
     * @param taker is handed the sums at the index of the first result that they are for
     */
    public static Row sums(MatrixProduct product, short[] x, short[] y, int[] sums, IntegerConvolution.Sums32 taker) {
        return (from, step, matrix, to) -> {
            Arrays.fill(sums, 0);
            for (int k = 0; k < product.depth; k++) {
                int value = x[from + k * step];
                int line = matrix + k * product.columns;
                for (int n = 0; n < sums.length; n++) {
                    sums[n] += value * y[line + n];
                }
            }
            taker.take(0, sums, to);
        };
    }

    /** Rows of 64-bit sums. */
    public static Row sums(MatrixProduct product, short[] x, short[] y, long[] sums, IntegerConvolution.Sums64 taker) {
        return (from, step, matrix, to) -> {
            Arrays.fill(sums, 0);
            for (int k = 0; k < product.depth; k++) {
                int value = x[from + k * step];
                int line = matrix + k * product.columns;
                for (int n = 0; n < sums.length; n++) {
                    sums[n] += value * y[line + n];
                }
            }
            taker.take(0, sums, to);
        };
    }
}
