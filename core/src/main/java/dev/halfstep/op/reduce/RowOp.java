package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** What ops along the last axis have in common: input and output have the same type, and codes of the output are fixed. */
interface RowOp extends Op {

    @Override
    default List<Shape> outputShapes(Operands operands) {
        require(operands.shape(0).rank() > 0, () -> name() + " needs an axis to run along");
        return List.of(operands.shape(0));
    }

    @Override
    default boolean mixesSamples(Operands operands) {
        return operands.shape(0).rank() == 1;
    }

    /** What int8 codes of the output always stand for; those of uint8 are moved by 128. */
    Quantization int8Codes();

    @Override
    default void check(Operands operands) {
        Op.super.check(operands);
        if (operands.dtype(0).isCode()) {
            Quantization needed = operands.dtype(0) == DType.INT8 ? int8Codes()
                    : Quantization.perTensor(int8Codes().scale(), int8Codes().zeroPoint() - Byte.MIN_VALUE);
            require(operands.outputScale().equals(needed),
                    () -> "the output of " + name() + " has " + operands.outputScale() + ", not " + needed);
        }
    }

    /** How many numbers a row has. */
    static int depth(Operands operands) {
        return operands.shape(0).lastExtent();
    }

    /** How many rows there are. */
    static int rows(Operands operands) {
        Shape shape = operands.shape(0);
        return shape.lastExtent() == 0 ? 0 : shape.elements() / shape.lastExtent();
    }
}
