package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

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
}
