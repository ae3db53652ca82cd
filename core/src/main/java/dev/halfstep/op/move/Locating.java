package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT4;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Decoded;
import dev.halfstep.lower.LoweredMove.Located;
import dev.halfstep.lower.LoweredMove.Scattered;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.lower.LoweredMove.Taken;
import dev.halfstep.lower.LoweredMove.Updated;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Slices that rows of indices locate: each has an index for each of the first axes of an array. */
public final class Locating {

    private Locating() {}

    /** How many indices a row has. */
    private static int depth(Operands operands, int indices, Shape array) {
        Shape shape = operands.shape(indices);
        require(shape.rank() > 0 && shape.lastExtent() <= array.rank(),
                () -> "indices of shape " + shape + " do not go with an array of shape " + array);
        return shape.lastExtent();
    }

    private static Located located(Operands operands, int indices, int data, Shape array) {
        int depth = depth(operands, indices, array);
        Shape rows = operands.shape(indices);
        return new Located(indices, operands.dtype(indices), data, operands.dtype(data),
                Arrays.copyOf(array.toArray(), depth), Extents.product(rows, 0, rows.rank() - 1),
                Extents.product(array, depth, array.rank()));
    }

    /** What rows of indices stand for in a shape: the extents of the rows, then those of a slice. */
    private static Shape shape(Operands operands, int indices, Shape array) {
        int depth = depth(operands, indices, array);
        Shape rows = operands.shape(indices);
        return Extents.shape(IntStream.concat(Arrays.stream(rows.toArray()).limit(rows.rank() - 1L),
                Arrays.stream(array.toArray()).skip(depth)).asLongStream().toArray());
    }

    /** Slices of the data. Inputs: the data; rows of indices, along the last axis. */
    public record GatherNd() implements Mover {

        public static final OpType TYPE = Mover.type("GATHER_ND", 83, new GatherNd())
                .types(FLOAT32, UINT8, INT8, INT32, INT64).inputs(2).releases("1.14.0", "2.3.0").since("2.5.0", INT16)
                .since("2.13.0").since("2.16.0", BOOL);

        private static final int INDICES = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            Operands.requireSameScale(operands.input(0), operands.output());
            if (operands.dtype(INDICES) != INT16) {
                Extents.requireIndices(operands, INDICES);
            }
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return !operands.knows(0);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            require(operands.shape(0).rank() > 0, () -> "data without axes have no slices");
            return List.of(shape(operands, INDICES, operands.shape(0)));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            return operands.output().shape().elements() == 0 ? LoweredMove.nothing()
                    : new Taken(located(operands, INDICES, 0, operands.shape(0)));
        }

        @Override
        public int version(Operands operands) {
            return operands.dtype(INDICES) == INT16 ? Math.max(4, Mover.super.version(operands))
                    : Mover.super.version(operands);
        }
    }

    /**
     * Slices in an array that is 0 elsewhere; those with the same indices are added up. Inputs: rows of int32 indices, along the last
     * axis; the slices; the array's shape. Codes are added as they are, so that their zero point must be 0.
     */
    public record ScatterNd() implements Mover {

        public static final OpType TYPE = Mover.type("SCATTER_ND", 97, new ScatterNd())
                .types(FLOAT32, UINT8, INT8, INT32, INT64, BOOL).inputs(3).data(1).shapedBy(2).releases("2.1.0")
                .quantized(QuantizationRule.NONE);

        private static final int INDICES = 0;
        private static final int SLICES = 1;
        private static final int SHAPE = 2;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            for (int input : new int[] {INDICES, SHAPE}) {
                DType dtype = operands.dtype(input);
                require(dtype == INT32,
                        () -> Quoted.of(operands.input(input).name()) + " must be int32, not " + dtype.label());
            }
            Operands.requireSameScale(operands.input(SLICES), operands.output());
            operands.output().quantization().ifPresent(q -> require(q.isSymmetric(),
                    () -> Quoted.of(operands.output().name()) + " has a zero point other than 0"));
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return true;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape array = Extents.shape(operands.integers(SHAPE));
            Shape slices = operands.shape(SLICES);
            require(slices.rank() > 0 && shape(operands, INDICES, array).equals(slices),
                    () -> "indices of shape " + operands.shape(INDICES) + " and slices of shape " + slices
                            + " do not go with an array of shape " + array);
            return List.of(array);
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape array = operands.output().shape();
            return array.elements() == 0 ? LoweredMove.nothing()
                    : new Scattered(located(operands, INDICES, SLICES, array));
        }
    }

    /**
     * Rows of a table by their indices. Inputs: int32 indices; the table, of two axes or more. A table of int8 or int4 codes may become
     * real values, with one scale or one for each row.
     */
    public record EmbeddingLookup() implements Mover {

        public static final OpType TYPE = Mover.type("EMBEDDING_LOOKUP", 0, new EmbeddingLookup())
                .types(FLOAT32, UINT8, INT8).inputs(2).data(1).releases("1.13.0", "1.14.0", "1.14.0")
                .since("2.18.0", INT4).quantized(QuantizationRule.shared(INT8));

        private static final int INDICES = 0;
        private static final int TABLE = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            TensorInfo table = operands.input(TABLE);
            require(operands.dtype(INDICES) == INT32,
                    () -> "its indices must be int32, not " + operands.dtype(INDICES).label());
            if (!isDecoded(operands)) {
                require(table.dtype() != INT4, () -> "there is no kernel that gives int4 codes");
                Mover.super.check(operands);
                Operands.requireSameScale(table, operands.output());
                return;
            }
            require(table.dtype() == INT8 || table.dtype() == INT4,
                    () -> "there is no kernel that gives real values for '"
                            + table.name() + "' of type " + table.dtype().label());
            Optional<Quantization> scales = table.quantization();
            require(scales.isPresent() && scales.get().isSymmetric()
                    && (scales.get().channels() == 1 || scales.get().axis() == 0),
                    () -> Quoted.of(table.name()) + " must have one scale or one for each row, with zero points of 0");
        }

        private static boolean isDecoded(Operands operands) {
            return operands.output().dtype() == FLOAT32 && operands.dtype(TABLE) != FLOAT32;
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return !operands.knows(TABLE);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape indices = operands.shape(INDICES);
            Shape table = operands.shape(TABLE);
            require(indices.rank() == 1 && table.rank() > 1,
                    () -> "indices of shape " + indices + " do not go with a table of shape " + table);
            return List.of(table.with(0, indices.extent(0)));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            if (operands.output().shape().elements() == 0) {
                return LoweredMove.nothing();
            }
            Shape table = operands.shape(TABLE);
            var rows = new Located(INDICES, INT32, TABLE, operands.dtype(TABLE), new int[] {table.extent(0)},
                    operands.shape(INDICES).extent(0), Extents.product(table, 1, table.rank()));
            return isDecoded(operands) ? new Decoded(rows, operands.scale(TABLE).scales()) : new Taken(rows);
        }

        @Override
        public int version(Operands operands) {
            boolean isPerRow = isDecoded(operands) && operands.scale(TABLE).channels() > 1;
            return isPerRow ? 4 : Mover.super.version(operands);
        }
    }

    /**
     * The data with a block of them replaced. Inputs: the data; the block; int32 or int64 indices where it begins on each axis, which are
     * moved so that it fits.
     */
    public record DynamicUpdateSlice() implements Mover {

        public static final OpType TYPE = Mover.type("DYNAMIC_UPDATE_SLICE", 117, new DynamicUpdateSlice())
                .types(FLOAT32, INT8, INT32, INT64, BOOL).inputs(3).releases("2.9.0", "2.17.0", "2.19.0")
                .since("2.20.0", INT16);

        private static final int DATA = 0;
        private static final int BLOCK = 1;
        private static final int STARTS = 2;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            Operands.requireSameType(operands.input(DATA), operands.input(BLOCK));
            Operands.requireSameScale(operands.output(), operands.input(DATA));
            Operands.requireSameScale(operands.output(), operands.input(BLOCK));
            Extents.requireIndices(operands, STARTS);
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return true;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(DATA);
            Shape block = operands.shape(BLOCK);
            boolean fits = block.rank() == data.rank() && operands.shape(STARTS).equals(Shape.of(data.rank()));
            for (int a = 0; fits && a < data.rank(); a++) {
                fits = block.extent(a) <= data.extent(a);
            }
            require(fits, () -> "a block of shape " + block + " that begins at indices of shape "
                    + operands.shape(STARTS) + " does not fit into data of shape " + data);
            return List.of(data);
        }

        @Override
        public LoweredMove lower(Operands operands) {
            Shape data = operands.shape(DATA);
            Shape block = operands.shape(BLOCK);
            if (data.elements() == 0) {
                return LoweredMove.nothing();
            }
            int[] strides = Extents.strides(data);
            int[] latest = data.toArray();
            Arrays.setAll(latest, a -> data.extent(a) - block.extent(a));
            return new Updated(data.elements(),
                    StridedCopy.of(block.toArray(), Extents.strides(block), 0, strides, 0), STARTS,
                    operands.dtype(STARTS), latest, strides);
        }

        @Override
        public int version(Operands operands) {
            return operands.dtype(DATA) == INT16 ? 4 : operands.dtype(STARTS) == INT64 ? 2 : 1;
        }
    }
}
