package dev.halfstep.kernel.move;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.lower.LoweredMove.Decoded;
import dev.halfstep.lower.LoweredMove.Located;
import dev.halfstep.problem.Problem;
import java.util.Arrays;

/** Loops over slices that rows of indices locate. */
@SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the same type
public final class Slices {

    private Slices() {}

    /** What is done with a slice. */
    @FunctionalInterface
    private interface Slice {
        /**
         * Takes it to where it belongs.
         *
         * @param list where it begins among the slices
         * @param array where it begins in the array that indices lead into
         */
        void move(int list, int array);
    }

    /**
     * Goes through all slices.
     *
     * @throws Problem if there is no slice of some indices
     */
    private static void each(Located slices, IntegerArray indices, long[] row, Slice slice) {
        for (int s = 0; s < slices.slices(); s++) {
            for (int a = 0; a < row.length; a++) {
                row[a] = indices.get(s * row.length + a);
            }
            slice.move(s * slices.inner(), slices.first(row));
        }
    }

    /** Copies slices from an array. */
    public static Runnable take(Located slices, IntegerArray indices, Object in, Object out) {
        var row = new long[slices.extents().length];
        return () -> each(slices, indices, row,
                (list, array) -> System.arraycopy(in, array, out, list, slices.inner()));
    }

    /** Copies slices of codes from an array, as what they stand for. */
    public static Runnable decode(Decoded node, IntegerArray indices, IntegerArray in, float[] out) {
        Located slices = node.slices();
        var row = new long[slices.extents().length];
        return () -> each(slices, indices, row, (list, array) -> {
            for (int i = 0; i < slices.inner(); i++) {
                out[list + i] = node.value(in.get(array + i), array + i);
            }
        });
    }

    /** Adds slices up in an array of real values. */
    public static Runnable scatter(Located slices, IntegerArray indices, float[] in, float[] out) {
        var row = new long[slices.extents().length];
        return () -> {
            Arrays.fill(out, 0);
            each(slices, indices, row, (list, array) -> {
                for (int i = 0; i < slices.inner(); i++) {
                    out[array + i] += in[list + i];
                }
            });
        };
    }

    /** Adds slices up in an array of integers. Truth values are true where one of them is. */
    public static Runnable scatter(Located slices, IntegerArray indices, IntegerArray in, IntegerArray out,
            int length) {
        var row = new long[slices.extents().length];
        boolean isTruth = slices.isOfTruths();
        return () -> {
            for (int i = 0; i < length; i++) {
                out.set(i, 0);
            }
            each(slices, indices, row, (list, array) -> {
                for (int i = 0; i < slices.inner(); i++) {
                    long own = in.get(list + i);
                    long before = out.get(array + i);
                    out.set(array + i, isTruth ? own | before : own + before);
                }
            });
        };
    }
}
