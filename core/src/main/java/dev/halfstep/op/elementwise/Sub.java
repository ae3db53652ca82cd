package dev.halfstep.op.elementwise;

import static dev.halfstep.op.elementwise.Binary.LEFT;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.PowerOfTwoSum;
import dev.halfstep.lower.ScaledSum;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * {@code activation(left - right)}, with broadcasting. Codes are subtracted as {@link ScaledSum} says; int32 and int64 are plain numbers.
 *
 * @param activation fused into the op
 * @param powerOfTwoScales whether int16 codes with scales that are powers of two are shifted rather than rescaled; without
 *        meaning elsewhere
 */
public record Sub(Activation activation, boolean powerOfTwoScales) implements Op {

    public static final OpType TYPE = OpType.of("SUB", 28, Sub::read).inputs(2)
            .types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32, DType.INT64)
            .releases("1.6.0", "1.14.0", "2.3.0", "2.4.0", "2.4.0");

    private static final int ACTIVATION_FIELD = 0;
    private static final int POWER_OF_TWO_FIELD = 1;

    /** A subtraction as the converter makes it. */
    public static Sub with(Activation activation) {
        return new Sub(activation, false);
    }

    private static Sub read(OptionReader options) {
        return new Sub(Activation.of(options.int8(ACTIVATION_FIELD, 0)), options.int8(POWER_OF_TWO_FIELD, 1) != 0);
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int8(ACTIVATION_FIELD, activation.number())
                .int8(POWER_OF_TWO_FIELD, powerOfTwoScales ? 1 : 0, 1);
    }

    @Override
    public int version(Operands operands) {
        int version = switch (operands.dtype(LEFT)) {
            case INT16 -> powerOfTwoScales ? 1 : 5;
            case INT64 -> 4;
            case INT8 -> 2;
            case FLOAT32, FLOAT16, UINT8, INT4, INT32 -> 1;
        };
        return Binary.broadcastsHighRanks(operands) ? Math.max(version, 3) : version;
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
            case FLOAT32 -> Binary.floats(operands, buffers, activation, (a, b) -> a - b);
            case INT8, UINT8 -> codes(operands, buffers, ScaledSum.BITS_8);
            case INT16 -> int16(operands, buffers);
            case INT32 -> Binary.integers(operands, buffers, activation, (a, b) -> a - b);
            case INT64 -> Binary.longs(operands, buffers, activation, (a, b) -> a - b);
            case FLOAT16, INT4 -> throw new AssertionError(operands.dtype(LEFT));
        };
    }

    private Step int16(Operands operands, Buffers buffers) {
        if (powerOfTwoScales && Binary.hasPowerOfTwoScales(operands)) {
            PowerOfTwoSum sum = Binary.powerOfTwoSum(operands, activation);
            return Binary.integers(operands, buffers, (a, b) -> PowerOfTwoSum.subtract(sum, a, b));
        }
        return codes(operands, buffers, ScaledSum.BITS_16);
    }

    private Step codes(Operands operands, Buffers buffers, int bits) {
        ScaledSum sum = Binary.sum(operands, activation, bits);
        return Binary.integers(operands, buffers, (a, b) -> ScaledSum.subtract(sum, a, b));
    }

    @Override
    public Optional<Op> withActivation(Activation other) {
        return Optional.of(new Sub(other, powerOfTwoScales));
    }

    /** A file that holds floats says that scales would be powers of two, which they are not. */
    @Override
    public Op withActivations(DType codes) {
        return codes == DType.INT16 ? with(activation) : this;
    }

    @Override
    public QuantizationRule quantization() {
        return QuantizationRule.own(DType.INT8, DType.INT16);
    }
}
