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
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * {@code activation(left / right)}, with broadcasting. Codes are divided as {@link ScaledProduct} says; int32 numbers are cut off
 * towards zero. A float quotient that is infinite becomes the largest float. Integers are not divided by zero; TensorFlow Lite
 * 2.21 refuses the code 0 instead of the zero point.
 *
 * @param activation fused into the op
 */
public record Div(Activation activation) implements Op {

    public static final OpType TYPE = OpType.of("DIV", 29, options -> new Div(Activation.of(options.int8(0, 0)))).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32).releases("1.6.0", "2.3.0");

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
        return Binary.broadcastsHighRanks(operands) ? 2 : 1;
    }

    @Override
    public void check(Operands operands) {
        Binary.requireAlike(operands);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return Binary.outputShapes(operands);
    }

    @Override
    public Step prepare(Operands operands, Buffers buffers) {
        return switch (operands.dtype(LEFT)) {
            case FLOAT32 -> Binary.floats(operands, buffers, activation, (a, b) -> a / b);
            case INT8, UINT8, INT16 -> codes(operands, buffers);
            case INT32 -> Binary.integers(operands, buffers, activation, (a, b) -> a / nonzero(b, 0));
            case INT64, FLOAT16, INT4 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    private Step codes(Operands operands, Buffers buffers) {
        float scale = operands.scale(LEFT).scale()
                / (operands.scale(RIGHT).scale() * operands.outputScale().scale());
        ScaledProduct quotient = Binary.product(operands, activation, scale);
        return Binary.integers(operands, buffers,
                (a, b) -> ScaledProduct.divide(quotient, a, nonzero(b, quotient.rightZero())));
    }

    /** Where floats become infinite, integers have no quotient. */
    static int nonzero(int divisor, int zero) {
        if (divisor == zero) {
            throw Problem.of("division by zero");
        }
        return divisor;
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new Div(other));
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8);
    }
}
