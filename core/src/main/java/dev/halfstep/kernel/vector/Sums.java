package dev.halfstep.kernel.vector;

/** The sums of products of a dense layer, or of a range of its inputs. */
interface Sums {

    /**
     * Multiplies rows.
     *
     * @param x {@code [rows][strideX]}
     * @param y for the sums, {@code [rows][strideY]}, with room for whole vectors
     */
    default void run(float[] x, int strideX, int rows, float[] y, int strideY) {
        run(x, 0, strideX, rows, y, strideY);
    }

    /** The same for rows that begin at an index. */
    void run(float[] x, int at, int strideX, int rows, float[] y, int strideY);

    /** The sums of one row that begins at an index. */
    default void runAt(float[] x, int at, float[] y) {
        run(x, at, 0, 1, y, 0);
    }

    /**
     * The sums with int8 weights, in the form that suits their number.
     *
     * @param weights {@code [outputs][inputs]}
     * @param from the first input of the range
     * @param to the end of the range
     */
    static Sums of(byte[] weights, int inputs, int outputs, int from, int to) {
        if (outputs <= Rows.MOST_OUTPUTS) {
            return Rows.of(weights, inputs, outputs, from, to);
        }
        return Panels.of(weights, inputs, outputs, from, to);
    }
}
