package dev.halfstep.onnx.integer;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a network its outputs depend on. */
final class Reachable {

    private Reachable() {}

    /** The nodes that what comes out depends on, in their order. */
    static Collection<Node> nodes(List<Node> all, List<Integer> outputs) {
        Set<Integer> read = new HashSet<>(outputs);
        var needed = new ArrayDeque<Node>();
        for (Node node : all.reversed()) {
            if (node.outputs().stream().anyMatch(read::contains)) {
                read.addAll(node.inputs());
                needed.addFirst(node);
            }
        }
        return needed;
    }

    /** The network without tensors that nothing in it mentions. */
    static Graph compacted(Graph graph) {
        Set<Integer> used = new HashSet<>(graph.inputs());
        used.addAll(graph.outputs());
        for (Node node : graph.nodes()) {
            used.addAll(node.inputs());
            used.addAll(node.outputs());
        }
        var builder = new Graph.Builder();
        Map<Integer, Integer> moved = new HashMap<>();
        moved.put(Node.ABSENT, Node.ABSENT);
        for (int t = 0; t < graph.tensors().size(); t++) {
            if (used.contains(t)) {
                moved.put(t, builder.add(graph.tensor(t)));
            }
        }
        builder.inputs(moved(graph.inputs(), moved)).outputs(moved(graph.outputs(), moved));
        for (Node node : graph.nodes()) {
            builder.add(new Node(node.op(), moved(node.inputs(), moved), moved(node.outputs(), moved)));
        }
        return builder.build();
    }

    private static List<Integer> moved(List<Integer> tensors, Map<Integer, Integer> moved) {
        var result = new ArrayList<Integer>();
        for (int tensor : tensors) {
            result.add(moved.getOrDefault(tensor, Node.ABSENT));
        }
        return result;
    }
}
