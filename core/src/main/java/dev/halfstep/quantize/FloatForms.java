package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Pruning;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The forms in which activations stay in float and only constants shrink. */
final class FloatForms {

    private FloatForms() {}

    /** Constants in half precision behind a DEQUANTIZE. */
    static Graph half(Graph network, Plan plan) {
        var tensors = new ArrayList<>(network.tensors());
        var widening = new ArrayList<Node>();
        for (int t : new TreeSet<>(plan.byTensor(Decision.Half.class).keySet())) {
            var constant = (Tensor) network.constant(t);
            String name = network.tensor(t).name();
            tensors.add(TensorInfo.constant(name, Tensor.half(constant.shape(), constant.values())));
            tensors.set(t, TensorInfo.real(name + "_float", constant.shape()));
            widening.add(new Node(new Dequantize(), List.of(tensors.size() - 1), List.of(t)));
        }
        widening.addAll(network.nodes());
        return Pruning.build(network, tensors, widening);
    }

    /** Large weights as int8 codes; the layers that use them code their inputs on the fly. */
    static Graph dynamicRange(Graph network, Plan plan) {
        var tensors = new ArrayList<>(network.tensors());
        Map<Integer, Decision.Weights> coded = plan.byTensor(Decision.Weights.class);
        coded.forEach((t, decision) -> tensors.set(t, decision.constant(network.tensor(t).shape())));
        List<Node> nodes = network.nodes().stream().map(node -> {
            boolean changes = node.op().quantization().weights().map(w -> coded.containsKey(node.input(w.weights())))
                    .orElse(false);
            return changes ? new Node(node.op().withCodedWeights(), node.inputs(), node.outputs()) : node;
        }).toList();
        return Pruning.build(network, tensors, nodes);
    }

    /**
     * A network with the values that its coded weights stand for in their place: the inverse of {@link #dynamicRange}, and of weights
     * that are only stored as codes. A network that computes with codes is left as it is.
     */
    static Graph withRealWeights(Graph graph) {
        Set<Integer> coded = codedConstants(graph);
        boolean computes = IntStream.range(0, graph.tensors().size())
                .anyMatch(t -> graph.tensor(t).quantization().isPresent() && !coded.contains(t));
        if (coded.isEmpty() || computes) {
            return graph;
        }
        var tensors = new ArrayList<>(graph.tensors());
        for (int t : coded) {
            TensorInfo info = tensors.get(t);
            tensors.set(t, info.constant()
                    .map(codes -> TensorInfo.constant(info.name(), ((Codes) codes).dequantize()))
                    .orElseGet(() -> new TensorInfo(info.name(), DType.FLOAT32, info.shape(), info.signature(),
                            Optional.empty(), Optional.empty())));
        }
        List<Node> left = new ArrayList<>();
        Map<Integer, Integer> same = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Dequantize && coded.contains(node.input(0))) {
                same.put(node.output(), same.getOrDefault(node.input(0), node.input(0)));
            } else {
                left.add(new Node(node.op(), node.inputs().stream().map(t -> same.getOrDefault(t, t)).toList(),
                        node.outputs(), node.intermediates()));
            }
        }
        return same.keySet().stream().anyMatch(graph.outputs()::contains) ? graph
                : Pruning.build(graph, tensors, left);
    }

    /** Codes that follow from constants without any computing, and stand for real values. */
    private static Set<Integer> codedConstants(Graph graph) {
        Set<Integer> coded = new HashSet<>();
        for (int t = 0; t < graph.tensors().size(); t++) {
            if (graph.tensor(t).isConstant() && graph.tensor(t).quantization().isPresent()) {
                coded.add(t);
            }
        }
        for (Node node : graph.nodes()) {
            boolean moves = node.op().quantization().scales() == QuantizationRule.Scales.SHARED
                    && !node.inputs().isEmpty() && coded.contains(node.input(node.op().type().data()));
            if (moves) {
                node.outputs().stream().filter(t -> graph.tensor(t).quantization().isPresent()).forEach(coded::add);
            }
        }
        return coded;
    }
}
