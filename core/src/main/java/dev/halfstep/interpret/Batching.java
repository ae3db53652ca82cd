package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a network treats the samples along the first axis of its inputs one by one, so that any number of them may run at once.
 *
 * <p>
 * Judged by shapes: the network is taken through with two batches of different prime sizes. It keeps samples apart if the first
 * extent of every tensor that depends on an input grows with the batch and no other extent does, and if no op says that it mixes
 * samples where shapes do not show it. A batch that moved to another axis, was summed up, cut or glued to something shows.
 */
final class Batching {

    /** Large enough to differ from the extents of most networks, small enough not to cost memory. */
    private static final int SMALL = 7;
    private static final int LARGE = 11;

    private Batching() {}

    /** Whether samples may run together, in batches of any size. */
    static boolean keepsSamplesApart(Graph graph) {
        for (TensorInfo input : graph.inputTensors()) {
            if (input.shape().rank() == 0) {
                return false;
            }
        }
        try {
            List<TensorInfo> declared = shapes(graph, 0);
            List<TensorInfo> small = shapes(graph, SMALL);
            List<TensorInfo> large = shapes(graph, LARGE);
            Set<Integer> dependent = dependent(graph);
            return dependent.stream().allMatch(t -> grows(declared.get(t), small.get(t), large.get(t)))
                    && graph.nodes().stream()
                            .noneMatch(node -> node.inputs().stream().anyMatch(dependent::contains)
                                    && node.op().mixesSamples(Graph.operands(node, small)))
                    && dependent.containsAll(graph.outputs());
        } catch (Problem doesNotGoThrough) {
            return false;
        }
    }

    /** The tensors whose contents depend on those of an input. */
    private static Set<Integer> dependent(Graph graph) {
        var dependent = new HashSet<>(graph.inputs());
        for (Node node : graph.nodes()) {
            if (node.op().readsContents() && node.inputs().stream().anyMatch(dependent::contains)) {
                dependent.addAll(node.outputs());
            }
        }
        return dependent;
    }

    private static boolean grows(TensorInfo declared, TensorInfo small, TensorInfo large) {
        Shape a = small.shape();
        Shape b = large.shape();
        if (a.rank() == 0 || a.rank() != b.rank() || a.rank() != declared.shape().rank()
                || (long) a.extent(0) * LARGE != (long) b.extent(0) * SMALL) {
            return false;
        }
        return a.with(0, b.extent(0)).equals(b);
    }

    /** What is known of all tensors for a batch; that of the model if it is 0. */
    private static List<TensorInfo> shapes(Graph graph, int batch) {
        List<Shape> inputs = graph.inputTensors().stream()
                .map(input -> batch == 0 ? input.shape() : input.shape().with(0, batch)).toList();
        return Layout.small(graph, inputs).tensors();
    }
}
