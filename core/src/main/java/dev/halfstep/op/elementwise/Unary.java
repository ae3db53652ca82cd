package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.CodeTable;
import dev.halfstep.lower.InterpolatedTable;
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
        return switch (operands.dtype(0)) {
            case INT16 -> 3;
            case INT8 -> 2;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
    }

    /** The version of an op that came to both int8 and int16 with its second version. */
    public static int versionForCodes(Operands operands) {
        return switch (operands.dtype(0)) {
            case INT8, INT16 -> 2;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32, INT64 -> 1;
        };
    }

    static CodeTable.Scale scale(Quantization quantization) {
        return new CodeTable.Scale(quantization.scale(), (int) quantization.zeroPoint());
    }

    static Step floats(Buffers buffers, CodeTable.Function function) {
        float[] in = buffers.floatsIn(0);
        float[] out = buffers.floatsOut();
        return () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = function.apply(in[i]);
            }
        };
    }

    /** A function by way of a table where the data are codes. */
    static Step function(Operands operands, Buffers buffers, CodeTable.Function function) {
        return switch (operands.dtype(0)) {
            case FLOAT32 -> floats(buffers, function);
            case INT8, UINT8 -> bytes(operands, buffers, function);
            case INT16 -> shorts(operands, buffers, function);
            case FLOAT16, INT4, INT32, INT64 -> throw new AssertionError(operands.dtype(0));
        };
    }

    private static Step bytes(Operands operands, Buffers buffers, CodeTable.Function function) {
        DType dtype = operands.dtype(0);
        byte[] table = CodeTable.of(scale(operands.scale(0)), scale(operands.outputScale()), (int) dtype.min(),
                (int) dtype.max(), function);
        byte[] in = buffers.bytesIn(0);
        byte[] out = buffers.bytesOut();
        return () -> CodeTable.run(table, in, out);
    }

    private static Step shorts(Operands operands, Buffers buffers, CodeTable.Function function) {
        short[] table =
                InterpolatedTable.ofFloats(operands.scale(0).scale(), operands.outputScale().scale(), function);
        short[] in = buffers.shortsIn(0);
        short[] out = buffers.shortsOut();
        return () -> InterpolatedTable.run(table, in, out);
    }

    /** A function of integers of any type. */
    @FunctionalInterface
    interface Codes {
        long apply(long code);
    }

    /** Integers that the function gives must be of the type. */
    static Step codes(Operands operands, Buffers buffers, Codes function) {
        IntegerArray in = IntegerArray.of(operands.dtype(0), buffers.in(0));
        IntegerArray out = IntegerArray.of(operands.dtype(0), buffers.out(0));
        int length = operands.shape(0).elements();
        return () -> {
            for (int i = 0; i < length; i++) {
                out.set(i, function.apply(in.get(i)));
            }
        };
    }
}
