package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;

/** What runs along rows: softmax, its logarithm, normalization, running sums. */
public sealed interface LoweredRows extends Lowered
        permits LoweredRows.Reals, SoftmaxCodes, LogSoftmaxCodes, Int16Softmax, NormalizedCodes, RunningSum {

    /** How many rows there are. */
    int rows();

    /** How many numbers there are in a row. */
    int depth();

    /** What becomes of a row of real values. */
    enum Function {
        /** {@code exp(beta x)}, divided by the sum of these in the row. */
        SOFTMAX,
        /** {@code x} minus the logarithm of the sum of {@code exp(x)} in the row. */
        LOG_SOFTMAX,
        /** {@code x}, divided by the Euclidean length of the row. */
        L2_NORMALIZATION
    }

    /**
     * Rows of real values, each operation in single precision.
     *
     * @param beta a factor that belongs to the softmax
     */
    record Reals(Function function, float beta, int rows, int depth) implements LoweredRows {

        @Override
        public Rounding rounding() {
            return Rounding.SINGLE_PRECISION;
        }
    }
}
