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
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

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

    /** Statements that decode it. */
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
            case LogMapping log -> functions.use("log_value") + "("
                    + numbers(linear, log.low(), log.low() - log.shift(), log.high(), log.high() - log.shift(),
                            log.top())
                    + ")";
            case YeoJohnsonMapping power when power.lambda() == 1 -> linear;
            case YeoJohnsonMapping power -> functions.use("yeo_johnson_value") + "("
                    + numbers(linear, power.lambda(), power.low(), power.bottom(), power.lowSlope(), power.high(),
                            power.top(), power.highSlope())
                    + ")";
        };
    }

    private static String numbers(String first, double... others) {
        return first + DoubleStream.of(others).mapToObj(number -> ", " + Text.number(number))
                .collect(Collectors.joining());
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
