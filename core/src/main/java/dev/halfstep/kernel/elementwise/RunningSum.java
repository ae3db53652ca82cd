package dev.halfstep.kernel.elementwise;

/**
 * Sums along an axis of everything up to each element.
 *
 * @param outer how many elements the axes before it have together
 * @param depth how many it has itself
 * @param inner how many the axes behind it have together
 * @param exclusive whether an element itself is left out of its sum
 * @param reverse whether sums run from the end of the axis
 */
public record RunningSum(int outer, int depth, int inner, boolean exclusive, boolean reverse) {

    /** Reads an integer. */
    @FunctionalInterface
    public interface Source {
        long get(int index);
    }

    /** Stores an integer. */
    @FunctionalInterface
    public interface Target {
        void set(int index, long value);
    }

    /** Prepares sums along an axis of a tensor that has all its elements in an array. */
    public static RunningSum of(int[] extents, int axis, boolean exclusive, boolean reverse) {
        int outer = 1;
        int inner = 1;
        for (int i = 0; i < extents.length; i++) {
            outer *= i < axis ? extents[i] : 1;
            inner *= i > axis ? extents[i] : 1;
        }
        return new RunningSum(outer, extents[axis], inner, exclusive, reverse);
    }

    public static void floats(RunningSum sum, float[] in, float[] out) {
        for (int line = 0; line < sum.outer * sum.inner; line++) {
            float total = 0;
            for (int d = 0; d < sum.depth; d++) {
                int i = index(sum, line, d);
                float next = total + in[i];
                out[i] = sum.exclusive ? total : next;
                total = next;
            }
        }
    }

    public static void integers(RunningSum sum, Source in, Target out) {
        for (int line = 0; line < sum.outer * sum.inner; line++) {
            long total = 0;
            for (int d = 0; d < sum.depth; d++) {
                int i = index(sum, line, d);
                long next = total + in.get(i);
                out.set(i, sum.exclusive ? total : next);
                total = next;
            }
        }
    }

    private static int index(RunningSum sum, int line, int d) {
        int along = sum.reverse ? sum.depth - 1 - d : d;
        return (line / sum.inner * sum.depth + along) * sum.inner + line % sum.inner;
    }
}
