package dev.halfstep.op.elementwise;

import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** An op on the elements of two operands, whose shapes are broadcast to each other. */
public interface BinaryOp extends Op {

    @Override
    default List<Shape> outputShapes(Operands operands) {
        return Binary.outputShapes(operands);
    }

    @Override
    LoweredPairs lower(Operands operands);
}
