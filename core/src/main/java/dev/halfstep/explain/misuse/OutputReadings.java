package dev.halfstep.explain.misuse;

import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How somebody's code reads what a model gives. Real values can be read in one way only; codes can be taken for values, and their
 * bytes for those of the type with the other sign. Where an output has several copies, whatever they are read as is averaged.
 */
final class OutputReadings {

    private OutputReadings() {}

    /** Every way, the right one first: from the model's output to one value for each target and row. */
    static List<Variant<Function<Value, float[]>>> of(Interface.Port port) {
        var variants = new ArrayList<Variant<Function<Value, float[]>>>();
        variants.add(Variant.right(output -> port.decode(output).values()));
        DType dtype = port.tensor().dtype();
        if (!dtype.isInteger()) {
            return List.copyOf(variants);
        }
        variants.add(Variant.wrong(Misuse.Kind.RAW_OUTPUT_CODES, "output codes taken for values",
                output -> raw((Codes) output, port.copies())));
        InputCodings.otherSign(dtype).ifPresent(other -> {
            variants.add(Variant.wrong(Misuse.Kind.OTHER_SIGN, "output bytes read as " + other.label(),
                    output -> port.decode(reread((Codes) output, other)).values()));
            variants.add(new Variant<>("output bytes read as " + other.label() + " and taken for values",
                    Set.of(Misuse.Kind.RAW_OUTPUT_CODES, Misuse.Kind.OTHER_SIGN),
                    output -> raw(reread((Codes) output, other), port.copies())));
        });
        return List.copyOf(variants);
    }

    /** Bare codes as if they were values. */
    private static float[] raw(Codes codes, int copies) {
        var values = new float[codes.shape().elements() / copies];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int c = 0; c < copies; c++) {
                sum += codes.rawCode(i * copies + c);
            }
            values[i] = (float) (sum / copies);
        }
        return values;
    }

    /** The same bytes as codes of another type, with the scale and zero point that the file gives. */
    private static Codes reread(Codes codes, DType other) {
        var read = new long[codes.shape().elements()];
        for (int i = 0; i < read.length; i++) {
            read[i] = InputCodings.wrapped(codes.rawCode(i), other);
        }
        return Codes.of(other, codes.shape(), read, codes.quantization().orElseThrow());
    }
}
