package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;
import static dev.halfstep.op.elementwise.Binary.RIGHT;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.ScaledProduct;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * {@code activation(left * right)}, with broadcasting. Codes are multiplied as {@link ScaledProduct} says; int16 without a scale,
 * int32 and int64 are plain numbers.
 *
 * @param activation fused into the op
 */
public record Mul(Activation activation) implements Op {

    public static final OpType TYPE = OpType.of("MUL", 21, options -> new Mul(Activation.of(options.int8(0, 0)))).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32, DType.INT64)
            .releases("1.5.0", "1.14.0", "1.15.0", "2.3.0", "2.6.0", "2.11.0", "2.13.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(0, activation.number());
    }

    @Override
    public int version(Operands operands) {
        return switch (operands.dtype(LEFT)) {
            case INT64 -> 5;
            case INT16 -> Binary.isPlainInt16(operands) ? 7 : 4;
            case INT8 -> scale(operands) >= 1 ? 3 : 2;
            case UINT8 -> scale(operands) >= 1 ? 3 : 1;
            case FLOAT32, FLOAT16, INT4, INT32 -> 1;
        };
    }

    /** From the scale of the bare product to the output's, in single precision as TensorFlow Lite has it. */
    private static float scale(Operands operands) {
        return operands.scale(LEFT).scale() * operands.scale(RIGHT).scale() / operands.outputScale().scale();
    }

    @Override
    public void check(Operands operands) {
        if (Binary.isPlainInt16(operands)) {
            Binary.requireSameTypes(operands);
        } else {
            Binary.requireAlike(operands);
        }
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Binary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return switch (operands.dtype(LEFT)) {
            case FLOAT32 -> Binary.floats(operands, buffers, activation, (a, b) -> a * b);
            case INT8, UINT8 -> codes(operands, buffers);
            case INT16 -> Binary.isPlainInt16(operands)
                    ? Binary.integers(operands, buffers, activation, (a, b) -> a * b)
                    : codes(operands, buffers);
            case INT32 -> Binary.integers(operands, buffers, activation, (a, b) -> a * b);
            case INT64 -> Binary.longs(operands, buffers, activation, (a, b) -> a * b);
            case FLOAT16, INT4 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    private Step codes(Operands operands, Buffers buffers) {
        ScaledProduct product = Binary.product(operands, activation, scale(operands));
        return Binary.integers(operands, buffers, (a, b) -> ScaledProduct.multiply(product, a, b));
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new Mul(other));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}
