package dev.halfstep.kernel.vector;

/** Biases and products of a dense layer, or of a range of its inputs, summed. */
interface Sums {

    /**
     * Multiplies rows.
     *
     * @param x {@code [rows][strideX]}
     * @param y for the sums, {@code [rows][strideY]}, with room for whole vectors
     */
    void run(float[] x, int strideX, int rows, float[] y, int strideY);

    /**
     * The sums over a range of the inputs, in the form that suits the number of outputs.
     *
     * @param weights {@code [outputs][inputs]}
     * @param from the first input of the range
     * @param to the end of the range
     * @param bias what the sums begin with, {@code [outputs]}
     */
    static Sums of(float[] weights, int inputs, int from, int to, float[] bias) {
        return bias.length <= RowSums.MOST_OUTPUTS ? RowSums.of(weights, inputs, from, to, bias)
                : Panels.of(weights, inputs, from, to, bias);
    }
}
