package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Dequantize;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/** Turns a float16 model back into a float32 one: a DEQUANTIZE of a half-precision constant becomes a constant. */
final class HalfWidening {

    private HalfWidening() {}

    static Graph widen(Graph graph) {
        List<Node> widening = graph.nodes().stream().filter(node -> isWidening(graph, node)).toList();
        if (widening.isEmpty()) {
            return graph;
        }
        var tensors = new ArrayList<>(graph.tensors());
        for (Node node : widening) {
            var half = (Tensor) graph.constant(node.input(0));
            tensors.set(node.output(),
                    TensorInfo.constant(graph.tensor(node.output()).name(), Tensor.of(half.shape(), half.values())));
        }
        return Pruning.build(graph, tensors, graph.nodes().stream().filter(n -> !isWidening(graph, n)).toList());
    }

    private static boolean isWidening(Graph graph, Node node) {
        return node.op() instanceof Dequantize && graph.tensor(node.input(0)).dtype() == DType.FLOAT16
                && graph.tensor(node.input(0)).isConstant();
    }
}
