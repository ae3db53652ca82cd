package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Tensors of the same shape stacked along a new axis.
 *
 * @param count how many inputs there are
 * @param axis the new axis, from the end of the output's axes if negative
 */
public record Pack(int count, int axis) implements Mover {

    public static final OpType TYPE = Mover
            .type("PACK", 59, options -> new Pack(options.int32(0, 0), options.int32(1, 0))).inputs(1, OpType.ANY)
            .releases("1.11.0", "1.14.0", "2.3.0");

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
            Mover.requireSameType(operands.output(), operands.input(i));
            Mover.requireSameScale(operands.output(), operands.input(i));
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
        long[] extents = Extents.longs(piece);
        return List.of(Extents.shape(LongStream.concat(
                LongStream.concat(LongStream.of(extents).limit(at), LongStream.of(operands.inputs().size())),
                LongStream.of(extents).skip(at)).toArray()));
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return Pieces.stack(operands, buffers, Extents.axis(axis, operands.output().shape().rank()));
    }

    @Override
    public int version(Operands operands) {
        return Mover.version(operands.dtype(0));
    }
}
