package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;

/**
 * What each code of an 8-bit output stands for in a target's unit. However the target is mapped, a device decodes by looking a
 * code up: it needs no logarithm and no search.
 *
 * @param target its name
 * @param type of the codes, of 8 bits
 * @param values 256 of them, in the target's unit: that of the smallest code first
 */
public record DecodingTable(String target, DType type, List<Double> values) {

    public DecodingTable {
        values = List.copyOf(values);
    }

    /** Whether outputs of a type can be decoded by a table. */
    public static boolean suits(DType type) {
        return type.isByteCode();
    }

    /**
     * The table of a model's output.
     *
     * @param quantization of the output, one scale for all targets
     * @throws Problem if the type has not 8 bits
     */
    public static DecodingTable of(Target target, DType type, Quantization quantization) {
        if (!suits(type)) {
            throw Problem.limit(type.label() + " codes are too many for a decoding table");
        }
        var values = new ArrayList<Double>();
        for (long code = type.min(); code <= type.max(); code++) {
            values.add(target.inUnits(quantization.dequantize(code, 0)));
        }
        return new DecodingTable(target.name(), type, values);
    }

    /**
     * The value of a code, in the target's unit.
     *
     * @throws IndexOutOfBoundsException if the type has no such code
     */
    public double inUnits(long code) {
        return values.get(Math.toIntExact(code - type.min()));
    }
}
