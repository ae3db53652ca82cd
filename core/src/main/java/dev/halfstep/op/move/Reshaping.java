package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.TypeNumbers;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The same elements in another shape, or the shape by itself. */
public final class Reshaping {

    private Reshaping() {}

    /**
     * The same elements in another shape.
     *
     * <p>
     * Inputs: the data; optionally a vector of int32 extents, of which one may be -1 for what is left over. Without the vector, or if
     * it is none of int32, the shape is that of the options.
     *
     * @param newShape the shape in the options; {@code [0]} stands for a scalar, as old files have it
     */
    public record Reshape(List<Integer> newShape) implements Mover {

        public static final OpType TYPE =
                Mover.type("RESHAPE", 17, Reshape::read).alsoFor(BOOL).inputs(1, 2).shapedBy(1);

        public static final int SHAPE = 1;

        private static final int SHAPE_FIELD = 0;

        public Reshape {
            newShape = List.copyOf(newShape);
        }

        /** To a shape that the second input gives. */
        public static Reshape toInput() {
            return new Reshape(List.of());
        }

        private static Reshape read(OptionReader options) {
            return new Reshape(Arrays.stream(options.ints(SHAPE_FIELD)).boxed().toList());
        }

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return newShape.isEmpty() ? Options.NONE : Options.NONE.ints(SHAPE_FIELD, newShape);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            long[] extents = extents(operands);
            int elements = operands.shape(0).elements();
            int open = -1;
            long others = 1;
            for (int a = 0; a < extents.length; a++) {
                if (extents[a] == -1) {
                    require(open < 0, () -> "two extents of the shape " + Arrays.toString(extents) + " are open");
                    open = a;
                } else {
                    // No array has as many elements as the smallest product that would wrap.
                    others = Math.clamp(others * extents[a], -1, Integer.MAX_VALUE);
                }
            }
            if (open >= 0 && others > 0) {
                extents[open] = elements / others;
                others *= extents[open];
            }
            if (others != elements || Arrays.stream(extents).anyMatch(e -> e < 0)) {
                throw Problem.of(operands.shape(0) + " cannot become " + Arrays.toString(extents(operands))
                        + ": the numbers of elements differ");
            }
            return List.of(Extents.shape(extents));
        }

        private long[] extents(Operands operands) {
            if (operands.has(SHAPE) && operands.shape(SHAPE).rank() == 1 && operands.dtype(SHAPE) == DType.INT32) {
                return operands.integers(SHAPE);
            }
            boolean scalar = newShape.equals(List.of(0));
            return scalar ? new long[0] : newShape.stream().mapToLong(Integer::longValue).toArray();
        }
    }

    /**
     * The data without axes of extent 1.
     *
     * @param axes those that go; negative ones count from the end; none for all of extent 1
     */
    public record Squeeze(List<Integer> axes) implements Mover {

        public static final OpType TYPE = Mover.type("SQUEEZE", 30, Squeeze::read).alsoFor(BOOL).releases("1.6.0");

        private static final int AXES_FIELD = 0;

        public Squeeze {
            axes = List.copyOf(axes);
        }

        private static Squeeze read(OptionReader options) {
            return new Squeeze(Arrays.stream(options.ints(AXES_FIELD)).boxed().toList());
        }

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.ints(AXES_FIELD, axes);
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            var goes = new boolean[data.rank()];
            for (int axis : axes) {
                int a = Extents.axis(axis, data.rank());
                require(data.extent(a) == 1, () -> "axis " + a + " of " + data + " cannot go: its extent is not 1");
                goes[a] = true;
            }
            return List.of(Shape.of(IntStream.range(0, goes.length)
                    .filter(a -> axes.isEmpty() ? data.extent(a) != 1 : !goes[a]).map(data::extent).toArray()));
        }
    }

    /** The data with one more axis, of extent 1. Inputs: the data; the new axis, from the end if negative. */
    public record ExpandDims() implements Mover.Indexed {

        public static final OpType TYPE =
                Mover.type("EXPAND_DIMS", 52, new ExpandDims()).alsoFor(BOOL).inputs(2).shapedBy(1).releases("1.10.0");

        private static final int AXIS = 1;

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public void check(Operands operands) {
            Mover.Indexed.super.check(operands);
            Operands.requireSameScale(operands.input(0), operands.output());
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            return List.of(Mover.inserted(data, Extents.axis(Extents.single(operands, AXIS), data.rank() + 1), 1));
        }
    }

    /**
     * SHAPE: the extents of the data.
     *
     * @param wide whether as int64; else as int32
     */
    public record ShapeOf(boolean wide) implements Op {

        public static final OpType TYPE = Mover.type("SHAPE", 55, ShapeOf::read).alsoFor(BOOL).releases("1.10.0")
                // It takes codes as they are: nothing in it is coded.
                .quantized(QuantizationRule.own(INT8, INT16));

        private static ShapeOf read(OptionReader options) {
            int number = options.int8(0, 0);
            if (number != TypeNumbers.INT32 && number != TypeNumbers.INT64) {
                throw Problem.of("extents can be int32 or int64, not of the type number " + number);
            }
            return new ShapeOf(number == TypeNumbers.INT64);
        }

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int8(0, wide ? TypeNumbers.INT64 : TypeNumbers.INT32);
        }

        @Override
        public void check(Operands operands) {
            DType expected = wide ? DType.INT64 : DType.INT32;
            require(operands.output().dtype() == expected, () -> "its result is " + expected.label() + ", but '"
                    + operands.output().name() + "' is " + operands.output().dtype().label());
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            return List.of(Shape.of(operands.shape(0).rank()));
        }

        @Override
        public boolean readsContents() {
            return false;
        }

        @Override
        public LoweredMove lower(Operands operands) {
            return new Known(operands.output().dtype(),
                    Arrays.stream(Extents.longs(operands.shape(0))).boxed().toList());
        }
    }
}
