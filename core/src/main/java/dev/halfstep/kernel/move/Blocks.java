package dev.halfstep.kernel.move;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.lower.LoweredMove.Cut;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.Resampled;
import dev.halfstep.lower.LoweredMove.Selected;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.lower.LoweredMove.Updated;
import dev.halfstep.lower.LoweredResize.Images;
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

    /** Copies an array, and a block over a part of it. */
    public static void update(Updated node, IntegerArray starts, Object in, Object update, Object out) {
        System.arraycopy(in, 0, out, 0, node.length());
        int to = node.update().to();
        for (int a = 0; a < node.strides().length; a++) {
            to += node.offset(starts.get(a), a);
        }
        copy(node.update(), 0, node.update().from(), to, update, out);
    }

    /** Copies a block that begins where integers say. */
    public static void cut(Cut node, IntegerArray starts, Object in, Object out) {
        int from = node.copy().from();
        for (int a = 0; a < node.strides().length; a++) {
            from += node.offset(starts.get(a), a);
        }
        copy(node.copy(), 0, from, node.copy().to(), in, out);
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

    /** Copies each position of images from one of others. */
    public static void resample(Resampled node, Object in, Object out) {
        Images images = node.images();
        int to = 0;
        for (int batch = 0; batch < images.batches(); batch++) {
            for (int row : node.rows()) {
                int line = (batch * images.rows() + row) * images.columns();
                for (int column : node.columns()) {
                    System.arraycopy(in, (line + column) * images.channels(), out, to, images.channels());
                    to += images.channels();
                }
            }
        }
    }

    /** Copies each element from one of two arrays, neighbours that come from the same one at once. */
    public static void select(Selected node, byte[] condition, Object whereTrue, Object whereFalse, Object out) {
        select(node, 0, 0, 0, 0, 0, new Choice(condition, whereTrue, whereFalse, out));
    }

    private record Choice(byte[] condition, Object whereTrue, Object whereFalse, Object out) {}

    /** Returns the position behind the last element. */
    private static int select(Selected node, int axis, int c, int t, int f, int to, Choice arrays) {
        int extent = node.extents()[axis];
        int conditionStep = node.strides()[0][axis];
        int trueStep = node.strides()[1][axis];
        int falseStep = node.strides()[2][axis];
        if (axis < node.extents().length - 1) {
            int next = to;
            for (int i = 0; i < extent; i++) {
                next = select(node, axis + 1, c + i * conditionStep, t + i * trueStep, f + i * falseStep, next, arrays);
            }
            return next;
        }
        for (int i = 0, run; i < extent; i += run) {
            run = run(arrays.condition, c + i * conditionStep, conditionStep, extent - i);
            boolean isTrue = arrays.condition[c + i * conditionStep] != 0;
            Object from = isTrue ? arrays.whereTrue : arrays.whereFalse;
            int step = isTrue ? trueStep : falseStep;
            copyRun(from, (isTrue ? t : f) + i * step, step, arrays.out, to + i, run);
        }
        return to + extent;
    }

    /** How many truth values from one on are the same. */
    private static int run(byte[] condition, int first, int step, int most) {
        int run = step == 0 ? most : 1;
        while (run < most && condition[first + run * step] == condition[first]) {
            run++;
        }
        return run;
    }

    private static void copyRun(Object source, int from, int step, Object target, int to, int run) {
        if (step == 1) {
            System.arraycopy(source, from, target, to, run);
            return;
        }
        for (int i = 0; i < run; i++) {
            System.arraycopy(source, from + i * step, target, to + i, 1);
        }
    }
}
