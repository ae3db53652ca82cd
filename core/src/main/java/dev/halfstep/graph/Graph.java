package dev.halfstep.graph;

import dev.halfstep.op.Operands;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network: tensors, nodes in the order they run, and which tensors go in and come out. Immutable.
 *
 * <p>
 * {@link #metadata()} travels with the model file as it is; it is how a model carries the pipeline that was fitted with it.
 */
public final class Graph {

    private final String description;
    private final List<TensorInfo> tensors;
    private final List<Node> nodes;
    private final List<Integer> inputs;
    private final List<Integer> outputs;
    private final List<Signature> signatures;
    private final Map<String, String> metadata;
    /** Of tensors whose shape the file leaves open, so that it stands there as a scalar's: what follows from the inputs. */
    private final Map<Integer, Shape> shapes = new HashMap<>();
    /** Made when it is first asked for, by then of parts that were checked; several threads may make the same. */
    private @Nullable Edges edges;

    private Graph(Builder builder) {
        description = builder.description;
        tensors = List.copyOf(builder.tensors);
        nodes = List.copyOf(builder.nodes);
        inputs = List.copyOf(builder.inputs);
        outputs = List.copyOf(builder.outputs);
        signatures = List.copyOf(builder.signatures);
        metadata = Collections.unmodifiableMap(new TreeMap<>(builder.metadata));
    }

    public String description() {
        return description;
    }

    public List<TensorInfo> tensors() {
        return tensors;
    }

    public TensorInfo tensor(int index) {
        return tensors.get(index);
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** Indices of the tensors that go in. */
    public List<Integer> inputs() {
        return inputs;
    }

    /** Indices of the tensors that come out. */
    public List<Integer> outputs() {
        return outputs;
    }

    public List<TensorInfo> inputTensors() {
        return inputs.stream().map(tensors::get).toList();
    }

    public List<TensorInfo> outputTensors() {
        return outputs.stream().map(tensors::get).toList();
    }

    public List<Signature> signatures() {
        return signatures;
    }

    /** Named texts carried in the model file, by name. Bytes of foreign metadata are kept one to one as ISO 8859-1. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** A text that was put in by {@link #withText}. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(metadata.get(name))
                .map(latin -> new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** This graph with a text in its metadata, in place of any of the same name. */
    public Graph withText(String name, String text) {
        return toBuilder().text(name, text).build();
    }

    /** This graph without a text in its metadata. */
    public Graph withoutText(String name) {
        Builder builder = toBuilder();
        builder.metadata.remove(name);
        return builder.build();
    }

    private Edges edges() {
        Edges known = edges;
        if (known == null) {
            known = Edges.of(nodes);
            edges = known;
        }
        return known;
    }

    /** The places of the nodes that read a tensor, in their order; a node as often as it reads it. */
    public List<Integer> readers(int tensor) {
        return edges().readers().getOrDefault(tensor, List.of());
    }

    /** How often a tensor is used: by nodes, and by coming out of the graph. */
    public int uses(int tensor) {
        return readers(tensor).size() + Collections.frequency(outputs, tensor);
    }

    /** The place of the node that writes a tensor; empty for constants and what goes in. */
    public Optional<Integer> writer(int tensor) {
        return Optional.ofNullable(edges().writers().get(tensor));
    }

    /** The contents of a constant tensor. */
    public Value constant(int tensor) {
        return tensors.get(tensor).constant()
                .orElseThrow(() -> new IllegalStateException("tensor " + tensor + " is not constant"));
    }

    /** The tensors of a node as its op sees them, with their declared shapes. */
    public Operands operands(Node node) {
        return operands(node, tensors);
    }

    /** The same, where a file leaves a shape open with the one that follows from what the inputs declare. */
    public Operands shapedOperands(Node node) {
        if (shapes.isEmpty()) {
            return operands(node);
        }
        Operands declared = operands(node);
        var inputs = new ArrayList<@Nullable TensorInfo>(declared.inputs());
        for (int i = 0; i < inputs.size(); i++) {
            TensorInfo input = inputs.get(i);
            Shape shape = shapes.get(node.input(i));
            if (input != null && shape != null) {
                inputs.set(i, input.withShape(shape));
            }
        }
        return new Operands(inputs, declared.outputs(), declared.intermediates());
    }

    /**
     * The tensors of a node as its op sees them.
     *
     * @param current one for each tensor of the graph, with what is known of it now
     */
    public static Operands operands(Node node, List<TensorInfo> current) {
        var inputs = new ArrayList<@Nullable TensorInfo>();
        node.inputs().forEach(t -> inputs.add(t == Node.ABSENT ? null : current.get(t)));
        return new Operands(inputs, node.outputs().stream().map(current::get).toList(),
                node.intermediates().stream().map(current::get).toList());
    }

    /** The tensor as messages name it: {@code tensor 3 'dense/BiasAdd'}. */
    public String place(int tensor) {
        return "tensor " + tensor + " " + Quoted.of(tensors.get(tensor).name());
    }

    public Builder toBuilder() {
        var builder = new Builder().description(description).inputs(inputs).outputs(outputs);
        builder.tensors.addAll(tensors);
        builder.nodes.addAll(nodes);
        builder.signatures.addAll(signatures);
        builder.metadata.putAll(metadata);
        return builder;
    }

    /** Gathers the parts of a graph; {@link #build()} checks that they belong together. */
    public static final class Builder {

        private String description = "";
        private final List<TensorInfo> tensors = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private List<Integer> inputs = List.of();
        private List<Integer> outputs = List.of();
        private final List<Signature> signatures = new ArrayList<>();
        private final Map<String, String> metadata = new TreeMap<>();

        /** A graph with nothing in it yet. */
        public Builder() {}

        public Builder description(String text) {
            description = text;
            return this;
        }

        /** Adds a tensor and returns its index. */
        public int add(TensorInfo tensor) {
            tensors.add(tensor);
            return tensors.size() - 1;
        }

        public Builder add(Node node) {
            nodes.add(node);
            return this;
        }

        public Builder inputs(List<Integer> indices) {
            inputs = List.copyOf(indices);
            return this;
        }

        public Builder outputs(List<Integer> indices) {
            outputs = List.copyOf(indices);
            return this;
        }

        public Builder add(Signature signature) {
            signatures.add(signature);
            return this;
        }

        /** A text in the metadata, in place of any of the same name. */
        public Builder text(String name, String text) {
            return metadata(name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }

        /** Metadata as raw bytes, one to one in ISO 8859-1; see {@link #text} for texts. */
        public Builder metadata(String name, String bytes) {
            metadata.put(name, bytes);
            return this;
        }

        /**
         * The graph of these parts.
         *
         * @throws dev.halfstep.problem.Problem if the parts do not belong together; see {@link GraphCheck}
         */
        public Graph build() {
            var graph = new Graph(this);
            List<TensorInfo> shaped = GraphCheck.check(graph);
            for (int t = 0; t < shaped.size(); t++) {
                if (graph.tensors.get(t).shape().rank() == 0 && shaped.get(t).shape().rank() > 0) {
                    graph.shapes.put(t, shaped.get(t).shape());
                }
            }
            return graph;
        }
    }
}
