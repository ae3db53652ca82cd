package dev.halfstep.kernel.move;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.problem.Problem;

/** Copies and fills arrays, whatever the type of their elements. */
@SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the same type
public final class Blocks {

    private Blocks() {}

    /**
     * Copies a block.
     *
     * @param source an array of any type
     * @param target an array of the same type; where it is the same array, the runs must not overlap
     */
    public static void copy(StridedCopy block, Object source, Object target) {
        copy(block, 0, block.from(), block.to(), source, target);
    }

    private static void copy(StridedCopy block, int axis, int first, int firstTo, Object source, Object target) {
        int[] extents = block.extents();
        if (axis == extents.length) {
            System.arraycopy(source, first, target, firstTo, block.run());
            return;
        }
        int f = first;
        int t = firstTo;
        for (int i = 0; i < extents[axis]; i++) {
            if (axis == extents.length - 1) {
                System.arraycopy(source, f, target, t, block.run());
            } else {
                copy(block, axis + 1, f, t, source, target);
            }
            f += block.fromStrides()[axis];
            t += block.toStrides()[axis];
        }
    }

    /**
     * Fills an array with one value by copying ever longer pieces of itself.
     *
     * @param value an array of the same type that holds it first
     */
    public static void fill(Object target, int length, Object value) {
        if (length == 0) {
            return;
        }
        System.arraycopy(value, 0, target, 0, 1);
        for (int filled = 1; filled < length; filled += Math.min(filled, length - filled)) {
            System.arraycopy(target, 0, target, filled, Math.min(filled, length - filled));
        }
    }

    /**
     * Copies slices by their indices.
     *
     * @throws Problem if there is no such index
     */
    public static void gather(Gathered node, IntegerArray indices, Object in, Object out) {
        for (int i = 0; i < node.batches() * node.picked(); i++) {
            long index = indices.get(i);
            if (index < 0 || index >= node.extent()) {
                throw Problem.of("GATHER asks for index " + index + " (its element " + i + ") of an axis of "
                        + node.extent());
            }
        }
        int to = 0;
        for (int block = 0; block < node.batches() * node.outer(); block++) {
            int first = block / node.outer() * node.picked();
            for (int p = 0; p < node.picked(); p++) {
                int index = (int) indices.get(first + p);
                System.arraycopy(in, (block * node.extent() + index) * node.inner(), out, to, node.inner());
                to += node.inner();
            }
        }
    }
}
