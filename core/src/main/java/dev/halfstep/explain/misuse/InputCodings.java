package dev.halfstep.explain.misuse;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How somebody's code makes input codes of real values. A model that takes real values leaves nothing to do wrong.
 *
 * <p>
 * Where the input has one scale, the number that is rounded is {@code value / scale + zeroPoint}, computed in {@code float} as NumPy
 * does; where each feature has codes of its own, it is {@code (value - offset) / step}, and its code lies above the type's smallest
 * by as much. A cast truncates towards zero and keeps the lowest bits. The other formulas are those found in published code.
 */
final class InputCodings {

    private static final double OFTEN = 2;
    private static final double SELDOM = 0.4;

    private final Interface.Port port;
    private final DType dtype;
    private final Quantization quantization;

    private InputCodings(Interface.Port port) {
        this.port = port;
        dtype = port.tensor().dtype();
        quantization = port.tensor().quantization().orElseThrow();
    }

    /** The code that somebody makes of a value, within the type's range. */
    private interface Coding {
        long code(int slot, float value);
    }

    /** A number that somebody takes for a code. */
    private interface Formula {
        float of(float value);
    }

    /** Every way, the right one first. */
    static List<Variant<Function<Tensor, Value>>> of(Interface.Port port) {
        var variants = new ArrayList<Variant<Function<Tensor, Value>>>();
        variants.add(Variant.right(port::encode));
        if (port.tensor().quantization().isPresent()) {
            variants.addAll(new InputCodings(port).wrong());
        }
        return List.copyOf(variants);
    }

    private List<Variant<Function<Tensor, Value>>> wrong() {
        var variants = new ArrayList<Variant<Function<Tensor, Value>>>();
        variants.add(variant(Misuse.Kind.TRUNCATED_INPUTS, "input codes truncated instead of rounded",
                (slot, value) -> dtype.saturate(truncated(slot, value))));
        variants.add(variant(Misuse.Kind.WRAPPED_INPUTS, "input codes wrapped instead of saturated",
                (slot, value) -> wrapped(nearest(slot, value), dtype)));
        variants.add(variant(Set.of(Misuse.Kind.TRUNCATED_INPUTS, Misuse.Kind.WRAPPED_INPUTS),
                "input codes truncated and wrapped, as a cast does",
                (slot, value) -> wrapped(truncated(slot, value), dtype)));
        variants.addAll(unscaled());
        if (port.features().isEmpty() && quantization.zeroPoint() != 0) {
            variants.addAll(byOtherFormulas());
        }
        variants.addAll(ofOtherSign());
        if (port.features().filter(f -> f.slots().size() == f.features()).isPresent()) {
            variants.addAll(byTensorScale());
        }
        return variants;
    }

    private List<Variant<Function<Tensor, Value>>> unscaled() {
        return List.of(
                variant(Misuse.Kind.UNSCALED_INPUTS,
                        "inputs cast to " + dtype.label() + " without scale and zero point",
                        (slot, value) -> cast(value)).times(OFTEN),
                variant(Misuse.Kind.UNSCALED_INPUTS,
                        "inputs clipped to " + dtype.label() + " without scale and zero point",
                        (slot, value) -> dtype.saturate((long) value)).times(SELDOM));
    }

    /** The formulas that stand in people's code for {@code value / scale + zeroPoint}, each with what follows it there. */
    private List<Variant<Function<Tensor, Value>>> byOtherFormulas() {
        float scale = quantization.scale();
        long zeroPoint = quantization.zeroPoint();
        var variants = new ArrayList<Variant<Function<Tensor, Value>>>();
        variants.addAll(formula(Misuse.Kind.NO_ZERO_POINT, "without the zero point", value -> value / scale));
        variants.addAll(formula(Misuse.Kind.OTHER_FORMULA, "as (value - zero point) / scale",
                value -> (value - zeroPoint) / scale));
        variants.addAll(formula(Misuse.Kind.OTHER_FORMULA, "as value * scale + zero point",
                value -> value * scale + zeroPoint));
        variants.addAll(formula(Misuse.Kind.OTHER_FORMULA, "as (value - zero point) * scale",
                value -> (value - zeroPoint) * scale));
        return variants;
    }

    private List<Variant<Function<Tensor, Value>>> formula(Misuse.Kind kind, String how, Formula formula) {
        String name = "input codes made " + how;
        return List.of(
                variant(kind, name,
                        (slot, value) -> dtype.saturate(Math.round((double) formula.of(value)))).times(SELDOM),
                variant(kind, name + ", and cast", (slot, value) -> cast(formula.of(value))).times(SELDOM));
    }

    private List<Variant<Function<Tensor, Value>>> ofOtherSign() {
        return otherSign(dtype).stream().flatMap(other -> Stream.of(
                variant(Misuse.Kind.OTHER_SIGN, "input codes saturated as " + other.label(),
                        (slot, value) -> wrapped(other.saturate(nearest(slot, value)), dtype)),
                variant(Misuse.Kind.OTHER_SIGN, "input codes made for a zero point of " + other.label(),
                        (slot, value) -> wrapped(dtype.saturate(nearest(slot, value)) - dtype.min() + other.min(),
                                dtype))
                        .times(SELDOM)))
                .toList();
    }

    /** What comes of taking the scale of 1 in the file for that of the values. With more slots than features it would not fit. */
    private List<Variant<Function<Tensor, Value>>> byTensorScale() {
        String name = "input codes made with the tensor's scale of 1";
        return List.of(
                variant(Misuse.Kind.TENSOR_SCALE_INPUTS, name, (slot, value) -> quantization.quantize(value, dtype)),
                variant(Set.of(Misuse.Kind.TENSOR_SCALE_INPUTS, Misuse.Kind.WRAPPED_INPUTS), name + ", and wrapped",
                        (slot, value) -> wrapped(quantization.nearest(value, 0), dtype)),
                variant(Set.of(Misuse.Kind.TENSOR_SCALE_INPUTS, Misuse.Kind.WRAPPED_INPUTS,
                        Misuse.Kind.TRUNCATED_INPUTS), name + ", truncated and wrapped",
                        (slot, value) -> wrapped((long) value + quantization.zeroPoint(), dtype)));
    }

    private Variant<Function<Tensor, Value>> variant(Misuse.Kind kind, String name, Coding coding) {
        return variant(Set.of(kind), name, coding);
    }

    private Variant<Function<Tensor, Value>> variant(Set<Misuse.Kind> kinds, String name, Coding coding) {
        return Variant.wrong(kinds, name, rows -> encoded(rows, coding));
    }

    private Codes encoded(Tensor rows, Coding coding) {
        int count = rows.shape().extent(0);
        int features = InputValues.width(rows);
        int slots = port.features().map(f -> f.slots().size()).orElse(features);
        Shape shape = port.features().isPresent() ? Shape.of(count, slots) : rows.shape();
        var codes = new long[Math.multiplyExact(count, slots)];
        for (int i = 0; i < codes.length; i++) {
            int slot = i % slots;
            int feature = port.features().map(f -> f.slots().get(slot).feature()).orElse(slot);
            codes[i] = coding.code(slot, rows.values()[i / slots * features + feature]);
        }
        return Codes.of(dtype, shape, codes, quantization);
    }

    /** The nearest code, before it is fitted into the type. */
    private long nearest(int slot, float value) {
        return port.features().map(f -> (long) slot(f, slot).nearest(value) + dtype.min())
                .orElseGet(() -> quantization.nearest(value, 0));
    }

    private long truncated(int slot, float value) {
        return port.features().map(f -> (long) ((value - slot(f, slot).offset()) / slot(f, slot).step()) + dtype.min())
                .orElseGet(() -> (long) (value / quantization.scale() + quantization.zeroPoint()));
    }

    /**
     * What a cast of a real number leaves: as NumPy and C have it on most machines, through a whole number of 32 bits, of which one
     * that does not fit has no lowest bits.
     */
    private long cast(float value) {
        return wrapped(Math.abs(value) < -(float) Integer.MIN_VALUE ? (long) value : 0, dtype);
    }

    private static FeatureCodes.Slot slot(FeatureCodes features, int slot) {
        return features.slots().get(slot);
    }

    /** The type of as many bits that a type may be mistaken for. */
    static Optional<DType> otherSign(DType dtype) {
        return switch (dtype) {
            case UINT8 -> Optional.of(DType.INT8);
            case INT8 -> Optional.of(DType.UINT8);
            case INT4, INT16, INT32, INT64, BOOL, FLOAT32, FLOAT16 -> Optional.empty();
        };
    }

    /** What is left of an integer in the lowest bits of a type; all of it in one of 64, whose codes are more than can be counted. */
    static long wrapped(long code, DType dtype) {
        return dtype == DType.INT64 ? code
                : dtype.min() + Math.floorMod(code - dtype.min(), dtype.max() - dtype.min() + 1);
    }
}
