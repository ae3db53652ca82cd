package dev.halfstep.kernel.array;

/** Takes 32-bit sums, or what has been made of them: those of a position of a window, or of a row of a product. */
@FunctionalInterface
public interface IntSink {

    /**
     * Takes them.
     *
     * @param batch which image they are of
     * @param sums one for each output
     * @param out index of the first output that they are for
     */
    void take(int batch, int[] sums, int out);

    /** Stores them as they are. */
    static IntSink of(byte[] out) {
        return (batch, sums, at) -> {
            for (int o = 0; o < sums.length; o++) {
                out[at + o] = (byte) sums[o];
            }
        };
    }

    /** Stores them as they are. */
    static IntSink of(short[] out) {
        return (batch, sums, at) -> {
            for (int o = 0; o < sums.length; o++) {
                out[at + o] = (short) sums[o];
            }
        };
    }
}
