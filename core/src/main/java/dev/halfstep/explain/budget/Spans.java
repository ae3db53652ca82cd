package dev.halfstep.explain.budget;

import dev.halfstep.explain.twin.Constant;
import dev.halfstep.explain.twin.Span;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which nodes of a network have a share each, and on how many rows that is measured, so that it takes some seconds: each share costs
 * a run of all that comes behind its nodes.
 *
 * @param all in order, one after another
 * @param rows how many can be afforded
 */
record Spans(List<Span> all, int rows) {

    /** Multiplications that shares may take. */
    private static final double MOST_WORK = 2e10;

    /** With fewer rows, layers are taken together rather than told apart further. */
    private static final int ENOUGH_ROWS = 16;

    /** What it takes to run a node, whatever it does. */
    private static final double STARTING_WORK = 1e4;

    /** Apart from products, a node takes some operations for each of its values. */
    private static final double ELEMENTWISE_WORK = 4;

    /**
     * Spans for a network.
     *
     * @param inParts whether what a node does is to be told apart
     * @param known the constants whose rounding can be told
     * @param rows how many there are
     * @param together how many run at once
     */
    static Spans of(Graph graph, boolean inParts, Set<Constant> known, int rows, int together) {
        double[] behind = behind(graph, STARTING_WORK / together);
        Set<Integer> matched = known.stream().map(Constant::node).collect(Collectors.toSet());
        double parts = 0;
        for (int n = 0; n < graph.nodes().size(); n++) {
            parts += (matched.contains(n) ? 3 : 2) * behind[n];
        }
        int enough = Math.min(rows, ENOUGH_ROWS);
        if (inParts && affordable(parts) >= enough) {
            return new Spans(grouped(graph, 1, true), Math.min(rows, affordable(parts)));
        }
        int nodes = 1;
        while (nodes < graph.nodes().size() && affordable(work(behind, nodes)) < enough) {
            nodes *= 2;
        }
        return new Spans(grouped(graph, nodes, false), Math.min(rows, affordable(work(behind, nodes))));
    }

    private static int affordable(double work) {
        return (int) Math.clamp(MOST_WORK / Math.max(1, work), 1, Integer.MAX_VALUE);
    }

    private static double work(double[] behind, int nodes) {
        double work = 0;
        for (int n = nodes - 1; n < behind.length; n += nodes) {
            work += behind[n];
        }
        return work;
    }

    private static List<Span> grouped(Graph graph, int together, boolean inParts) {
        var spans = new ArrayList<Span>();
        int count = graph.nodes().size();
        for (int n = 0; n < count; n += together) {
            spans.add(new Span(n, Math.min(count, n + together) - 1, inParts));
        }
        return List.copyOf(spans);
    }

    /** The work for a row of all nodes behind each one. */
    private static double[] behind(Graph graph, double starting) {
        var behind = new double[graph.nodes().size()];
        double sum = 0;
        for (int n = behind.length - 1; n >= 0; n--) {
            behind[n] = sum;
            sum += starting + work(graph, graph.nodes().get(n));
        }
        return behind;
    }

    private static double work(Graph graph, Node node) {
        double values = node.outputs().stream().mapToDouble(t -> perRow(graph.tensor(t).shape())).sum();
        Optional<Weights> weights = node.op().quantization().weights().filter(w -> node.hasInput(w.weights()));
        if (weights.isEmpty()) {
            return ELEMENTWISE_WORK * values;
        }
        Shape shape = graph.tensor(node.input(weights.get().weights())).shape();
        int axis = weights.get().axis();
        double products = axis < shape.rank() ? (double) shape.elements() / Math.max(1, shape.extent(axis)) : 1;
        return Math.max(ELEMENTWISE_WORK, products) * values;
    }

    private static double perRow(Shape shape) {
        return shape.rank() == 0 ? 1 : (double) shape.elements() / Math.max(1, shape.extent(0));
    }
}
