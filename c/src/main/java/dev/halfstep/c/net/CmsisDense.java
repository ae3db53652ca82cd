package dev.halfstep.c.net;

import dev.halfstep.c.rescale.Rescale;
import dev.halfstep.c.text.Tables;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * A dense layer of int8 by CMSIS-NN, for those who define a macro. Its single rounding is that of one product, with the same multipliers;
 * its double rounding, which it has by default, is that of TensorFlow Lite Micro.
 *
 * @param function that calls it
 * @param shifts the name of the table of shifts
 */
record CmsisDense(String function, String shifts, CodedDense dense, int zero) {

    static final String MACRO = "NET_CMSIS_NN";

    /** Writes its tables, if the layer has the types and the rounding that it has. */
    static Optional<CmsisDense> of(Layer layer, CodedDense dense, Rescale rescale, String types) {
        if (layer.type(0) != DType.INT8 || layer.output().dtype() != DType.INT8 || !types.equals("int8_tint32_t")) {
            return Optional.empty();
        }
        return switch (rescale) {
            // With less of a shift, its vectors would shift sums to the left first.
            case Rescale.OneProduct one when one.shift() < Rescale.WORD -> Optional.empty();
            case Rescale.OneProduct one -> Optional.of(of(layer, dense, true, one.zero(), o -> Rescale.WORD - 1
                    - one.shift()));
            case Rescale.TwoRoundings two -> Optional.of(of(layer, dense, false, two.zero(), o -> two.shifts()[o]));
            case Rescale.LongProduct product -> Optional.empty();
            case Rescale.Shifted shifted -> Optional.empty();
        };
    }

    private static CmsisDense of(Layer layer, CodedDense dense, boolean isSingle, int zero, IntUnaryOperator shift) {
        String function = layer.functions().use("cmsis_dense",
                Map.of("ROUNDING", (isSingle ? "#ifndef" : "#ifdef") + " CMSIS_NN_USE_SINGLE_ROUNDING",
                        "WITH_OR_WITHOUT", isSingle ? "with" : "without"));
        String shifts = layer.name("cmsis_shifts");
        layer.constant("#ifdef " + MACRO + "\n" + table(shifts, dense.outputs(), shift) + "#endif\n");
        return new CmsisDense(function, shifts, dense, zero);
    }

    private static String table(String name, int count, IntUnaryOperator element) {
        return "static const int32_t " + name + "[" + count + "] = {\n"
                + Tables.numbers(count, o -> Integer.toString(element.applyAsInt(o))) + "\n};\n";
    }

    /** What the function is told behind weights and biases. */
    List<Object> arguments(String multipliers) {
        return List.of(multipliers, shifts, zero, dense.min(), dense.max());
    }
}
