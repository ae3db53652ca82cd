package dev.halfstep.op.elementwise;

import dev.halfstep.lower.LoweredElements;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;

/** An op on each element of one tensor. */
public interface UnaryOp extends Op {

    @Override
    default void check(Operands operands) {
        Unary.check(operands);
    }

    @Override
    LoweredElements lower(Operands operands);
}
