package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Tensors that are joined along an axis, or taken apart. */
public final class Joining {

    private Joining() {}

    /**
     * Any number of tensors one behind the other along an axis. All have the same extents on the other axes.
     *
     * <p>
     * Codes must have the scale of the output, apart from uint8: those are rescaled in {@code float}, rounded with halves away from
     * zero.
     *
     * @param axis from the end if negative
     */
    public record Concatenation(int axis) implements Mover {

        public static final OpType TYPE =
                Mover.type("CONCATENATION", 10, Concatenation::read).alsoFor(BOOL).inputs(1, OpType.ANY)
                        .since("1.14.0", INT8).since("2.3.0", INT16);

        private static final int AXIS_FIELD = 0;
        private static final int ACTIVATION_FIELD = 1;

        private static Concatenation read(OptionReader options) {
            Activation activation = Activation.of(options.int8(ACTIVATION_FIELD, 0));
            require(activation == Activation.NONE, () -> "it has no kernel with the activation " + activation);
            return new Concatenation(options.int32(AXIS_FIELD, 0));
        }

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int32(AXIS_FIELD, axis);
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            TensorInfo output = operands.output();
            for (int i = 0; i < operands.inputs().size(); i++) {
                require(operands.has(i), () -> "one of its inputs is left out");
                TensorInfo input = operands.input(i);
                Operands.requireSameType(output, input);
                if (input.dtype() == DType.UINT8
                        && (input.quantization().isPresent() || output.quantization().isPresent())) {
                    Operands.requireAlike(output, input);
                } else if (input.dtype() == DType.INT16) {
                    requireNoZeroPoint(input);
                } else {
                    Operands.requireSameScale(output, input);
                }
            }
        }

        /** TFLite joins int16 codes of any scales as they are. */
        private static void requireNoZeroPoint(TensorInfo input) {
            Optional<Quantization> q = input.quantization();
            require(q.isEmpty() || (q.get().channels() == 1 && q.get().zeroPoint() == 0),
                    () -> Quoted.of(input.name()) + " is int16 with a zero point other than 0");
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return operands.inputs().size() > 1 && Extents.axis(axis, operands.shape(0).rank()) == 0;
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape first = operands.shape(0);
            int along = Extents.axis(axis, first.rank());
            long[] sum = Extents.longs(first);
            for (int i = 1; i < operands.inputs().size(); i++) {
                Shape next = operands.shape(i);
                require(next.rank() == first.rank() && next.with(along, 0).equals(first.with(along, 0)),
                        () -> first + " and " + next + " cannot be joined along axis " + along);
                sum[along] += next.extent(along);
            }
            return List.of(Extents.shape(sum));
        }

        @Override
        public long preparedBytes(Operands operands) {
            return operands.dtype(0) == DType.UINT8 ? operands.output().shape().elements() : 4096;
        }

        @Override
        public LoweredMove lower(Operands operands) {
            int along = Extents.axis(axis, operands.output().shape().rank());
            return Joining.joined(operands, along, i -> operands.shape(i).extent(along));
        }
    }

    /**
     * Tensors of the same shape stacked along a new axis.
     *
     * @param count how many inputs there are
     * @param axis the new axis, from the end of the output's axes if negative
     */
    public record Pack(int count, int axis) implements Mover {

        public static final OpType TYPE = Mover
                .type("PACK", 59, options -> new Pack(options.int32(0, 0), options.int32(1, 0))).inputs(1, OpType.ANY)
                .releases("1.11.0").since("1.14.0", INT8).since("2.3.0", INT16);

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int32(0, count).int32(1, axis);
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            int inputs = operands.inputs().size();
            require(inputs == count, () -> "it packs " + count + " tensors, but has " + inputs + " inputs");
            for (int i = 0; i < inputs; i++) {
                require(operands.has(i), () -> "one of its inputs is left out");
                Operands.requireSameType(operands.output(), operands.input(i));
                Operands.requireSameScale(operands.output(), operands.input(i));
            }
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape piece = operands.shape(0);
            for (int i = 1; i < operands.inputs().size(); i++) {
                Shape next = operands.shape(i);
                require(next.equals(piece), () -> piece + " and " + next + " cannot be stacked");
            }
            int at = Extents.axis(axis, piece.rank() + 1);
            return List.of(Mover.inserted(piece, at, operands.inputs().size()));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            return Joining.joined(operands, Extents.axis(axis, operands.output().shape().rank()), i -> 1);
        }
    }

    /**
     * The data taken apart along an axis, which goes; one output for each of its indices.
     *
     * @param count how many outputs there are
     * @param axis from the end if negative
     */
    public record Unpack(int count, int axis) implements Mover {

        public static final OpType TYPE = Mover
                .type("UNPACK", 64, options -> new Unpack(options.int32(0, 0), options.int32(1, 0)))
                .types(FLOAT32, INT32).outputs(1, OpType.ANY)
                .releases("1.11.0").since("1.14.0", INT8, UINT8).since("2.2.0", BOOL).since("2.3.0", INT16);

        @Override
        public OpType type() {
            return TYPE;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int32(0, count).int32(1, axis);
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            int outputs = operands.outputs().size();
            require(outputs == count, () -> "it unpacks " + count + " tensors, but has " + outputs + " outputs");
            operands.outputs().forEach(output -> Operands.requireSameScale(operands.input(0), output));
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(0);
            int at = Extents.axis(axis, data.rank());
            require(data.extent(at) == count, () -> "axis " + at + " of " + data + " does not unpack into " + count);
            return Collections.nCopies(count,
                    Shape.of(IntStream.range(0, data.rank()).filter(a -> a != at).map(data::extent).toArray()));
        }

        @Override
        public LoweredMove lower(Operands operands) {
            return Joining.split(operands, 0, Extents.axis(axis, operands.shape(0).rank()), i -> 1);
        }
    }

    /**
     * Pieces of the data along an axis, one for each output.
     *
     * <p>
     * Inputs of SPLIT, whose pieces are equal: the axis, from the end if negative; the data. Inputs of SPLIT_V: the data; the extent of
     * each piece, of which one may be -1 for what is left over; the axis.
     *
     * @param pieces how many
     * @param sized whether it is SPLIT_V
     */
    public record Split(int pieces, boolean sized) implements Mover {

        public static final OpType TYPE =
                Mover.type("SPLIT", 35, options -> equal(options.int32(0, 0))).inputs(2).data(1)
                        .shapedBy(0)
                        .outputs(1, OpType.ANY).since("1.14.0", INT8).since("1.14.0", INT32).since("2.3.0", INT16);
        public static final OpType TYPE_V = Mover.type("SPLIT_V", 79, options -> sized(options.int32(0, 0))).inputs(3)
                .shapedBy(1, 2).outputs(1, OpType.ANY).releases("1.13.1").since("2.3.0", INT8);

        private static final int EXTENTS = 1;

        /** Pieces of the same extent. */
        public static Split equal(int pieces) {
            return new Split(pieces, false);
        }

        /** Pieces whose extents an input gives. */
        public static Split sized(int pieces) {
            return new Split(pieces, true);
        }

        @Override
        public OpType type() {
            return sized ? TYPE_V : TYPE;
        }

        private int dataInput() {
            return type().data();
        }

        private int axisInput() {
            return sized ? 2 : 0;
        }

        @Override
        public Options options(Operands operands) {
            return Options.NONE.int32(0, pieces);
        }

        @Override
        public void check(Operands operands) {
            Mover.super.check(operands);
            require(operands.outputs().size() == pieces,
                    () -> "it splits into " + pieces + " pieces, but has " + operands.outputs().size() + " outputs");
            if (sized) {
                Extents.requireIndices(operands, EXTENTS);
            }
            require(operands.dtype(axisInput()) == DType.INT32, () -> "its axis must be int32");
        }

        private int axis(Operands operands) {
            return Extents.axis(Extents.single(operands, axisInput()), operands.shape(dataInput()).rank());
        }

        @Override
        public boolean mixesSamples(Operands operands) {
            return pieces > 1 && operands.knows(axisInput()) && axis(operands) == 0;
        }

        /** The extent of each piece. */
        private int[] extents(Operands operands) {
            Shape data = operands.shape(dataInput());
            int axis = axis(operands);
            if (sized) {
                return extents(operands.integers(EXTENTS), data.extent(axis));
            }
            require(pieces > 0 && data.extent(axis) % pieces == 0,
                    () -> "axis " + axis + " of " + data + " does not split into " + pieces + " equal pieces");
            var extents = new int[pieces];
            Arrays.fill(extents, data.extent(axis) / pieces);
            return extents;
        }

        /** Given extents with the open one filled in. */
        private int[] extents(long[] given, int whole) {
            long left = whole;
            int open = -1;
            boolean fits = given.length == pieces;
            for (int i = 0; i < given.length; i++) {
                if (given[i] == -1 && open < 0) {
                    open = i;
                } else {
                    fits &= given[i] >= 0 && given[i] <= left;
                    left -= fits ? given[i] : 0;
                }
            }
            require(fits && (open >= 0 || left == 0), () -> "the extent " + whole + " does not split into " + pieces
                    + " pieces of " + Arrays.toString(given));
            if (open >= 0) {
                given[open] = left;
            }
            return Arrays.stream(given).mapToInt(extent -> (int) extent).toArray();
        }

        @Override
        public List<Shape> outputShapes(Operands operands) {
            Shape data = operands.shape(dataInput());
            int axis = axis(operands);
            return Arrays.stream(extents(operands)).mapToObj(extent -> data.with(axis, extent)).toList();
        }

        @Override
        public LoweredMove lower(Operands operands) {
            int[] extents = extents(operands);
            return Joining.split(operands, dataInput(), axis(operands), i -> extents[i]);
        }
    }

    /** Makes the copy of a piece. */
    private interface Maker {
        Part part(int index, Shape piece, int start);
    }

    /**
     * The pieces of the data go to the outputs.
     *
     * @param data position of the input
     * @param extents of each piece along the axis
     */
    private static LoweredMove split(Operands operands, int data, int axis, IntUnaryOperator extents) {
        Shape whole = operands.shape(data);
        int[] strides = Extents.strides(whole);
        return pieces(whole, operands.outputs().size(), axis, extents, (i, piece, start) -> new Copied(data, i,
                StridedCopy.of(piece.toArray(), strides, start, Extents.strides(piece), 0)));
    }

    /** The inputs become the pieces of the output; uint8 codes of another scale by way of a table. */
    private static LoweredMove joined(Operands operands, int axis, IntUnaryOperator extents) {
        Shape whole = operands.output().shape();
        int[] strides = Extents.strides(whole);
        Optional<Quantization> to = operands.output().quantization();
        return pieces(whole, operands.inputs().size(), axis, extents, (i, piece, start) -> {
            var copy = StridedCopy.of(piece.toArray(), Extents.strides(piece), 0, strides, start);
            Optional<Quantization> from = operands.input(i).quantization();
            return operands.dtype(i) == DType.UINT8 && !from.equals(to)
                    ? new Recoded(i, copy, LoweredMove.recoding(from.orElseThrow(), to.orElseThrow()))
                    : new Copied(i, 0, copy);
        });
    }

    private static LoweredMove pieces(Shape whole, int count, int axis, IntUnaryOperator extents, Maker maker) {
        int[] strides = Extents.strides(whole);
        var parts = new ArrayList<Part>();
        int start = 0;
        for (int i = 0; i < count; i++) {
            Shape piece = whole.with(axis, extents.applyAsInt(i));
            parts.add(maker.part(i, piece, piece.elements() == 0 ? 0 : start * strides[axis]));
            start += piece.extent(axis);
        }
        return new Moved(parts);
    }
}
