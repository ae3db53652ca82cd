package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.ScaledSum;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** {@code (left - right)^2}, with broadcasting. Codes are subtracted as {@link ScaledSum} says; int32 are plain numbers. */
public record SquaredDifference() implements Op {

    public static final OpType TYPE = OpType.of("SQUARED_DIFFERENCE", 76, new SquaredDifference()).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.INT32).releases("1.13.1", "2.5.0");

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public int version(Operands operands) {
        return operands.dtype(LEFT) == DType.INT8 ? 2 : 1;
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
            case FLOAT32 -> Binary.floats(operands, buffers, (a, b) -> (a - b) * (a - b));
            case INT8 -> {
                ScaledSum sum = Binary.square(operands, ScaledSum.BITS_SQUARED);
                yield Binary.integers(operands, buffers, (a, b) -> ScaledSum.squaredDifference(sum, a, b));
            }
            case INT32 -> Binary.integers(operands, buffers, (a, b) -> (a - b) * (a - b));
            case FLOAT16, UINT8, INT4, INT16, INT64 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8);
    }
}
