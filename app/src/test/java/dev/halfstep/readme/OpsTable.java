package dev.halfstep.readme;

import dev.halfstep.op.OpType;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of ops as Markdown: what each runs on, how it is quantized, and whose results it is compared with. */
final class OpsTable {

    private static final String REFERENCE = "reference kernels";

    /** Ops whose judges are others than the reference kernels, in part or altogether. */
    private static final Map<String, String> JUDGES = Map.ofEntries(
            Map.entry("ELU", "built-in kernels: the reference resolver lacks it"),
            Map.entry("CEIL", "built-in kernels: the reference resolver lacks it"),
            Map.entry("ROUND", "built-in kernels: the reference resolver lacks it"),
            Map.entry("RANGE", "reference kernels; int64 built-in"),
            Map.entry("TILE", "built-in kernels: the reference resolver lacks the version"),
            Map.entry("BROADCAST_TO", "built-in kernels: the reference resolver lacks the version"),
            Map.entry("DEPTH_TO_SPACE", "built-in kernels: the reference resolver lacks the version"),
            Map.entry("REVERSE_V2", "reference kernels; int8 built-in"),
            Map.entry("STRIDED_SLICE", "reference kernels; from version 5 on built-in"),
            Map.entry("SUM", "reference kernels; int8 and int16 differ on purpose, see below"),
            Map.entry("ARG_MAX", "reference kernels; bool built-in"),
            Map.entry("ARG_MIN", "reference kernels; bool built-in"),
            Map.entry("TOPK_V2", "reference kernels, but for what is not a number, see below"),
            Map.entry("BATCH_MATMUL", "reference kernels; asymmetric inputs built-in"));

    private OpsTable() {}

    /** Options of which a file has none. */
    private static final OptionReader NONE = new OptionReader() {
        @Override
        public int int8(int field, int otherwise) {
            return otherwise;
        }

        @Override
        public boolean bool(int field) {
            return false;
        }

        @Override
        public int int32(int field, int otherwise) {
            // Strides have no default that can run.
            return Math.max(1, otherwise);
        }

        @Override
        public float float32(int field, float otherwise) {
            return otherwise;
        }

        @Override
        public int[] ints(int field) {
            return new int[0];
        }
    };

    static String of(List<OpType> types) {
        var table = new StringBuilder("""
                | op | runs on | quantized to | scales | exact against |
                |---|---|---|---|---|
                """);
        types.stream().sorted((a, b) -> a.name().compareTo(b.name())).forEach(type -> table.append(row(type)));
        return table.toString();
    }

    private static String row(OpType type) {
        QuantizationRule rule = rule(type);
        return "| " + type.name() + " | " + labels(type.types()) + " | "
                + (rule.types().isEmpty() ? "–" : labels(rule.types())) + " | " + scales(rule) + " | "
                + JUDGES.getOrDefault(type.name(), REFERENCE) + " |\n";
    }

    private static QuantizationRule rule(OpType type) {
        try {
            return type.reader().read(NONE).quantization();
        } catch (Problem noDefault) {
            // It has to be told its output's type. SHAPE reads no values, so that nothing in it is coded.
            return type.name().equals("SHAPE") ? QuantizationRule.NONE : type.quantization();
        }
    }

    private static String labels(Set<DType> types) {
        return types.stream().sorted().map(DType::label).collect(Collectors.joining(", "));
    }

    private static String scales(QuantizationRule rule) {
        if (rule.types().isEmpty()) {
            return "";
        }
        if (rule.weights().isPresent()) {
            return "weights per channel";
        }
        if (!rule.fixed().isEmpty()) {
            return "output fixed";
        }
        return switch (rule.scales()) {
            case OWN -> "each its own";
            case SHARED, AVERAGED -> "shared";
        };
    }
}
