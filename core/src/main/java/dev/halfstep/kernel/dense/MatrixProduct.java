package dev.halfstep.kernel.dense;

import dev.halfstep.kernel.array.ByteCodes;
import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.lower.LoweredProduct.CodeProduct;
import dev.halfstep.lower.LoweredProduct.FloatProduct;
import dev.halfstep.lower.LoweredProduct.HybridProduct;
import dev.halfstep.lower.LoweredProduct.ProductShape;
import dev.halfstep.lower.LoweredProduct.SumProduct;
import dev.halfstep.lower.LoweredProduct.WideProduct;
import dev.halfstep.lower.rounding.RowCoding;
import java.util.Arrays;

/**
 * Products of matrices, row by row. The right factor lies as {@code [depth][columns]}, so that the innermost loop runs over columns
 * side by side, and each sum still grows in the order of the reference kernel; codes in it are less their zero point.
 */
public final class MatrixProduct {

    private MatrixProduct() {}

    /** Computes one row of a result. */
    private interface Row {

        /**
         * Computes it.
         *
         * @param left index of the first element of the left factor's row
         * @param stride from one of the row's elements to the next
         * @param right index of the right factor
         * @param out index of the row's first result
         */
        void compute(int left, int stride, int right, int out);
    }

    /** Where an element of right factors goes. */
    private static int index(ProductShape shape, int i) {
        if (!shape.transposedRight()) {
            return i;
        }
        int inside = i % (shape.depth() * shape.columns());
        return i - inside + inside % shape.depth() * shape.columns() + inside / shape.depth();
    }

    /** Brings right factors into the order of the kernels. */
    public static void arrange(ProductShape shape, float[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[index(shape, i)] = from[i];
        }
    }

    /** Brings right factors into the order of the kernels, less their zero point. */
    public static void arrange(ProductShape shape, byte[] from, int zeroPoint, short[] to) {
        for (int i = 0; i < from.length; i++) {
            to[index(shape, i)] = (short) (from[i] - zeroPoint);
        }
    }

    /** Brings right factors into the order of the kernels. */
    public static void arrange(ProductShape shape, short[] from, short[] to) {
        for (int i = 0; i < from.length; i++) {
            to[index(shape, i)] = from[i];
        }
    }

    /** A product bound to its arrays. */
    public static Runnable bound(FloatProduct product, float[] left, float[] right, float[] out) {
        int columns = product.shape().columns();
        int depth = product.shape().depth();
        return running(product.shape(), (from, stride, matrix, to) -> {
            for (int n = 0; n < columns; n++) {
                out[to + n] = 0;
            }
            for (int k = 0; k < depth; k++) {
                float value = left[from + k * stride];
                int line = matrix + k * columns;
                for (int n = 0; n < columns; n++) {
                    out[to + n] += value * right[line + n];
                }
            }
        });
    }

    /** A product bound to its arrays. */
    public static Runnable bound(HybridProduct product, float[] left, short[] right, float[] out) {
        int depth = product.shape().depth();
        var values = new float[depth];
        var codes = new byte[depth];
        var centred = new short[depth];
        var scale = new float[1];
        Row sums = sums(product.shape(), centred, right, (batch, s, at) -> {
            for (int n = 0; n < s.length; n++) {
                out[at + n] = product.value(s[n], scale[0], n);
            }
        });
        return running(product.shape(), (from, stride, matrix, to) -> {
            for (int k = 0; k < depth; k++) {
                values[k] = left[from + k * stride];
            }
            RowCoding coding = RowCoding.code(product.asymmetric(), values, 0, depth, codes);
            scale[0] = coding.scale();
            ByteCodes.centre(codes, false, coding.zeroPoint(), centred);
            sums.compute(0, 1, matrix, to);
        });
    }

    /** A product bound to its arrays. */
    public static Runnable bound(SumProduct product, byte[] left, short[] right, int[] out) {
        return bytes(product.shape(), left, 0, right,
                (batch, sums, at) -> System.arraycopy(sums, 0, out, at, sums.length));
    }

    /** A product bound to its arrays. */
    public static Runnable bound(CodeProduct product, byte[] left, short[] right, byte[] out) {
        return bytes(product.shape(), left, product.leftZeroPoint(), right, (batch, sums, at) -> {
            for (int n = 0; n < sums.length; n++) {
                out[at + n] = (byte) product.code(sums[n]);
            }
        });
    }

    /** A product bound to its arrays. */
    public static Runnable bound(WideProduct product, short[] left, short[] right, short[] out) {
        int depth = product.shape().depth();
        var sums = new long[product.shape().columns()];
        return running(product.shape(), (from, stride, matrix, to) -> {
            Arrays.fill(sums, 0);
            for (int k = 0; k < depth; k++) {
                int value = left[from + k * stride];
                int line = matrix + k * sums.length;
                for (int n = 0; n < sums.length; n++) {
                    sums[n] += value * right[line + n];
                }
            }
            for (int n = 0; n < sums.length; n++) {
                out[to + n] = (short) product.code(sums[n]);
            }
        });
    }

    private static Runnable bytes(ProductShape shape, byte[] left, int zeroPoint, short[] right, IntSink sink) {
        var centred = new short[left.length];
        Runnable run = running(shape, sums(shape, centred, right, sink));
        return () -> {
            ByteCodes.centre(left, false, zeroPoint, centred);
            run.run();
        };
    }

    private static Row sums(ProductShape shape, short[] left, short[] right, IntSink sink) {
        int depth = shape.depth();
        var sums = new int[shape.columns()];
        return (from, stride, matrix, to) -> {
            Arrays.fill(sums, 0);
            for (int k = 0; k < depth; k++) {
                int value = left[from + k * stride];
                int line = matrix + k * sums.length;
                for (int n = 0; n < sums.length; n++) {
                    sums[n] += value * right[line + n];
                }
            }
            sink.take(0, sums, to);
        };
    }

    private static Runnable running(ProductShape shape, Row row) {
        return () -> run(shape, row);
    }

    /** Goes through all rows of all products. */
    private static void run(ProductShape shape, Row row) {
        int rows = shape.rows();
        if (shape.columns() == 0 || rows == 0) {
            return;
        }
        int[] extents = shape.extents();
        int out = 0;
        for (int a = 0; a < extents[0]; a++) {
            for (int b = 0; b < extents[1]; b++) {
                for (int c = 0; c < extents[2]; c++) {
                    int left = index(shape.left(), a, b, c);
                    int right = index(shape.right(), a, b, c);
                    for (int r = 0; r < rows; r++) {
                        row.compute(shape.transposedLeft() ? left + r : left + r * shape.depth(),
                                shape.transposedLeft() ? rows : 1, right, out);
                        out += shape.columns();
                    }
                }
            }
        }
    }

    private static int index(int[] strides, int a, int b, int c) {
        return a * strides[0] + b * strides[1] + c * strides[2];
    }
}
