package dev.halfstep.op.elementwise;

import dev.halfstep.lower.LoweredElements;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** An op on each element of one tensor. */
public interface UnaryOp extends Op {

    @Override
    default int version(Operands operands) {
        return type().version(operands.dtype(0));
    }

    @Override
    default void check(Operands operands) {
        Unary.check(operands);
    }

    @Override
    default List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    LoweredElements lower(Operands operands);
}
