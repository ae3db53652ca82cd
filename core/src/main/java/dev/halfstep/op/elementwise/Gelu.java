package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.kernel.elementwise.ErrorFunction;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/**
 * {@code x} times the part of a normal distribution below {@code x}. Codes go through a table.
 *
 * @param approximate whether a hyperbolic tangent takes the place of the error function
 */
public record Gelu(boolean approximate) implements Op {

    public static final OpType TYPE = OpType.of("GELU", 116, options -> new Gelu(options.bool(0)))
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16).releases("2.9.0", "2.9.0");

    private static final float ROOT_OF_HALF = (float) Math.sqrt(0.5);
    private static final float ROOT_OF_2_BY_PI = (float) Math.sqrt(2 / Math.PI);
    private static final float CUBIC = 0.044715f;

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.bool(0, approximate);
    }

    @Override
    public int version(Operands operands) {
        return switch (operands.dtype(0)) {
            case INT8, UINT8 -> 2;
            case FLOAT32, FLOAT16, INT4, INT16, INT32, INT64 -> 1;
        };
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
        return Unary.function(operands, buffers, approximate ? Gelu::approximate : Gelu::exact);
    }

    /** {@code x erfc(-x / sqrt(2)) / 2}. */
    private static float exact(float x) {
        return 0.5f * x * (float) ErrorFunction.complementary(x * -ROOT_OF_HALF);
    }

    /** {@code x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2}. */
    private static float approximate(float x) {
        return 0.5f * x * (1 + (float) Math.tanh(ROOT_OF_2_BY_PI * (x + CUBIC * x * x * x)));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}
