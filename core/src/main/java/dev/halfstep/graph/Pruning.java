package dev.halfstep.graph;

import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Leaves out of a graph what nothing uses. */
public final class Pruning {

    private Pruning() {}

    /** The nodes that what comes out depends on, in their order. */
    public static List<Node> needed(List<Node> nodes, Collection<Integer> outputs) {
        Set<Integer> read = new HashSet<>(outputs);
        var needed = new ArrayList<Node>();
        for (Node node : nodes.reversed()) {
            if (node.outputs().stream().anyMatch(read::contains)) {
                read.addAll(node.inputs());
                needed.add(node);
            }
        }
        return List.copyOf(needed.reversed());
    }

    /** A graph of rearranged parts of another, without tensors that nothing uses any more. */
    public static Graph build(Graph original, List<TensorInfo> tensors, List<Node> nodes) {
        var used = new TreeSet<Integer>(original.inputs());
        used.addAll(original.outputs());
        nodes.forEach(node -> {
            used.addAll(node.inputs());
            used.addAll(node.outputs());
            used.addAll(node.intermediates());
        });
        used.remove(Node.ABSENT);
        var builder = new Graph.Builder().description(original.description());
        Map<Integer, Integer> moved = new HashMap<>();
        moved.put(Node.ABSENT, Node.ABSENT);
        used.forEach(t -> moved.put(t, builder.add(tensors.get(t))));
        nodes.forEach(n -> builder.add(new Node(n.op(), moved(n.inputs(), moved), moved(n.outputs(), moved),
                moved(n.intermediates(), moved))));
        builder.inputs(moved(original.inputs(), moved)).outputs(moved(original.outputs(), moved));
        original.signatures().forEach(s -> builder.add(moved(s, moved, moved)));
        original.metadata().forEach(builder::metadata);
        return builder.build();
    }

    /** A signature for the moved tensors, without names of tensors that are gone. */
    public static Signature moved(Signature signature, Map<Integer, Integer> inputs, Map<Integer, Integer> outputs) {
        return new Signature(signature.key(), moved(signature.inputs(), inputs), moved(signature.outputs(), outputs));
    }

    private static Map<String, Integer> moved(Map<String, Integer> named, Map<Integer, Integer> moved) {
        var result = new LinkedHashMap<String, Integer>();
        named.forEach((name, tensor) -> {
            Integer to = moved.get(tensor);
            if (to != null) {
                result.put(name, to);
            }
        });
        return result;
    }

    public static List<Integer> moved(List<Integer> tensors, Map<Integer, Integer> moved) {
        return tensors.stream().map(moved::get).toList();
    }
}
