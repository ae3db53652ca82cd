package dev.halfstep.op;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What quantizing has to know of an op.
 *
 * @param types the types of activations for which it has integer kernels: int8, int16, or none where it stays in float
 * @param scales how the scales of inputs and outputs hang together
 * @param fixed the codes of its output where they do not depend on what calibration saw
 * @param weights its weights and bias, if it has any
 * @param limit what the scales of its inputs must be below; infinite where any will do
 */
public record QuantizationRule(Set<DType> types, Scales scales, Map<DType, Quantization> fixed,
        Optional<Weights> weights, double limit) {

    /** It has no integer form. */
    public static final QuantizationRule NONE =
            new QuantizationRule(Set.of(), Scales.OWN, Map.of(), Optional.empty());

    /** TensorFlow Lite's codes for what lies between 0 and 1. */
    public static final Quantization SHARES_INT8 = Quantization.perTensor(1f / 256, -128);
    public static final Quantization FRACTIONS_INT16 = Quantization.perTensor(1f / 32_768, 0);

    /** How the scales of an op's inputs and outputs hang together. */
    public enum Scales {
        /** Each has its own, and the kernel rescales. */
        OWN,
        /** All float inputs and outputs share one: the kernel moves codes about. */
        SHARED
    }

    /**
     * Constant operands that are coded in their own way: weights symmetric in -127..127, the bias in units of input scale times
     * weight scale.
     *
     * @param data position of the input that is multiplied by the weights
     * @param weights position of the weights
     * @param bias position of the bias, which may be left out
     * @param axis the weights' axis that has an index for each output channel
     */
    public record Weights(int data, int weights, int bias, int axis) {}

    public QuantizationRule {
        types = types.isEmpty() ? Set.of() : EnumSet.copyOf(types);
        fixed = Map.copyOf(fixed);
    }

    /** An op whose inputs may have any scales. */
    private QuantizationRule(Set<DType> types, Scales scales, Map<DType, Quantization> fixed,
            Optional<Weights> weights) {
        this(types, scales, fixed, weights, Double.POSITIVE_INFINITY);
    }

    /** This rule for inputs whose scales must be below a limit. */
    public QuantizationRule withLimit(double limitOfScales) {
        return new QuantizationRule(types, scales, fixed, weights, limitOfScales);
    }

    /** An op whose kernels take any scales. */
    public static QuantizationRule own(DType... types) {
        return new QuantizationRule(Set.of(types), Scales.OWN, Map.of(), Optional.empty());
    }

    /** An op whose inputs and outputs must share a scale. */
    public static QuantizationRule shared(DType... types) {
        return new QuantizationRule(Set.of(types), Scales.SHARED, Map.of(), Optional.empty());
    }

    /** An op whose output has the same codes whatever goes in; one quantization for each type it has kernels for. */
    public static QuantizationRule fixed(Map<DType, Quantization> outputs) {
        return new QuantizationRule(outputs.keySet(), Scales.OWN, outputs, Optional.empty());
    }

    /** An op with weights, for int8 and int16 activations. */
    public static QuantizationRule weighted(Weights weights) {
        return new QuantizationRule(Set.of(DType.INT8, DType.INT16), Scales.OWN, Map.of(), Optional.of(weights));
    }
}
