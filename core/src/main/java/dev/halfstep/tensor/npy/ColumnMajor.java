package dev.halfstep.tensor.npy;

import dev.halfstep.tensor.Shape;
import java.util.Arrays;

/**
 * Fortran's order of the elements of an array, where those that differ in the first index are neighbours.
 *
 * @param shape of the array
 */
record ColumnMajor(Shape shape) {

    /** Takes an element to its place. */
    @FunctionalInterface
    private interface Move {
        void move(int from, int to);
    }

    /** Brings elements that stand in this order into row-major order. */
    void reorder(Object array) {
        int axes = (int) Arrays.stream(shape.toArray()).filter(extent -> extent != 1).count();
        if (axes <= 1) {
            return; // both orders are the same
        }
        switch (array) {
            case float[] to -> {
                float[] from = to.clone();
                forEach((f, t) -> to[t] = from[f]);
            }
            case byte[] to -> {
                byte[] from = to.clone();
                forEach((f, t) -> to[t] = from[f]);
            }
            case short[] to -> {
                short[] from = to.clone();
                forEach((f, t) -> to[t] = from[f]);
            }
            case int[] to -> {
                int[] from = to.clone();
                forEach((f, t) -> to[t] = from[f]);
            }
            case long[] to -> {
                long[] from = to.clone();
                forEach((f, t) -> to[t] = from[f]);
            }
            default -> throw new AssertionError(array.getClass());
        }
    }

    /** Counts through the indices as row-major order does, the last fastest. */
    private void forEach(Move move) {
        int[] extents = shape.toArray();
        var strides = new int[extents.length];
        int stride = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        var index = new int[extents.length];
        int from = 0;
        for (int to = 0; to < stride; to++) {
            move.move(from, to);
            int axis = extents.length - 1;
            while (axis >= 0 && ++index[axis] == extents[axis]) {
                from -= strides[axis] * (extents[axis] - 1);
                index[axis] = 0;
                axis--;
            }
            if (axis >= 0) {
                from += strides[axis];
            }
        }
    }
}
