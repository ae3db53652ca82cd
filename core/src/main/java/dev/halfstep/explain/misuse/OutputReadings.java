package dev.halfstep.explain.misuse;

import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How somebody's code reads what a model gives. Real values can be read in one way only; codes can be taken for values, their bytes
 * for those of the type with the other sign, and {@code (code - zeroPoint) * scale} can be written otherwise: as it is here, it is
 * found in published code. Where an output has several copies, whatever they are read as is averaged.
 */
final class OutputReadings {

    private static final double MOST_OFTEN = 4;
    private static final double SELDOM = 0.5;

    private final Interface.Port port;
    private final DType dtype;
    private final Quantization quantization;

    private OutputReadings(Interface.Port port) {
        this.port = port;
        dtype = port.tensor().dtype();
        quantization = port.tensor().quantization().orElseThrow();
    }

    /** A value that somebody makes of a code. */
    private interface Reading {
        double value(long code);
    }

    /**
     * Every way, the right one first: from the model's output to one value for each target and row.
     *
     * @param input whose scale and zero point may be taken for the output's
     */
    static List<Variant<Function<Value, float[]>>> of(Interface.Port port, Interface.Port input) {
        var variants = new ArrayList<Variant<Function<Value, float[]>>>();
        variants.add(Variant.right(output -> port.decode(output).values()));
        if (port.tensor().quantization().isPresent()) {
            variants.addAll(new OutputReadings(port).wrong(input));
        }
        return List.copyOf(variants);
    }

    private List<Variant<Function<Value, float[]>>> wrong(Interface.Port input) {
        var variants = new ArrayList<Variant<Function<Value, float[]>>>();
        variants.add(raw().times(MOST_OFTEN));
        InputCodings.otherSign(dtype).ifPresent(other -> {
            variants.add(variant(Set.of(Misuse.Kind.OTHER_SIGN), "output bytes read as " + other.label(),
                    code -> decoded(InputCodings.wrapped(code, other))));
            variants.add(variant(Set.of(Misuse.Kind.RAW_OUTPUT_CODES, Misuse.Kind.OTHER_SIGN),
                    "output bytes read as " + other.label() + " and taken for values",
                    code -> InputCodings.wrapped(code, other)).times(SELDOM));
        });
        if (quantization.zeroPoint() != 0) {
            variants.addAll(withoutZeroPoint());
        }
        variants.add(variant(Set.of(Misuse.Kind.OTHER_FORMULA), "output decoded without the scale",
                code -> code - quantization.zeroPoint()).times(SELDOM));
        input.tensor().quantization().ifPresent(other -> variants.add(
                variant(Set.of(Misuse.Kind.OTHER_FORMULA), "output decoded with the input's scale",
                        code -> (code - other.zeroPoint()) * (double) other.scale()).times(SELDOM)));
        return variants;
    }

    private Variant<Function<Value, float[]>> raw() {
        return variant(Set.of(Misuse.Kind.RAW_OUTPUT_CODES), "output codes taken for values", code -> code);
    }

    private List<Variant<Function<Value, float[]>>> withoutZeroPoint() {
        long zeroPoint = quantization.zeroPoint();
        double scale = quantization.scale();
        return List.of(
                variant(Set.of(Misuse.Kind.NO_ZERO_POINT), "output decoded without the zero point",
                        code -> code * scale),
                variant(Set.of(Misuse.Kind.WRAPPED_OUTPUTS), "zero point taken off the output in " + dtype.label(),
                        code -> InputCodings.wrapped(code - zeroPoint, dtype) * scale),
                variant(Set.of(Misuse.Kind.OTHER_FORMULA), "output decoded as code * scale + zero point",
                        code -> code * scale + zeroPoint).times(SELDOM));
    }

    private double decoded(long code) {
        return (code - quantization.zeroPoint()) * (double) quantization.scale();
    }

    private Variant<Function<Value, float[]>> variant(Set<Misuse.Kind> kinds, String name, Reading reading) {
        return Variant.wrong(kinds, name, output -> read((Codes) output, reading));
    }

    private float[] read(Codes codes, Reading reading) {
        int copies = port.copies();
        var values = new float[codes.shape().elements() / copies];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int c = 0; c < copies; c++) {
                sum += reading.value(codes.rawCode(i * copies + c));
            }
            values[i] = (float) (sum / copies);
        }
        return values;
    }
}
