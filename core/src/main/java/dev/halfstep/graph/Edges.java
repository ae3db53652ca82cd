package dev.halfstep.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes read and write the tensors of a graph, by tensor.
 *
 * @param readers places of nodes in their order, one as often as it reads the tensor
 * @param writers the place of the node that writes the tensor
 */
record Edges(Map<Integer, List<Integer>> readers, Map<Integer, Integer> writers) {

    static Edges of(List<Node> nodes) {
        var readers = new HashMap<Integer, List<Integer>>();
        var writers = new HashMap<Integer, Integer>();
        for (int n = 0; n < nodes.size(); n++) {
            for (int tensor : nodes.get(n).inputs()) {
                if (tensor != Node.ABSENT) {
                    readers.computeIfAbsent(tensor, none -> new ArrayList<>()).add(n);
                }
            }
            for (int tensor : nodes.get(n).outputs()) {
                writers.put(tensor, n);
            }
        }
        readers.replaceAll((tensor, places) -> List.copyOf(places));
        return new Edges(readers, writers);
    }
}
