package dev.halfstep.op;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the shape rules of many ops need: axes counted from either end, extents that may not fit, strides. */
public final class Extents {

    private Extents() {}

    /**
     * An axis counted from the front.
     *
     * @param axis negative to count from the end
     * @throws Problem if there is no such axis
     */
    public static int axis(long axis, int rank) {
        require(axis >= -rank && axis < rank, () -> "there is no axis " + axis + " among " + rank);
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /**
     * A shape of computed extents.
     *
     * @throws Problem if one is negative, or there are too many of them, or they ask for more elements than can be held
     */
    public static Shape shape(long... extents) {
        require(extents.length <= Shape.MAX_RANK,
                () -> "its result has " + extents.length + " axes; up to " + Shape.MAX_RANK + " are supported");
        var fitting = new int[extents.length];
        for (int a = 0; a < extents.length; a++) {
            long extent = extents[a];
            require(extent >= 0 && extent <= Integer.MAX_VALUE,
                    () -> "its result has the extent " + extent + " in the shape " + Arrays.toString(extents));
            fitting[a] = (int) extent;
        }
        Shape shape = Shape.of(fitting);
        shape.elements();
        return shape;
    }

    /** The extents as 64-bit integers, to compute with. */
    public static long[] longs(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().toArray();
    }

    /** How far apart in an array neighbours on each axis are; without meaning where the shape has no elements. */
    public static int[] strides(Shape shape) {
        var strides = new int[shape.rank()];
        int stride = 1;
        for (int a = shape.rank() - 1; a >= 0; a--) {
            strides[a] = stride;
            stride *= shape.extent(a);
        }
        return strides;
    }

    /**
     * The shape that others are broadcast to.
     *
     * @throws Problem if an axis, counted from the last, has two extents other than 1
     */
    public static Shape broadcast(Shape... shapes) {
        int rank = Arrays.stream(shapes).mapToInt(Shape::rank).max().orElse(0);
        var extents = new int[rank];
        Arrays.fill(extents, 1);
        for (Shape shape : shapes) {
            int more = rank - shape.rank();
            for (int a = more; a < rank; a++) {
                int extent = shape.extent(a - more);
                require(extent == extents[a] || extent == 1 || extents[a] == 1, () -> "the shapes "
                        + Arrays.stream(shapes).map(Shape::toString).collect(Collectors.joining(" and "))
                        + " cannot be broadcast to each other");
                extents[a] = extents[a] == 1 ? extent : extents[a];
            }
        }
        return Shape.of(extents);
    }

    /** How far apart in an array neighbours on each axis of a shape are that it is broadcast to: 0 where it is read again. */
    public static int[] broadcastStrides(Shape shape, Shape target) {
        int[] strides = strides(shape);
        int more = target.rank() - shape.rank();
        var repeated = new int[target.rank()];
        Arrays.setAll(repeated, a -> a < more || shape.extent(a - more) == 1 ? 0 : strides[a - more]);
        return repeated;
    }

    /** The number of elements over some of the axes of a shape that has elements. */
    public static int product(Shape shape, int fromAxis, int toAxis) {
        int product = 1;
        for (int a = fromAxis; a < toAxis; a++) {
            product *= shape.extent(a);
        }
        return product;
    }

    /**
     * Makes sure that an operand holds indices or extents.
     *
     * @throws Problem if it is not int32 or int64
     */
    public static void requireIndices(Operands operands, int input) {
        TensorInfo tensor = operands.input(input);
        require(tensor.dtype() == DType.INT32 || tensor.dtype() == DType.INT64,
                () -> Quoted.of(tensor.name()) + " must be int32 or int64, not " + tensor.dtype().label());
    }

    /**
     * The contents of an operand that has one integer for each axis.
     *
     * @throws Problem if it has another number of them
     */
    public static long[] perAxis(Operands operands, int input, int rank) {
        long[] integers = operands.integers(input);
        require(integers.length == rank, () -> Quoted.of(operands.input(input).name()) + " has " + integers.length
                + " elements for the " + rank + " axes of " + Quoted.of(operands.input(0).name()));
        return integers;
    }

    /**
     * The only integer of an operand.
     *
     * @throws Problem if it has none or several
     */
    public static long single(Operands operands, int input) {
        long[] integers = operands.integers(input);
        require(integers.length == 1, () -> Quoted.of(operands.input(input).name()) + " must hold one integer, not "
                + integers.length);
        return integers[0];
    }
}
