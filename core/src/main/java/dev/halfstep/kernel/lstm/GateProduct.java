package dev.halfstep.kernel.lstm;

import dev.halfstep.lower.FloatLstm.GateWeights;
import dev.halfstep.lower.FloatLstm.GateWeights.Coded;
import dev.halfstep.lower.FloatLstm.GateWeights.CodedDiagonal;
import dev.halfstep.lower.FloatLstm.GateWeights.Diagonal;
import dev.halfstep.lower.FloatLstm.GateWeights.Full;
import dev.halfstep.lower.rounding.RowCoding;
import java.util.function.IntFunction;

/** A product of a vector with a matrix of weights, which is added to sums. */
@FunctionalInterface
interface GateProduct {

    /**
     * Adds the product.
     *
     * @param x holds the vector
     * @param from where in {@code x} it begins
     * @param sums one for each row of the matrix
     */
    void addTo(float[] x, int from, float[] sums);

    /**
     * With weights, and with scratch of its own.
     *
     * @param arrays of the operands, by position
     */
    static GateProduct of(GateWeights matrix, IntFunction<Object> arrays) {
        return switch (matrix) {
            case Full full -> full(full.weights().in(arrays), full.columns());
            case Diagonal diagonal -> diagonal(diagonal.weights().in(arrays));
            case Coded coded -> coded(coded, coded.weights().in(arrays));
            case CodedDiagonal coded -> diagonal(coded.weights().in(arrays), coded.scale());
        };
    }

    private static GateProduct full(float[] weights, int columns) {
        return (x, from, sums) -> {
            for (int row = 0; row < sums.length; row++) {
                float sum = 0;
                for (int i = 0; i < columns; i++) {
                    sum += weights[row * columns + i] * x[from + i];
                }
                sums[row] += sum;
            }
        };
    }

    private static GateProduct diagonal(float[] weights) {
        return (x, from, sums) -> {
            for (int row = 0; row < sums.length; row++) {
                sums[row] += weights[row] * x[from + row];
            }
        };
    }

    private static GateProduct diagonal(byte[] weights, float scale) {
        return (x, from, sums) -> {
            for (int row = 0; row < sums.length; row++) {
                sums[row] += scale * weights[row] * x[from + row];
            }
        };
    }

    private static GateProduct coded(Coded matrix, byte[] weights) {
        int columns = matrix.columns();
        var codes = new byte[columns];
        return (x, from, sums) -> {
            RowCoding coding = RowCoding.code(matrix.asymmetric(), x, from, columns, codes);
            float product = coding.scale() * matrix.scale();
            for (int row = 0; row < sums.length; row++) {
                int sum = 0;
                for (int i = 0; i < columns; i++) {
                    sum += weights[row * columns + i] * (codes[i] - coding.zeroPoint());
                }
                sums[row] += sum * product;
            }
        };
    }
}
