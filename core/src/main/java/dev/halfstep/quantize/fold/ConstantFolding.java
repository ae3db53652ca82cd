package dev.halfstep.quantize.fold;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Pruning;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes beforehand what depends on constants alone, such as the widening of half-precision weights. What depends on the shape
 * of an input stays: it may be another when the model runs.
 */
public final class ConstantFolding {

    /** Results with more elements than this stay computed, or a file might become many times as large. */
    private static final int LARGEST = 1 << 16;

    private ConstantFolding() {}

    public static Graph fold(Graph graph) {
        Set<Integer> known = new HashSet<>();
        Set<Node> folded = new HashSet<>();
        for (int t = 0; t < graph.tensors().size(); t++) {
            if (graph.tensor(t).isConstant()) {
                known.add(t);
            }
        }
        for (Node node : graph.nodes()) {
            boolean ready = node.inputs().stream().allMatch(t -> t == Node.ABSENT || known.contains(t));
            if (ready && isFoldable(graph, node)) {
                known.addAll(node.outputs());
                folded.add(node);
            }
        }
        if (folded.isEmpty()) {
            return graph;
        }
        Interpreter interpreter = Interpreter.prepare(graph);
        var tensors = new ArrayList<>(graph.tensors());
        for (Node node : folded) {
            for (int t : node.outputs()) {
                Value contents = interpreter.known(t);
                tensors.set(t, graph.tensor(t).withContents(contents));
            }
        }
        List<Node> left = graph.nodes().stream().filter(node -> !folded.contains(node)).toList();
        return Pruning.build(graph, tensors, left);
    }

    private static boolean isFoldable(Graph graph, Node node) {
        if (node.op() instanceof Dequantize) {
            // Codes are not for us to undo: such a network is quantized already.
            return graph.tensor(node.input(0)).dtype() == DType.FLOAT16;
        }
        return node.outputs().stream().allMatch(t -> graph.tensor(t).shape().elements() <= LARGEST);
    }
}
