package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** What ops along the last axis have in common. */
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

    /**
     * Makes sure that the output has the codes that the kernel makes.
     *
     * @throws dev.halfstep.problem.Problem if not
     */
    default void requireOutput(Operands operands, Quantization needed) {
        require(operands.outputScale().equals(needed),
                () -> "the output of " + name() + " has " + operands.outputScale() + ", not " + needed);
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
