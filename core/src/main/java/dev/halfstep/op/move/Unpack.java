package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

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
            .releases("1.11.0").since("1.14.0", INT8, UINT8).since("2.2.0").since("2.3.0", INT16);

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
        operands.outputs().forEach(output -> Mover.requireSameScale(operands.input(0), output));
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
        return Pieces.split(operands, 0, Extents.axis(axis, operands.shape(0).rank()), i -> 1);
    }
}
