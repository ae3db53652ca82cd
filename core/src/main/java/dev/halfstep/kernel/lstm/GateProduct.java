package dev.halfstep.kernel.lstm;

import dev.halfstep.lower.HybridDense;
import dev.halfstep.lower.rounding.RowCoding;

/** A product of a vector with a matrix of weights, which is added to sums. */
public interface GateProduct {

    /**
     * Adds the product.
     *
     * @param x holds the vector
     * @param from where in {@code x} it begins
     * @param sums one for each row of the matrix
     */
    void addTo(float[] x, int from, float[] sums);

    /**
     * With weights in {@code float}.
     *
     * @param weights {@code [rows][columns]}
     */
    @SuppressWarnings("ArrayRecordComponent") // prepared parameters, not a value
    record Real(float[] weights, int columns) implements GateProduct {
        @Override
        public void addTo(float[] x, int from, float[] sums) {
            for (int row = 0; row < sums.length; row++) {
                float sum = 0;
                for (int i = 0; i < columns; i++) {
                    sum += weights[row * columns + i] * x[from + i];
                }
                sums[row] += sum;
            }
        }
    }

    /**
     * With a diagonal matrix.
     *
     * @param weights those of the diagonal
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Diagonal(float[] weights) implements GateProduct {
        @Override
        public void addTo(float[] x, int from, float[] sums) {
            for (int row = 0; row < sums.length; row++) {
                sums[row] += weights[row] * x[from + row];
            }
        }
    }

    /**
     * With a diagonal matrix of int8 weights; the vector stays as it is.
     *
     * @param weights codes of those of the diagonal
     */
    @SuppressWarnings("ArrayRecordComponent")
    record CodedDiagonal(byte[] weights, float scale) implements GateProduct {
        @Override
        public void addTo(float[] x, int from, float[] sums) {
            for (int row = 0; row < sums.length; row++) {
                sums[row] += scale * weights[row] * x[from + row];
            }
        }
    }

    /**
     * With int8 weights; the vector is coded on the fly, as {@link HybridDense} does.
     *
     * @param weights codes {@code [rows][columns]}
     * @param asymmetric whether the vector is coded with a zero point
     * @param codes room for the vector's codes, {@code [columns]}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Coded(byte[] weights, float scale, int columns, boolean asymmetric, byte[] codes) implements GateProduct {
        @Override
        public void addTo(float[] x, int from, float[] sums) {
            RowCoding coding = RowCoding.code(asymmetric, x, from, columns, codes);
            float product = coding.scale() * scale;
            for (int row = 0; row < sums.length; row++) {
                int sum = 0;
                for (int i = 0; i < columns; i++) {
                    sum += weights[row * columns + i] * (codes[i] - coding.zeroPoint());
                }
                sums[row] += sum * product;
            }
        }
    }
}
