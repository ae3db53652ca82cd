package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.scale.Scales;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which nodes of a network compute with codes, which stay in float.
 *
 * @param parts one for each node
 * @param reasons for each node that stays in float, by its index: why
 */
record Partition(List<Part> parts, Map<Integer, String> reasons) {

    /** A stranger's network may have any number of reasons. */
    private static final int MOST_CAUSES = 50;

    /** How a node computes. */
    enum Part {
        /** Its real operands become codes. */
        INTEGER,
        /** Its real operands stay real. */
        REAL,
        /** It has none: it computes with integers that are no codes, such as shapes. */
        UNTOUCHED
    }

    Partition {
        parts = List.copyOf(parts);
        reasons = new TreeMap<>(reasons);
    }

    /**
     * The parts of a network.
     *
     * @param kept names of ops, or of tensors that shall stay in float; {@code *} stands for any characters
     * @param ranges of the values that tensors take
     * @throws Problem if the model has to be integer throughout and there are float parts, or if a name fits nothing
     */
    static Partition of(Graph network, Precision precision, DType edge, Collection<String> kept, Ranges ranges) {
        var parts = new ArrayList<Part>();
        Map<Integer, String> reasons = new TreeMap<>();
        var patterns = new FloatParts(network, kept);
        for (int n = 0; n < network.nodes().size(); n++) {
            Node node = network.nodes().get(n);
            Optional<String> reason =
                    patterns.keeps(node) ? Optional.of("kept in float as asked")
                            : whyNot(network, node, precision).or(() -> tooFar(network, node, precision, ranges));
            boolean real = hasReal(network, node);
            parts.add(!real ? Part.UNTOUCHED : reason.isEmpty() ? Part.INTEGER : Part.REAL);
            if (real && reason.isPresent()) {
                reasons.put(n, reason.get());
            }
        }
        patterns.requireAllUsed();
        if (precision.isFull() && edge.isInteger() && !reasons.isEmpty()) {
            throw refused(network, precision, edge, reasons);
        }
        return new Partition(parts, reasons);
    }

    boolean isInteger(int node) {
        return parts.get(node) == Part.INTEGER;
    }

    /** Whether a node reads or writes real values. One that only reads the shape of some does not. */
    private static boolean hasReal(Graph network, Node node) {
        return node.outputs().stream().anyMatch(t -> isReal(network, t))
                || (node.op().readsContents() && node.inputs().stream().anyMatch(t -> isReal(network, t)));
    }

    static boolean isReal(Graph network, int tensor) {
        return tensor != Node.ABSENT && network.tensor(tensor).dtype() == DType.FLOAT32;
    }

    /** Why a node has no integer form of a precision, if it has none. */
    private static Optional<String> whyNot(Graph network, Node node, Precision precision) {
        QuantizationRule rule = node.op().quantization();
        DType codes = precision.activations();
        if (!rule.types().contains(codes)) {
            return Optional.of(node.op().name() + " has no " + codes.label() + " kernel");
        }
        if (rule.weights().isPresent()) {
            int w = node.input(rule.weights().get().weights());
            int bias = rule.weights().get().bias();
            if (!network.tensor(w).isConstant()) {
                return Optional.of(network.place(w) + " is computed, which has no integer form here");
            }
            if (node.hasInput(bias) && !network.tensor(node.input(bias)).isConstant()) {
                return Optional.of(network.place(node.input(bias)) + " is computed, which has no integer form here");
            }
        }
        return Optional.empty();
    }

    /** Why a node stays in float for the values that it reads, if they reach too far for its kernel. */
    private static Optional<String> tooFar(Graph network, Node node, Precision precision, Ranges ranges) {
        double limit = node.op().quantization().limit();
        if (Double.isInfinite(limit)) {
            return Optional.empty();
        }
        for (int t : ActivationPlanner.data(network, node)) {
            Range range = network.tensor(t).isConstant() ? Range.of(((Tensor) network.constant(t)).values())
                    : ranges.of(source(network, t)).orElse(new Range(0, 0));
            if (Scales.activation(range, precision.activations()).scale() >= limit) {
                return Optional.of(network.place(t) + " reaches from " + range.min() + " to " + range.max()
                        + ", too far for a scale below " + (int) limit + ", which its kernel needs");
            }
        }
        return Optional.empty();
    }

    /** The tensor whose scale a tensor has: ops that move codes about hand it on. */
    private static int source(Graph network, int tensor) {
        int t = tensor;
        while (true) {
            Node writer = network.writer(t).map(network.nodes()::get).orElse(null);
            if (writer == null || !writer.op().quantization().scales().areShared()) {
                return t;
            }
            List<Integer> computed = ActivationPlanner.computed(network, writer);
            if (computed.size() != 1) {
                return t;
            }
            t = computed.getFirst();
        }
    }

    private static Problem refused(Graph network, Precision precision, DType edge, Map<Integer, String> reasons) {
        Map<String, Long> counts = reasons.entrySet().stream().collect(Collectors.groupingBy(
                entry -> network.nodes().get(entry.getKey()).op().name() + ": " + entry.getValue(), LinkedHashMap::new,
                Collectors.counting()));
        String list = counts.entrySet().stream().limit(MOST_CAUSES)
                .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + " nodes)" : ""))
                .collect(Collectors.joining("; "));
        int more = counts.size() - MOST_CAUSES;
        return Problem.model("a model of precision " + precision.label() + " with " + edge.label()
                + " inputs and outputs is integer throughout, but parts of this one are not: " + list
                + (more > 0 ? "; and " + more + " more" : ""))
                .remedy(Phrase.of("leave those parts in float between integer inputs and outputs with ")
                        .with(Setting.PRECISION, "int8").then(" and ").with(Setting.EDGE, edge.label()),
                        Phrase.of("use ").with(Setting.PRECISION, "int8").then(" for float inputs and outputs"));
    }
}
