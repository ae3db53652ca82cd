package dev.halfstep.op.elementwise;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.InverseRootCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * {@code 1 / sqrt(x)}. Int8 codes are computed as {@link InverseRootCodes} says, int16 codes go through a table; 0 gives the
 * largest code, and negative codes are refused when they come.
 */
public record Rsqrt() implements Op {

    public static final OpType TYPE = OpType.of("RSQRT", 0, new Rsqrt()).types(DType.FLOAT32, DType.INT8, DType.INT16)
            .releases("1.10.0", "2.5.0", "2.15.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return Unary.versionByWidth(operands);
    }

    @Override
    public void check(Operands operands) {
        Unary.check(operands);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Unary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return switch (operands.dtype(0)) {
            case FLOAT32 -> Unary.floats(buffers, Rsqrt::of);
            case INT8 -> int8(operands, buffers);
            case INT16 -> int16(operands, buffers);
            case FLOAT16, UINT8, INT4, INT32, INT64 -> throw new AssertionError(operands.dtype(0));
        };
    }

    private static float of(float x) {
        return 1 / (float) Math.sqrt(x);
    }

    private static Step int8(Operands operands, Buffers buffers) {
        Quantization source = operands.scale(0);
        Quantization target = operands.outputScale();
        float product = (float) Math.sqrt(source.scale()) * target.scale();
        var root = new InverseRootCodes(Binary.multiplier(1.0 / product), (int) source.zeroPoint(),
                (int) target.zeroPoint());
        return Unary.codes(operands, buffers,
                code -> InverseRootCodes.run(root, (int) notNegative(code, source.zeroPoint())));
    }

    private static Step int16(Operands operands, Buffers buffers) {
        float largest = Short.MAX_VALUE * operands.outputScale().scale();
        Step table = Unary.function(operands, buffers, x -> x <= 0 ? largest : of(x));
        short[] in = buffers.shortsIn(0);
        return () -> {
            for (short code : in) {
                notNegative(code, 0);
            }
            table.run();
        };
    }

    private static long notNegative(long code, long zero) {
        require(code >= zero, () -> "the square root of a negative number, the code " + code);
        return code;
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}
