package dev.halfstep.onnx.network;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * In which order the axes that a value has in ONNX are stored. Convolutions leave channels last, and what follows goes on with that, so
 * that most transpositions never come to be.
 */
public final class Layout {

    /** For each stored axis which one of ONNX's it is. */
    private final int[] order;

    private Layout(int... order) {
        this.order = order;
    }

    /** ONNX's own order. */
    public static Layout plain(int rank) {
        return new Layout(IntStream.range(0, rank).toArray());
    }

    /** The batch, all axes of an image, and then the channels, which ONNX has second. */
    public static Layout channelsLast(int rank) {
        return new Layout(IntStream.range(0, rank).map(p -> p == 0 ? 0 : p == rank - 1 ? 1 : p + 1).toArray());
    }

    /**
     * Any order.
     *
     * @param order for each stored axis which one of ONNX's it is
     */
    public static Layout of(int... order) {
        return new Layout(order.clone());
    }

    /** How many axes there are. */
    public int rank() {
        return order.length;
    }

    /** Which of ONNX's axes is stored at a position. */
    public int axis(int position) {
        return order[position];
    }

    /** Where an axis of ONNX is stored. */
    public int position(int axis) {
        return IntStream.range(0, order.length).filter(p -> order[p] == axis).findFirst().orElseThrow();
    }

    /** Where axes of ONNX are stored. */
    public int[] positions(int... axes) {
        return Arrays.stream(axes).map(this::position).toArray();
    }

    /** Whether it is ONNX's own order. */
    public boolean isPlain() {
        return IntStream.range(0, order.length).allMatch(p -> order[p] == p);
    }

    /** Numbers that ONNX's axes have, for each stored axis. */
    public int[] stored(int... byAxis) {
        return Arrays.stream(order).map(axis -> byAxis[axis]).toArray();
    }

    /** Numbers that stored axes have, for each of ONNX's. */
    public int[] inOnnx(int... byPosition) {
        return IntStream.range(0, order.length).map(axis -> byPosition[position(axis)]).toArray();
    }

    /**
     * The layout of the same stored values with their axes in another order in ONNX.
     *
     * @param permutation for each axis of the result which one of this it is
     */
    public Layout transposed(int... permutation) {
        var where = new int[order.length];
        for (int i = 0; i < permutation.length; i++) {
            where[permutation[i]] = i;
        }
        return new Layout(Arrays.stream(order).map(axis -> where[axis]).toArray());
    }

    /** What is left when an axis goes. */
    public Layout without(int gone) {
        return new Layout(Arrays.stream(order).filter(axis -> axis != gone).map(axis -> axis > gone ? axis - 1 : axis)
                .toArray());
    }

    /** The layout with one more axis of ONNX, stored behind the one before it. */
    public Layout with(int added) {
        int at = added == 0 ? 0 : position(added - 1) + 1;
        int[] shifted = Arrays.stream(order).map(axis -> axis >= added ? axis + 1 : axis).toArray();
        return new Layout(IntStream.range(0, order.length + 1)
                .map(p -> p < at ? shifted[p] : p == at ? added : shifted[p - 1]).toArray());
    }

    /** By which order of this layout's stored axes another one comes of it. */
    int[] orderTo(Layout other) {
        return Arrays.stream(other.order).map(this::position).toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout that && Arrays.equals(order, that.order);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(order);
    }

    @Override
    public String toString() {
        return Arrays.toString(order);
    }
}
