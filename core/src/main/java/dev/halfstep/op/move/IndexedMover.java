package dev.halfstep.op.move;

import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;

/** A mover with operands of int32 or int64 that decide the output's shape. */
interface IndexedMover extends Mover {

    @Override
    default void check(Operands operands) {
        Mover.super.check(operands);
        shapeOperands().forEach(input -> Extents.requireIndices(operands, input));
    }
}
