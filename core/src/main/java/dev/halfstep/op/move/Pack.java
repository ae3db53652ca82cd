package dev.halfstep.op.move;

import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Shape;
import java.util.List;

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
        return List.of(Mover.inserted(piece, at, operands.inputs().size()));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        return Pieces.joined(operands, Extents.axis(axis, operands.output().shape().rank()), i -> 1);
    }
}
