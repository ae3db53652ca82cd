package dev.halfstep.kernel.rows;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.lower.LoweredRows.RunningSum;

/** Running sums, row by row. */
public final class RunningSums {

    private RunningSums() {}

    public static void run(RunningSum node, float[] in, float[] out) {
        for (int row = 0; row < node.rows(); row++) {
            float total = 0;
            for (int d = 0; d < node.depth(); d++) {
                int i = node.index(row, d);
                float next = total + in[i];
                out[i] = node.exclusive() ? total : next;
                total = next;
            }
        }
    }

    public static void run(RunningSum node, IntegerArray in, IntegerArray out) {
        for (int row = 0; row < node.rows(); row++) {
            long total = 0;
            for (int d = 0; d < node.depth(); d++) {
                int i = node.index(row, d);
                long next = total + in.get(i);
                out.set(i, node.exclusive() ? total : next);
                total = next;
            }
        }
    }
}
