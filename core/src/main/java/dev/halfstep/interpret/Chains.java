package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.lower.Lowered;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the nodes that can run as one step: dense layers of int8 codes, with a QUANTIZE between 8-bit codes before and behind them
 * where there is one. Each is the only reader of what the one before it computes, and nobody else asks for it, so that it is never
 * written anywhere.
 */
record Chains(Layout layout, Set<Integer> wanted) {

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

    /**
     * What the nodes of a chain compute together.
     *
     * @param nodes what each computes
     */
    static CodeChain joined(List<Lowered> nodes) {
        byte[] entry = CodeChain.same();
        byte[] exit = CodeChain.same();
        var layers = new ArrayList<Int8Dense>();
        for (Lowered node : nodes) {
            if (node instanceof Requantized requantized) {
                if (layers.isEmpty()) {
                    entry = requantized.table();
                } else {
                    exit = requantized.table();
                }
            } else if (isLayer(node)) {
                layers.add((Int8Dense) ((LoweredDense) node).layer());
            }
        }
        return new CodeChain(entry, layers, exit);
    }

    /** How many rows go through the nodes of a chain. */
    static int rows(List<Lowered> nodes) {
        return nodes.stream().filter(Chains::isLayer).mapToInt(node -> ((LoweredDense) node).rows()).findFirst()
                .orElseThrow();
    }

    /** The longest chain that begins with a node; nothing if none does. */
    private List<Integer> from(int first) {
        var chain = new ArrayList<Integer>();
        if (layout.isDone(first)) {
            return chain;
        }
        Lowered last = layout.lowered(first);
        if (!recodes(last) && !isLayer(last)) {
            return chain;
        }
        chain.add(first);
        for (int next = next(first); next >= 0 && leads(last, layout.lowered(next)); next = next(next)) {
            chain.add(next);
            last = layout.lowered(next);
        }
        return chain;
    }

    /** The node that alone reads what a node computes, where that can pass unseen; below 0 if there is none. */
    private int next(int node) {
        Graph graph = layout.graph();
        int between = graph.nodes().get(node).outputs().getFirst();
        List<Integer> reading = graph.readers(between);
        if (wanted.contains(between) || reading.size() != 1) {
            return -1;
        }
        int reader = reading.getFirst();
        return graph.nodes().get(reader).inputs().getFirst() == between ? reader : -1;
    }

    /** Whether the next node takes the rows of this one as they are. */
    private static boolean leads(Lowered node, Lowered next) {
        if (node instanceof LoweredDense dense && next instanceof LoweredDense nextDense) {
            return isLayer(node) && isLayer(next) && dense.layer().outputs() == nextDense.layer().inputs();
        }
        return (node instanceof Requantized requantized && requantized.to() == DType.INT8 && isLayer(next))
                || (isLayer(node) && recodes(next));
    }

    /** Whether a node can stand at the beginning or the end of a chain: it changes what 8-bit codes stand for. */
    private static boolean recodes(Lowered node) {
        return node instanceof Requantized requantized && requantized.isOfBytes();
    }

    /** Whether a node is a dense layer of int8 codes whose weights are known. */
    private static boolean isLayer(Lowered node) {
        return node instanceof LoweredDense dense && dense.layer() instanceof Int8Dense && dense.computed().isEmpty();
    }
}
