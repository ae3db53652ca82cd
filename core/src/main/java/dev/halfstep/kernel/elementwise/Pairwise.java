package dev.halfstep.kernel.elementwise;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.lower.Comparison.Relation;
import dev.halfstep.lower.LoweredPairs.Broadcast;
import dev.halfstep.lower.LoweredPairs.IntegerPair;
import dev.halfstep.lower.LoweredPairs.RealPair;

/** Functions of two numbers, applied along rows of arrays. Integers that do not fit the result's type lose their high bits. */
public final class Pairwise {

    private Pairwise() {}

    /** What is done with a row: {@code count} elements, the operands' from an index on with a step of 0 or 1. */
    @FunctionalInterface
    public interface Row {
        void run(int left, int leftStep, int right, int rightStep, int out, int count);
    }

    /** Runs all rows, in the order of the result. */
    public static void run(Broadcast broadcast, Row row) {
        rows(broadcast, 0, 0, 0, 0, row);
    }

    /** Runs the rows within an axis and tells where the result goes on. */
    private static int rows(Broadcast broadcast, int axis, int left, int right, int out, Row row) {
        int extent = broadcast.extents()[axis];
        int leftStep = broadcast.left()[axis];
        int rightStep = broadcast.right()[axis];
        if (axis == broadcast.extents().length - 1) {
            row.run(left, leftStep, right, rightStep, out, extent);
            return out + extent;
        }
        int next = out;
        for (int i = 0; i < extent; i++) {
            next = rows(broadcast, axis + 1, left + i * leftStep, right + i * rightStep, next, row);
        }
        return next;
    }

    public static Row floats(float[] left, float[] right, float[] out, RealPair.Formula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** Signed bytes. */
    public static Row bytes(byte[] left, byte[] right, byte[] out, IntegerPair.IntFormula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (byte) function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** Bytes from 0 to 255. */
    public static Row unsignedBytes(byte[] left, byte[] right, byte[] out, IntegerPair.IntFormula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] =
                        (byte) function.apply(left[l + i * leftStep] & 0xff, right[r + i * rightStep] & 0xff);
            }
        };
    }

    public static Row shorts(short[] left, short[] right, short[] out, IntegerPair.IntFormula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (short) function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** 16 bits on the left, signed bytes on the right. */
    public static Row shortsBytes(short[] left, byte[] right, short[] out, IntegerPair.IntFormula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (short) function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    public static Row ints(int[] left, int[] right, int[] out, IntegerPair.IntFormula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    public static Row longs(long[] left, long[] right, long[] out, IntegerPair.LongFormula function) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = function.apply(left[l + i * leftStep], right[r + i * rightStep]);
            }
        };
    }

    /** Whether something holds between two integers. */
    @FunctionalInterface
    public interface IntegerRelation {
        boolean holds(long left, long right);
    }

    /** Truth values, 0 or 1. */
    public static Row truths(float[] left, float[] right, byte[] out, Relation relation) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (byte) (relation.holds(left[l + i * leftStep], right[r + i * rightStep]) ? 1 : 0);
            }
        };
    }

    /** Truth values, 0 or 1. */
    public static Row truths(IntegerArray left, IntegerArray right, byte[] out, IntegerRelation relation) {
        return (l, leftStep, r, rightStep, o, count) -> {
            for (int i = 0; i < count; i++) {
                out[o + i] = (byte) (relation.holds(left.get(l + i * leftStep), right.get(r + i * rightStep)) ? 1 : 0);
            }
        };
    }
}
