package dev.halfstep.explain.budget;

import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.explain.twin.Part;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** What the changes between two states of a network are called, as sources of the error of one of its outputs. */
final class NodeSources {

    private final Graph graph;
    private final boolean byLayer;
    /** The tensors whose codes are those of the output. */
    private final Set<Integer> ofOutput = new HashSet<>();

    /**
     * @param output which of the graph's outputs
     * @param byLayer whether all that is done at a place has one name
     */
    NodeSources(Graph graph, int output, boolean byLayer) {
        this.graph = graph;
        this.byLayer = byLayer;
        int tensor = graph.outputs().get(output);
        ofOutput.add(tensor);
        while (graph.writer(tensor).isPresent() && recodes(graph.nodes().get(graph.writer(tensor).get()))) {
            tensor = graph.nodes().get(graph.writer(tensor).get()).input(0);
            ofOutput.add(tensor);
        }
    }

    /**
     * What is switched on and off as one.
     *
     * @param sources that it stands for
     */
    record Named(String name, List<Source> sources) {

        private static Named of(Source source) {
            return new Named(source.name(), List.of(source));
        }
    }

    private static boolean recodes(Node node) {
        return node.op() instanceof Quantize || node.op() instanceof Dequantize;
    }

    /** The name of a change. */
    Named of(Part part) {
        return switch (part.kind()) {
            case START -> Named.of(new Source(Kind.UNMATCHED, 0));
            case INPUT_ROUNDING, INPUT_CLIPPING -> ofInput(part.kind(), part.first());
            case ALL -> all(part);
            case CONSTANTS -> Named.of(source(Kind.WEIGHTS, part.first()));
            case BIAS -> Named.of(source(Kind.BIASES, part.first()));
            case ARITHMETIC -> Named.of(arithmetic(part.first()));
            case ROUNDING, CLIPPING -> ofCodes(part);
        };
    }

    /** What an input's codes do. */
    Named ofInput(Part.Kind kind, int input) {
        String place = graph.inputs().size() == 1 ? "" : Quoted.of(graph.tensor(graph.inputs().get(input)).name());
        var rounding = new Source(Kind.INPUT_ROUNDING, 0, place);
        var clipping = new Source(Kind.INPUT_CLIPPING, 0, place);
        if (byLayer) {
            return new Named(place.isEmpty() ? "input" : "input " + place, List.of(rounding, clipping));
        }
        return Named.of(kind == Part.Kind.INPUT_ROUNDING ? rounding : clipping);
    }

    private Named all(Part part) {
        if (part.first() == part.last()) {
            OptionalInt input = ofInput(part.first());
            return input.isPresent() ? ofInput(Part.Kind.INPUT_CLIPPING, input.getAsInt())
                    : Named.of(source(Kind.LAYER, part.first()));
        }
        Source first = source(Kind.LAYER, part.first());
        Source last = source(Kind.LAYER, part.last());
        return new Named(String.format(Locale.ROOT, "layers %d %s to %d %s", first.layer(), first.place(), last.layer(),
                last.place()), List.of(first, last));
    }

    private Named ofCodes(Part part) {
        boolean rounds = part.kind() == Part.Kind.ROUNDING;
        OptionalInt input = ofInput(part.first());
        if (input.isPresent()) {
            return ofInput(rounds ? Part.Kind.INPUT_ROUNDING : Part.Kind.INPUT_CLIPPING, input.getAsInt());
        }
        if (graph.nodes().get(part.first()).outputs().stream().anyMatch(ofOutput::contains)) {
            return Named.of(new Source(rounds ? Kind.OUTPUT_ROUNDING : Kind.OUTPUT_CLIPPING, part.first() + 1));
        }
        return Named.of(source(rounds ? Kind.ACTIVATION_ROUNDING : Kind.ACTIVATION_CLIPPING, part.first()));
    }

    private Source arithmetic(int index) {
        Node node = graph.nodes().get(index);
        boolean gives = node.outputs().stream().anyMatch(t -> graph.tensor(t).quantization().isPresent());
        boolean reads = node.inputs().stream()
                .anyMatch(t -> t != Node.ABSENT && graph.tensor(t).quantization().isPresent());
        return gives ? source(Kind.ARITHMETIC, index)
                : reads && !recodes(node) ? source(Kind.OPERAND_ROUNDING, index) : new Source(Kind.FLOAT_ARITHMETIC, 0);
    }

    /** The input that a node makes codes of at once. */
    private OptionalInt ofInput(int index) {
        Node node = graph.nodes().get(index);
        int input = node.op() instanceof Quantize ? graph.inputs().indexOf(node.input(0)) : -1;
        return input < 0 ? OptionalInt.empty() : OptionalInt.of(input);
    }

    private Source source(Kind kind, int index) {
        return new Source(kind, index + 1, graph.nodes().get(index).op().name());
    }
}
