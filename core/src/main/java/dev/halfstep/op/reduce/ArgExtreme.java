package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.ExtremeIndex;
import dev.halfstep.lower.LoweredReduction.Reduction;
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
import java.util.List;
import java.util.stream.IntStream;

/**
 * ARG_MAX or ARG_MIN: where along an axis the largest or the smallest element is, the first of equal ones. Inputs: the data; the axis,
 * from the end if negative.
 *
 * @param largest whether it is the former
 * @param indices the output's type, int32 or int64
 */
public record ArgExtreme(boolean largest, DType indices) implements Op {

    public static final OpType MAX = type("ARG_MAX", 40, true);
    public static final OpType MIN = type("ARG_MIN", 57, false);

    private static final int AXIS = 1;

    private static OpType type(String name, int optionsType, boolean largest) {
        return OpType.of(name, optionsType, options -> read(largest, options)).inputs(2).shapedBy(AXIS)
                .since("1.9.0", FLOAT32, UINT8, INT32).since("1.14.0", INT8).since("2.9.0", BOOL)
                .quantized(QuantizationRule.own(INT8));
    }

    private static ArgExtreme read(boolean largest, OptionReader options) {
        int number = options.int8(0, 0);
        return switch (number) {
            case TypeNumbers.INT32 -> new ArgExtreme(largest, INT32);
            case TypeNumbers.INT64 -> new ArgExtreme(largest, INT64);
            default -> throw Problem.of("indices of type number " + number + " are not supported");
        };
    }

    @Override
    public OpType type() {
        return largest ? MAX : MIN;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(0, indices == INT64 ? TypeNumbers.INT64 : TypeNumbers.INT32);
    }

    @Override
    public void check(Operands operands) {
        Extents.requireIndices(operands, AXIS);
        require(operands.output().dtype() == indices,
                () -> Operands.notATypeOf(operands.output(), "what the op says: " + indices.label()));
    }

    private static int axis(Operands operands) {
        return Extents.axis(Extents.single(operands, AXIS), operands.shape(0).rank());
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        return !operands.knows(AXIS) || axis(operands) == 0;
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        Shape data = operands.shape(0);
        int axis = axis(operands);
        require(data.extent(axis) > 0, () -> "axis " + axis + " of " + data + " has no element");
        return List.of(Shape.of(IntStream.range(0, data.rank()).filter(a -> a != axis).map(data::extent).toArray()));
    }

    /** The best element for each result. */
    @Override
    public long preparedBytes(Operands operands) {
        return (long) operands.output().shape().elements() * Integer.BYTES;
    }

    @Override
    public LoweredReduction lower(Operands operands) {
        Shape data = operands.shape(0);
        int axis = axis(operands);
        var reduced = new boolean[data.rank()];
        reduced[axis] = true;
        return new ExtremeIndex(
                Reduction.of(data.toArray(), reduced, operands.output().shape().elements()), largest,
                operands.dtype(0), indices, data.extent(axis), Extents.product(data, axis + 1, data.rank()));
    }
}
