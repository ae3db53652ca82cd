package dev.halfstep.interpret;

import dev.halfstep.graph.Node;
import dev.halfstep.kernel.Kernels;
import dev.halfstep.kernel.Prepared;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the nodes of a graph have made of their constants for one set of kernels, shared by all who run the graph. */
final class PreparedNodes {

    private final Kernels kernels;
    /** By node, or by the nodes of a chain. */
    private final Map<List<Integer>, Prepared> made = new ConcurrentHashMap<>();

    PreparedNodes(Kernels kernels) {
        this.kernels = kernels;
    }

    Kernels kernels() {
        return kernels;
    }

    /** The preparation of a node or of a chain of nodes. Contents that follow from shapes make one that is not shared. */
    Prepared of(Layout layout, List<Integer> nodes) {
        boolean ofGraph = nodes.stream().map(layout.graph().nodes()::get).allMatch(node -> isOfGraph(layout, node));
        return ofGraph ? made.computeIfAbsent(nodes, none -> new Prepared()) : new Prepared();
    }

    private static boolean isOfGraph(Layout layout, Node node) {
        return node.inputs().stream().filter(t -> t != Node.ABSENT && layout.tensor(t).isConstant())
                .allMatch(t -> layout.graph().tensor(t).isConstant());
    }
}
