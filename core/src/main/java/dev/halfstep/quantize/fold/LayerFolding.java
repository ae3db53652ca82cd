package dev.halfstep.quantize.fold;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Pruning;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Extents;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds what follows a layer with weights into it, as TensorFlow's converter does: a product or a sum with a constant for each
 * channel, which is what batch normalisation is at inference, and an activation after any op that can fuse one. Fewer tensors are
 * rounded then. Only what nothing else reads is folded.
 */
public final class LayerFolding {

    private final Graph graph;
    private final List<TensorInfo> tensors;
    /** What is left of the nodes so far; {@code null} where one was folded into an earlier one. */
    private final List<@Nullable Node> nodes = new ArrayList<>();
    /** From a tensor to the place in {@link #nodes} of the node that writes it. */
    private final Map<Integer, Integer> writers = new HashMap<>();

    private LayerFolding(Graph graph) {
        this.graph = graph;
        tensors = new ArrayList<>(graph.tensors());
    }

    public static Graph fold(Graph graph) {
        var folding = new LayerFolding(graph);
        graph.nodes().forEach(folding::add);
        List<Node> left = new ArrayList<>();
        for (Node node : folding.nodes) {
            if (node != null) {
                left.add(node);
            }
        }
        return left.size() == graph.nodes().size() ? graph : Pruning.build(graph, folding.tensors, left);
    }

    /** A node that takes the place of an earlier one and of what follows that. */
    private record Whole(int place, Node node) {}

    private void add(Node node) {
        Optional<Whole> whole = node.op() instanceof Relu relu ? withActivation(node, relu) : withConstant(node);
        whole.ifPresent(folded -> nodes.set(folded.place, null));
        nodes.add(whole.map(Whole::node).orElse(node));
        for (int t : node.outputs()) {
            writers.put(t, nodes.size() - 1);
        }
    }

    /** The place of the node that writes a tensor, if nothing else reads it and the node has no activation of its own yet. */
    private Optional<Integer> open(int tensor) {
        Integer place = writers.get(tensor);
        Node writer = place == null ? null : nodes.get(place);
        boolean open = writer != null && graph.uses(tensor) == 1 && writer.outputs().size() == 1
                && writer.op().activation() == Activation.NONE && tensors.get(tensor).dtype() == DType.FLOAT32;
        return open ? Optional.ofNullable(place) : Optional.empty();
    }

    private Node node(int place) {
        return Objects.requireNonNull(nodes.get(place));
    }

    private Optional<Whole> withActivation(Node node, Relu relu) {
        return relu.fused().flatMap(activation -> open(node.input(0))
                .flatMap(place -> node(place).op().withActivation(activation)
                        .map(op -> new Whole(place, new Node(op, node(place).inputs(), node.outputs())))));
    }

    /** A layer and a product or sum with a constant after it, as one layer. */
    private Optional<Whole> withConstant(Node node) {
        if (!(node.op() instanceof Arithmetic op) || op.kind() == Arithmetic.Kind.DIV) {
            return Optional.empty();
        }
        boolean constantFirst = graph.tensor(node.input(0)).isConstant();
        int data = node.input(constantFirst ? 1 : 0);
        int constant = node.input(constantFirst ? 0 : 1);
        if (!graph.tensor(constant).isConstant() || (constantFirst && op.kind() == Arithmetic.Kind.SUB)) {
            return Optional.empty();
        }
        return open(data).filter(place -> isFoldable(node(place), constant, node))
                .flatMap(place -> folded(place, node, constant, op));
    }

    private Optional<Whole> folded(int place, Node node, int constant, Arithmetic op) {
        Node writer = node(place);
        boolean isProduct = op.kind() == Arithmetic.Kind.MUL;
        QuantizationRule.Weights rule = writer.op().quantization().weights().orElseThrow();
        int channels = tensors.get(writer.input(rule.bias())).shape().elements();
        float[] perChannel = perChannel((Tensor) graph.constant(constant), channels,
                op.kind() == Arithmetic.Kind.SUB ? -1 : 1);
        var inputs = new ArrayList<>(writer.inputs());
        if (isProduct) {
            inputs.set(rule.weights(), scaled(writer.input(rule.weights()), rule.axis(), perChannel));
        }
        inputs.set(rule.bias(), combined(writer.input(rule.bias()), perChannel, isProduct));
        return writer.op().withActivation(op.activation())
                .map(whole -> new Whole(place, new Node(whole, inputs, node.outputs())));
    }

    private boolean isFoldable(Node writer, int constant, Node node) {
        Optional<QuantizationRule.Weights> rule = writer.op().quantization().weights();
        if (rule.isEmpty() || !writer.hasInput(rule.get().bias())
                || !(contents(writer.input(rule.get().weights())) instanceof Tensor)
                || !(contents(writer.input(rule.get().bias())) instanceof Tensor)
                || !(contents(constant) instanceof Tensor)) {
            return false;
        }
        Shape shape = tensors.get(constant).shape();
        int channels = tensors.get(writer.input(rule.get().bias())).shape().elements();
        boolean perChannel = shape.elements() == 1 || (shape.elements() == channels && shape.lastExtent() == channels);
        return perChannel && shape.rank() <= tensors.get(node.output()).shape().rank()
                && tensors.get(writer.output()).shape().equals(tensors.get(node.output()).shape());
    }

    private @Nullable Object contents(int tensor) {
        return tensors.get(tensor).constant().orElse(null);
    }

    private static float[] perChannel(Tensor constant, int channels, int sign) {
        var all = new float[channels];
        for (int c = 0; c < channels; c++) {
            all[c] = sign * constant.values()[constant.values().length == 1 ? 0 : c];
        }
        return all;
    }

    private int scaled(int weights, int axis, float[] factors) {
        var old = (Tensor) tensors.get(weights).constant().orElseThrow();
        int inner = Extents.product(old.shape(), axis + 1, old.shape().rank());
        float[] values = old.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[i / inner % factors.length];
        }
        return constant(weights, Tensor.of(old.shape(), values));
    }

    private int combined(int bias, float[] perChannel, boolean isProduct) {
        var old = (Tensor) tensors.get(bias).constant().orElseThrow();
        float[] values = old.values().clone();
        for (int c = 0; c < values.length; c++) {
            values[c] = isProduct ? values[c] * perChannel[c] : values[c] + perChannel[c];
        }
        return constant(bias, Tensor.of(old.shape(), values));
    }

    private int constant(int old, Tensor contents) {
        tensors.add(TensorInfo.constant(tensors.get(old).name(), contents));
        return tensors.size() - 1;
    }
}
