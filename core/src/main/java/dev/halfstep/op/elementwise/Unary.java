package dev.halfstep.op.elementwise;

import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

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

    public static List<Shape> outputShapes(Operands operands) {
        return List.of(operands.shape(0));
    }

    /** The version of an op that came to int8 with its second version, and to int16 with its third. */
    public static int versionByWidth(Operands operands) {
        return operands.dtype(0) == DType.INT16 ? 3 : operands.dtype(0) == DType.INT8 ? 2 : 1;
    }

    /** The version of an op that came to both int8 and int16 with its second version. */
    public static int versionForCodes(Operands operands) {
        return operands.dtype(0) == DType.INT8 || operands.dtype(0) == DType.INT16 ? 2 : 1;
    }
}
