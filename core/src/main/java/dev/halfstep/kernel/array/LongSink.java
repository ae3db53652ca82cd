package dev.halfstep.kernel.array;

/** Takes 64-bit sums; see {@link IntSink}. */
@FunctionalInterface
public interface LongSink {

    /**
     * Takes them.
     *
     * @param sums one for each output
     * @param out index of the first output that they are for
     */
    void take(long[] sums, int out);
}
