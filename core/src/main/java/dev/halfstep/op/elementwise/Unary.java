package dev.halfstep.op.elementwise;

import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Quantization;

/** What ops on each element of one tensor have in common. */
public final class Unary {

    /** TensorFlow Lite's codes for what lies between 0 and 1. */
    public static final Quantization SHARES_INT8 = Quantization.perTensor(1f / 256, -128);
    public static final Quantization FRACTIONS_INT16 = Quantization.perTensor(1f / 32_768, 0);

    private Unary() {}

    /**
     * Input and output have the same type, and a scale each if that is a type of codes.
     *
     * @throws dev.halfstep.problem.Problem if not
     */
    public static void check(Operands operands) {
        Operands.requireAlike(operands.input(0), operands.output());
    }
}
