package dev.halfstep.op.elementwise;

import static dev.halfstep.tensor.DType.FLOAT32;
import static dev.halfstep.tensor.DType.INT16;
import static dev.halfstep.tensor.DType.INT8;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.RealFunction.Clamp;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code x}, held between two ends. Codes are rescaled. */
@SuppressWarnings("ImmutableEnumChecker") // a record that has no setter
public enum Relu implements Op {
    RELU(0, Float.POSITIVE_INFINITY,
            type -> type.since("1.5.0", FLOAT32).since("2.1.0", INT8, UINT8).since("2.5.0", INT16)),
    RELU6(0, 6, type -> type.since("1.5.0", FLOAT32, UINT8).since("1.14.0", INT8).since("2.5.0", INT16)),
    RELU_N1_TO_1(-1, 1, type -> type.since("1.5.0", FLOAT32, INT8, UINT8)),
    RELU_0_TO_1(0, 1, type -> type.since("2.10.0", FLOAT32, INT8, UINT8));

    private final float min;
    private final float max;
    private final OpType type;

    Relu(float min, float max, UnaryOperator<OpType> versions) {
        this.min = min;
        this.max = max;
        OpType row = versions.apply(OpType.of(name(), 0, this));
        type = row.quantized(
                row.types().contains(INT16) ? QuantizationRule.own(INT8, INT16) : QuantizationRule.own(INT8));
    }

    /** The smallest value it gives. */
    public float min() {
        return min;
    }

    /** The largest value it gives. */
    public float max() {
        return max;
    }

    /** The activation that does the same within another op; empty if there is none. */
    public Optional<Activation> fused() {
        return Arrays.stream(Activation.values()).filter(activation -> activation.name().equals(name())).findFirst();
    }

    @Override
    public OpType type() {
        return type;
    }

    @Override
    public LoweredElements lower(Operands operands) {
        var lowering = new ElementLowering(operands);
        if (operands.dtype(0) == FLOAT32) {
            return lowering.function(new Clamp(min, max));
        }
        Quantization target = operands.outputScale();
        return lowering.clamped(target.quantize(min, operands.dtype(0)),
                Float.isInfinite(max) ? operands.dtype(0).max() : target.quantize(max, operands.dtype(0)));
    }
}
