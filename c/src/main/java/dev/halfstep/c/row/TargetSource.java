package dev.halfstep.c.row;

import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Tables;
import dev.halfstep.c.text.Text;
import dev.halfstep.c.text.Types;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.LinearMapping;
import dev.halfstep.pipeline.LogMapping;
import dev.halfstep.pipeline.QuantileMapping;
import dev.halfstep.pipeline.Target;
import dev.halfstep.pipeline.YeoJohnsonMapping;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;
import java.util.Map;

/**
 * One target in C: its field, and what makes a value in its unit of codes.
 *
 * @param index among the targets
 * @param field its name in C
 * @param port the model's output
 * @param type of its codes
 * @param quantization of its codes
 */
record TargetSource(Target target, int index, String field, Port port, DType type, Quantization quantization,
        Functions functions) {

    /** The fields of a result. */
    String declaration() {
        return "    double " + field + "; /* " + Text.inComment(target.name()) + ", in its unit */\n";
    }

    /** Whether a table says what each code stands for. */
    private boolean hasTable() {
        return DecodingTable.suits(type) && port.copies() == 1 && !(target.mapping() instanceof LinearMapping);
    }

    /** Constants, before the function that decodes. */
    String constants() {
        if (hasTable()) {
            return table("values", DecodingTable.of(target, type, quantization).values(),
                    "What each code of " + Text.inComment(target.name()) + " stands for, the smallest first.");
        }
        if (target.mapping() instanceof QuantileMapping quantiles) {
            return table("ranks", quantiles.ranks(),
                    "Ranks of values of training of " + Text.inComment(target.name()) + ".")
                    + table("values", quantiles.values(), "The values that had them.");
        }
        return "";
    }

    private String table(String what, List<Double> values, String comment) {
        return "\n/* " + comment + " */\nstatic const double net_" + field + "_" + what + "[" + values.size()
                + "] NET_FLASH = {\n" + Tables.numbers(values.size(), i -> Text.number(values.get(i))) + "\n};\n";
    }

    /**
     * Statements that decode it.
     *
     * @throws Problem if its mapping takes functions that there are not without a library
     */
    String decoding() {
        String codes = "output + " + index * port.copies();
        String real = functions.use("real", Map.of("out_t", Types.of(type), "COPIES", Integer.toString(port.copies())));
        String scale = Text.number((double) quantization.scale());
        var text =
                new StringBuilder("\n    /* " + Text.inComment(target.name()) + " */\n    real = " + real + "(" + codes
                        + ", " + scale + ", " + quantization.zeroPoint() + ");\n");
        text.append("    result->").append(field).append(" = ").append(value()).append(";\n");
        text.append("    result->end.").append(field).append(" = ").append(end()).append(";\n");
        return text.toString();
    }

    private String value() {
        if (hasTable()) {
            String first = type.min() == 0 ? "" : " + " + -type.min();
            return "NET_F64(net_" + field + "_values + (output[" + index + "]" + first + "))";
        }
        String linear = functions.use("linear") + "(real, " + Text.number(target.deviation()) + ", "
                + Text.number(target.mean()) + ")";
        return switch (target.mapping()) {
            case LinearMapping linearMapping -> linear;
            case QuantileMapping quantiles ->
                functions.use("quantile") + "(" + linear + " * " + (quantiles.rows() - 1) + ".0, net_" + field
                        + "_ranks, net_" + field + "_values, " + quantiles.ranks().size() + ")";
            case LogMapping log -> throw refused();
            case YeoJohnsonMapping yeoJohnson -> throw refused();
        };
    }

    private Problem refused() {
        return Problem.model("there is no C for the target mapping " + target.mapping().kind().label() + " of outputs "
                + (port.copies() > 1 ? "of which several are averaged" : "of " + type.label())
                + ": too many values for a table")
                .remedy("Quantize it with one output of 8 bits for each target.");
    }

    /** Whether a value stands at an end of what codes can stand for. */
    private String end() {
        float min = quantization.dequantize(type.min(), 0);
        float max = quantization.dequantize(type.max(), 0);
        String low = port.lowEndClips() ? "real <= " + Text.number(min) + " ? -1 : " : "";
        String high = port.highEndClips() ? "real >= " + Text.number(max) + " ? 1 : " : "";
        return low.isEmpty() && high.isEmpty() ? "0" : "(int8_t)(" + low + high + "0)";
    }
}
