package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

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

    public static final OpType TYPE = Mover.type("CONCATENATION", 10, Concatenation::read).inputs(1, OpType.ANY)
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
                Mover.requireSameScale(output, input);
            }
        }
    }

    /** TFLite joins int16 codes of any scales as they are. */
    private static void requireNoZeroPoint(TensorInfo input) {
        Optional<Quantization> q = input.quantization();
        require(q.isEmpty() || (q.get().channels() == 1 && q.get().zeroPoint() == 0),
                () -> "'" + input.name() + "' is int16 with a zero point other than 0");
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
        return Pieces.joined(operands, along, i -> operands.shape(i).extent(along));
    }
}
