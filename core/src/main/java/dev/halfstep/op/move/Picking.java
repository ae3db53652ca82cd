package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Cut;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Elements of the data that are picked out, or put in another order. */
public final class Picking {

    private Picking() {}

    /**
     * Slices of the data by their indices on an axis. Inputs: the data; the indices, of any shape, which takes the place of the axis
     * in the output.
     *
     * @param axis from the end if negative
     * @param batchDims how many leading axes data and indices have in common; from the end of the indices' if negative
     */
    public record Gather(int axis, int batchDims) implements Mover {

        public static final OpType TYPE = Mover
                .type("GATHER", 23, options -> new Gather(options.int32(0, 0), options.int32(1, 0))).inputs(2)
                .releases("1.6.0").since("1.14.0", INT8).since("1.15.0", BOOL).since("2.4.0", INT16).since("2.5.0")
                .since("2.13.0");

        private static final int INDICES = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int32(0, axis).int32(1, batchDims);
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            if (operands.dtype(INDICES) != INT16) {
                Extents.requireIndices(operands, INDICES);
            }
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return Extents.axis(axis, operands.shape(0).rank()) == 0 && !operands.knows(0);
        }

        private int batchAxes(Operands operands) {
            Shape data = operands.shape(0);
            Shape indices = operands.shape(INDICES);
            long batch = batchDims < 0 ? (long) batchDims + indices.rank() : batchDims;
            boolean fits = batch >= 0 && batch <= Extents.axis(axis, data.rank()) && batch <= indices.rank()
                    && Arrays.equals(data.toArray(), 0, (int) batch, indices.toArray(), 0, (int) batch);
            require(fits,
                    () -> "data of shape " + data + " and indices of shape " + indices + " do not have " + batchDims
                            + " leading axes in common before axis " + axis);
            return (int) batch;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            int[] data = operands.shape(0).toArray();
            int at = Extents.axis(axis, data.length);
            int[] indices = operands.shape(INDICES).toArray();
            int batch = batchAxes(operands);
            IntStream picked = Arrays.stream(indices, batch, indices.length);
            IntStream inner = Arrays.stream(data, at + 1, data.length);
            return List.of(Extents.shape(IntStream.concat(IntStream.concat(Arrays.stream(data, 0, at), picked), inner)
                    .asLongStream().toArray()));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            if (operands.output().shape().elements() == 0) {
                return LoweredMove.nothing();
            }
            Shape data = operands.shape(0);
            Shape indices = operands.shape(INDICES);
            int at = Extents.axis(axis, data.rank());
            int batch = batchAxes(operands);
            return new Gathered(INDICES, operands.dtype(INDICES), Extents.product(data, 0, batch),
                    Extents.product(data, batch, at), data.extent(at), Extents.product(indices, batch, indices.rank()),
                    Extents.product(data, at + 1, data.rank()));
        }

        @Override
        public int version(Operands operands) {
            if (operands.dtype(INDICES) == INT16) {
                return 6;
            }
            return batchDims != 0 ? 5 : Mover.super.version(operands);
        }
    }

    /**
     * A block of the data. Inputs: the data; where the block begins on each axis, which may be computed; its extents, -1 for all that
     * is left.
     */
    public record Slice() implements Mover.Indexed {

        public static final OpType TYPE = Mover.type("SLICE", 48, new Slice()).alsoFor(BOOL).inputs(3).shapedBy(1, 2)
                .releases("1.14.0").since("1.14.0", INT8).since("1.14.0").since("2.4.0", INT16).since("2.5.0");

        private static final int BEGIN = 1;
        private static final int SIZE = 2;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            long[] size = Extents.perAxis(operands, SIZE, data.rank());
            if (!operands.knows(BEGIN)) {
                requireFit(operands, size);
                return List.of(Extents.shape(size));
            }
            long[] begin = Extents.perAxis(operands, BEGIN, data.rank());
            for (int a = 0; a < size.length; a++) {
                int extent = data.extent(a);
                boolean starts = begin[a] >= 0 && begin[a] <= extent;
                require(starts && size[a] >= -1 && size[a] <= extent - begin[a], () -> "there is no block at "
                        + Arrays.toString(begin) + " of extents " + Arrays.toString(size) + " in " + data);
                size[a] = size[a] == -1 ? extent - begin[a] : size[a];
            }
            return List.of(Extents.shape(size));
        }

        private static void requireFit(Operands operands, long[] size) {
            Shape data = operands.shape(0);
            require(operands.shape(BEGIN).elements() == data.rank(),
                    () -> "a block of " + data + " cannot begin at indices of shape " + operands.shape(BEGIN));
            for (int a = 0; a < size.length; a++) {
                require(size[a] >= 0 && size[a] <= data.extent(a), () -> "there is no block of extents "
                        + Arrays.toString(size) + " in " + data);
            }
        }

        /** Where the block begins decides how much is left of an axis, where that is asked for. */
        @Override
        public List<Integer> shapeOperands(Operands operands) {
            boolean rest = !operands.knows(SIZE) || Arrays.stream(operands.integers(SIZE)).anyMatch(s -> s == -1);
            return rest ? shapeOperands() : List.of(SIZE);
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return !operands.knows(BEGIN);
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape data = operands.shape(0);
            int[] strides = Extents.strides(data);
            if (!operands.knows(BEGIN)) {
                Shape block = operands.output().shape();
                if (block.elements() == 0) {
                    return LoweredMove.nothing();
                }
                int[] latest = data.toArray();
                Arrays.setAll(latest, a -> data.extent(a) - block.extent(a));
                return new Cut(StridedCopy.of(block.toArray(), strides, 0, Extents.strides(block), 0), BEGIN,
                        operands.dtype(BEGIN), latest, strides);
            }
            long[] begin = Extents.perAxis(operands, BEGIN, data.rank());
            return Mover.strided(strides, Mover.offset(begin, strides, operands.output().shape()), operands);
        }

        @Override
        public int version(Operands operands) {
            return operands.shape(0).rank() > 4 ? 5 : Mover.Indexed.super.version(operands);
        }
    }

    /** The data with its axes in another order. Inputs: the data; for each axis of the output the axis of the data. */
    public record Transpose() implements Mover {

        public static final OpType TYPE = Mover.type("TRANSPOSE", 26, new Transpose()).inputs(2).shapedBy(1)
                .releases("1.6.0").since("1.14.0", INT8).since("1.15.0", BOOL).since("2.3.0").since("2.4.0", INT16)
                .since("2.12.0");

        private static final int ORDER = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            require(operands.dtype(ORDER) == DType.INT32,
                    () -> "the order of the axes must be int32, not " + operands.dtype(ORDER).label());
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            int[] order = operands.knows(ORDER) ? order(operands) : new int[0];
            return order.length > 0 && order[0] != 0;
        }

        private static int[] order(Operands operands) {
            int rank = operands.shape(0).rank();
            long[] order = Extents.perAxis(operands, ORDER, rank);
            int[] axes = Arrays.stream(order).mapToInt(axis -> Extents.axis(axis, rank)).toArray();
            require(Arrays.stream(axes).distinct().count() == rank,
                    () -> Arrays.toString(order) + " does not name each axis once");
            return axes;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            return List.of(Shape.of(Arrays.stream(order(operands)).map(operands.shape(0)::extent).toArray()));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            int[] strides = Extents.strides(operands.shape(0));
            return Mover.strided(Arrays.stream(order(operands)).map(axis -> strides[axis]).toArray(), 0, operands);
        }

        @Override
        public int version(Operands operands) {
            int rank = operands.shape(0).rank();
            return rank > 5 ? 6 : Math.max(rank > 4 ? 4 : 1, Mover.super.version(operands));
        }
    }

    /** The data backwards on some axes. Inputs: the data; a vector of int32 axes, from the end if negative. */
    public record ReverseV2() implements Mover {

        public static final OpType TYPE = Mover.type("REVERSE_V2", 81, new ReverseV2()).inputs(2).shapedBy(1)
                .releases("1.14.0").since("2.2.0", BOOL).since("2.5.0", INT8);

        private static final int AXES = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            require(operands.dtype(AXES) == DType.INT32, () -> "its axes must be int32");
        }

        private static boolean[] reversed(Operands operands) {
            var reversed = new boolean[operands.shape(0).rank()];
            for (long axis : operands.integers(AXES)) {
                int a = Extents.axis(axis, reversed.length);
                require(!reversed[a], () -> "axis " + a + " is named twice");
                reversed[a] = true;
            }
            return reversed;
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return operands.shape(0).rank() > 0 && (!operands.knows(AXES) || reversed(operands)[0]);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            reversed(operands);
            return List.of(operands.shape(0));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape data = operands.shape(0);
            boolean[] reversed = reversed(operands);
            int[] strides = Extents.strides(data);
            int from = 0;
            for (int a = 0; a < reversed.length && data.elements() > 0; a++) {
                from += reversed[a] ? (data.extent(a) - 1) * strides[a] : 0;
                strides[a] = reversed[a] ? -strides[a] : strides[a];
            }
            return Mover.strided(strides, from, operands);
        }
    }
}
