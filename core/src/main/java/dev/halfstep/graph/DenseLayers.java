package dev.halfstep.graph;

import dev.halfstep.lower.LoweredDense;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The dense layers of a graph in the order they run, and where the values of its tensors come from. */
public final class DenseLayers {

    /** Stands for the model's input where layers are counted from 0. */
    public static final int INPUT = -1;

    private final Graph graph;
    /** From a tensor to the layer that its values come from. */
    private final Map<Integer, Integer> origins = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    /**
     * A dense layer.
     *
     * @param node its place among the graph's nodes
     * @param op what the node does
     * @param data index of the tensor that it reads
     * @param weights index of the tensor of its weights
     * @param bias index of the tensor of its bias, or {@link Node#ABSENT}
     * @param output index of the tensor that it writes
     */
    public record Layer(int node, FullyConnected op, int data, int weights, int bias, int output) {

        /** Whether there is a bias. */
        public boolean hasBias() {
            return bias != Node.ABSENT;
        }

        /** The tensors of its parameters. */
        public List<Integer> parameters() {
            return hasBias() ? List.of(weights, bias) : List.of(weights);
        }
    }

    private DenseLayers(Graph graph) {
        this.graph = graph;
        graph.inputs().forEach(input -> origins.put(input, INPUT));
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            if (node.op() instanceof FullyConnected dense) {
                layers.add(new Layer(n, dense, node.input(FullyConnected.DATA), node.input(FullyConnected.WEIGHTS),
                        node.hasInput(FullyConnected.BIAS) ? node.input(FullyConnected.BIAS) : Node.ABSENT,
                        node.output()));
                origins.put(node.output(), layers.size() - 1);
            } else if (!node.inputs().isEmpty() && origins.containsKey(node.input(0))) {
                node.outputs().forEach(t -> origins.put(t, origins.get(node.input(0))));
            }
        }
    }

    /** The dense layers of a graph. */
    public static DenseLayers of(Graph graph) {
        return new DenseLayers(graph);
    }

    public Graph graph() {
        return graph;
    }

    /** In the order they run. */
    public List<Layer> all() {
        return layers;
    }

    /** How many weights they have together: the multiply-adds of one row. */
    public long weights() {
        return layers.stream().mapToLong(layer -> graph.tensor(layer.weights).shape().elements()).sum();
    }

    /**
     * The arithmetic of a layer, on tensors of their declared shapes.
     *
     * @throws Problem if its scales are beyond what the reference kernel's arithmetic is defined for
     */
    public LoweredDense lowered(Layer layer) {
        Operands operands = graph.operands(graph.nodes().get(layer.node));
        return layer.op.lower(operands);
    }

    /** Whether weights and bias of a layer are the same in each run. */
    public boolean isFixed(Layer layer) {
        return layer.parameters().stream().allMatch(t -> graph.tensor(t).isConstant());
    }

    /** The constant that a tensor holds, or that a DEQUANTIZE makes it from; empty if it is computed. */
    public Optional<Value> constant(int tensor) {
        int held = writer(tensor).filter(node -> node.op() instanceof Dequantize).map(node -> node.input(0))
                .orElse(tensor);
        return graph.tensor(held).constant();
    }

    /** The layer that a computed tensor's values come from, or {@link #INPUT}; empty where they come from constants. */
    public Optional<Integer> origin(int tensor) {
        return Optional.ofNullable(origins.get(tensor));
    }

    /** Whether the model's output comes straight from a layer. */
    public boolean isOutput(int layer) {
        return Objects.equals(origins.get(graph.outputs().getFirst()), layer);
    }

    /** The layer whose results the model gives out, coded or decoded behind it at most; empty if it gives out something else. */
    public Optional<Layer> last() {
        int tensor = graph.outputs().getFirst();
        Optional<Node> writer = writer(tensor);
        while (writer.isPresent() && isCoding(writer.get().op())) {
            tensor = writer.get().input(0);
            writer = writer(tensor);
        }
        int found = tensor;
        return layers.stream().filter(layer -> layer.output == found).findFirst();
    }

    private Optional<Node> writer(int tensor) {
        return graph.writer(tensor).map(graph.nodes()::get);
    }

    private static boolean isCoding(Op op) {
        return op instanceof Quantize || op instanceof Dequantize;
    }

    /**
     * Why the graph is not one dense layer after another, with codings before the first and behind the last at most, and with
     * parameters that no two layers share; empty if it is.
     */
    public Optional<String> whyNotARow() {
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            return Optional
                    .of("it has " + graph.inputs().size() + " inputs and " + graph.outputs().size() + " outputs");
        }
        int current = graph.inputs().getFirst();
        int seen = 0;
        boolean ended = false;
        for (Node node : graph.nodes()) {
            boolean isLayer = node.op() instanceof FullyConnected;
            if (node.inputs().isEmpty() || node.input(0) != current) {
                return Optional.of("its nodes are not one after the other");
            }
            if (!isLayer && !isCoding(node.op())) {
                return Optional.of("it has a " + node.op().name());
            }
            if (isLayer && ended) {
                return Optional.of("a dense layer follows on other codes");
            }
            seen += isLayer ? 1 : 0;
            ended = !isLayer && seen > 0;
            current = node.output();
        }
        if (seen == 0 || current != graph.outputs().getFirst()) {
            return Optional.of(seen == 0 ? "it has no dense layer" : "its output is not that of its last node");
        }
        Set<Integer> parameters = new HashSet<>();
        boolean own = layers.stream().flatMap(layer -> layer.parameters().stream()).allMatch(parameters::add);
        return own ? Optional.empty() : Optional.of("its layers share weights or biases");
    }
}
