package dev.halfstep.op.elementwise;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code x}, held between two ends. Codes are rescaled with the two roundings of {@link FixedPoint}. */
@SuppressWarnings("ImmutableEnumChecker") // Functions, and a record that has no setter.
public enum Relu implements Op {
    RELU(0, Float.POSITIVE_INFINITY, true, "1.5.0", "2.1.0", "2.5.0"),
    RELU6(0, 6, true, "1.5.0", "1.14.0", "2.5.0"),
    RELU_N1_TO_1(-1, 1, false, "1.5.0"),
    RELU_0_TO_1(0, 1, false, "2.10.0");

    private final float min;
    private final float max;
    private final boolean wide;
    private final OpType type;

    Relu(float min, float max, boolean wide, String... releases) {
        this.min = min;
        this.max = max;
        this.wide = wide;
        OpType narrow = OpType.of(name(), 0, this).types(DType.FLOAT32, DType.INT8, DType.UINT8);
        type = (wide ? narrow.types(DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16) : narrow).releases(releases);
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
    public int version(Operands operands) {
        return switch (operands.dtype(0)) {
            case INT16 -> 3;
            case INT8 -> wide ? 2 : 1;
            case UINT8 -> this == RELU ? 2 : 1;
            case FLOAT32, FLOAT16, INT4, INT32, INT64 -> 1;
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
        if (operands.dtype(0) == DType.FLOAT32) {
            return Unary.floats(buffers, x -> Math.min(Math.max(x, min), max));
        }
        Quantization source = operands.scale(0);
        Quantization target = operands.outputScale();
        DType dtype = operands.dtype(0);
        Multiplier multiplier = Binary.multiplier(source.scale() / target.scale());
        long lowest = target.quantize(min, dtype);
        long highest = Float.isInfinite(max) ? dtype.max() : target.quantize(max, dtype);
        return Unary.codes(operands, buffers, code -> Math.clamp(
                FixedPoint.multiply((int) (code - source.zeroPoint()), multiplier) + target.zeroPoint(), lowest,
                highest));
    }

    @Override
    public QuantizationRule quantization() {
        return wide ? QuantizationRule.own(DType.INT8, DType.INT16) : QuantizationRule.own(DType.INT8);
    }
}
