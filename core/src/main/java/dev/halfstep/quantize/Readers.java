package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import java.util.HashMap;
import java.util.Map;

/** How often the tensors of a graph are read. */
final class Readers {

    private Readers() {}

    /** By tensor, how many inputs of nodes it is, counting that it comes out of the model as one. */
    static Map<Integer, Integer> count(Graph graph) {
        Map<Integer, Integer> readers = new HashMap<>();
        graph.outputs().forEach(t -> readers.merge(t, 1, Integer::sum));
        graph.nodes().forEach(node -> node.inputs().forEach(t -> readers.merge(t, 1, Integer::sum)));
        return readers;
    }
}
