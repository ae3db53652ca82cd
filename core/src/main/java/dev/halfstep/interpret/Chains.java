package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.DenseChain.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the nodes that can run as one step: each is the only reader of what the one before it computes, and nobody else asks for it.
 */
final class Chains {

    private final Layout layout;
    private final Set<Integer> wanted;
    private final Map<Integer, List<Integer>> readers = new HashMap<>();

    private Chains(Layout layout, Set<Integer> wanted) {
        this.layout = layout;
        this.wanted = wanted;
        List<Node> nodes = layout.graph().nodes();
        for (int n = 0; n < nodes.size(); n++) {
            for (int input : nodes.get(n).inputs()) {
                readers.computeIfAbsent(input, none -> new ArrayList<>()).add(n);
            }
        }
    }

    /**
     * The chains of at least two nodes, by their last node.
     *
     * @param wanted tensors whose contents are asked for
     */
    static Map<Integer, List<Integer>> of(Layout layout, Set<Integer> wanted) {
        var all = new HashSet<>(wanted);
        all.addAll(layout.graph().outputs());
        var chains = new Chains(layout, all);
        var found = new HashMap<Integer, List<Integer>>();
        var taken = new HashSet<Integer>();
        for (int n = 0; n < layout.graph().nodes().size(); n++) {
            if (!taken.contains(n)) {
                List<Integer> chain = chains.from(n);
                if (chain.size() > 1) {
                    found.put(chain.getLast(), chain);
                    taken.addAll(chain);
                }
            }
        }
        return found;
    }

    /** The longest chain that begins with a node; nothing if none does. */
    private List<Integer> from(int first) {
        var chain = new ArrayList<Integer>();
        Link last = link(first);
        if (layout.isDone(first) || !(last.recodes() || last.isLayer())) {
            return chain;
        }
        chain.add(first);
        for (int next = next(first); next >= 0 && last.leadsTo(link(next)); next = next(next)) {
            chain.add(next);
            last = link(next);
        }
        return chain;
    }

    /** The node that alone reads what a node computes, where that can pass unseen; below 0 if there is none. */
    private int next(int node) {
        Graph graph = layout.graph();
        int between = graph.nodes().get(node).outputs().getFirst();
        List<Integer> reading = readers.getOrDefault(between, List.of());
        if (wanted.contains(between) || reading.size() != 1) {
            return -1;
        }
        int reader = reading.getFirst();
        return graph.nodes().get(reader).inputs().getFirst() == between ? reader : -1;
    }

    Link link(int node) {
        Node of = layout.graph().nodes().get(node);
        return new Link(of.op(), layout.operands(of));
    }
}
