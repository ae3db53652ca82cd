package dev.halfstep.op.reduce;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;

/** What ops along the last axis have in common. */
final class Rows {

    private Rows() {}

    /**
     * Makes sure that there is an axis.
     *
     * @throws dev.halfstep.problem.Problem if the shape is that of a scalar
     */
    static void requireAxis(Op op, Operands operands) {
        require(operands.shape(0).rank() > 0, () -> op.name() + " needs an axis to run along");
    }

    /**
     * Makes sure that the output has the codes that the kernel makes.
     *
     * @throws dev.halfstep.problem.Problem if not
     */
    static void requireOutput(Op op, Operands operands, Quantization needed) {
        require(operands.outputScale().equals(needed),
                () -> "the output of " + op.name() + " has " + operands.outputScale() + ", not " + needed);
    }

    static int depth(Operands operands) {
        return operands.shape(0).lastExtent();
    }

    static int count(Operands operands) {
        Shape shape = operands.shape(0);
        return shape.lastExtent() == 0 ? 0 : shape.elements() / shape.lastExtent();
    }
}
