package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.lower.Lowered;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known before anything runs, for one set of input shapes: the shapes of all tensors, the contents that are the same in all
 * runs, and what each node computes. It does not change once it is made; frames share it, also those of several threads.
 *
 * <p>
 * Nodes whose inputs are known, because they follow from constants and shapes, run here, once. So the shape that a RESHAPE takes may
 * be computed from the extent of a batch, and half-precision weights are widened only once.
 */
final class Layout {

    private static final int KNOWN_SHARE = 16;

    private final Graph graph;
    private final List<Shape> inputShapes;
    private final List<TensorInfo> tensors;
    /** Indices of the nodes that have run. */
    private final BitSet done = new BitSet();
    /** What each node computes, as far as it has been asked for. */
    private final AtomicReferenceArray<@Nullable Lowered> lowered;
    private final long limit;
    private long bytes;

    private Layout(Graph graph, List<Shape> inputShapes, long limit) {
        this.graph = graph;
        this.inputShapes = inputShapes;
        this.limit = limit;
        tensors = new ArrayList<>(graph.tensors());
        lowered = new AtomicReferenceArray<>(graph.nodes().size());
        for (int i = 0; i < inputShapes.size(); i++) {
            int input = graph.inputs().get(i);
            tensors.set(input, tensors.get(input).withShape(inputShapes.get(i)));
        }
        for (int n = 0; n < graph.nodes().size(); n++) {
            try {
                add(n, graph.nodes().get(n));
            } catch (Problem problem) {
                throw problem.at(place(n));
            }
        }
    }

    /**
     * For a graph that is to run.
     *
     * @param inputShapes one for each input of the graph
     * @throws Problem if the shapes do not go through the graph, or there is not enough memory
     */
    static Layout of(Graph graph, List<Shape> inputShapes) {
        requirePreparation(graph);
        return new Layout(graph, inputShapes, Memory.limit());
    }

    /**
     * For a graph whose shapes are asked for: it may take but little memory beside one that runs.
     *
     * @throws Problem if the shapes do not go through the graph, or there is not enough memory
     */
    static Layout small(Graph graph, List<Shape> inputShapes) {
        requirePreparation(graph);
        return new Layout(graph, inputShapes, Memory.limit() / KNOWN_SHARE);
    }

    /** Layers that share weights have parameters of their own, which may need many times the memory that the file does. */
    private static void requirePreparation(Graph graph) {
        long all = 0;
        for (Node node : graph.nodes()) {
            Operands declared = graph.operands(node);
            all += goTogether(node.op(), declared) ? node.op().preparedBytes(declared) : 0;
        }
        Memory.require("preparing it", all);
    }

    /** Whether an op takes shapes as they are declared: a file may leave them open, and what is then declared says nothing. */
    private static boolean goTogether(Op op, Operands declared) {
        try {
            return op.shapeOperands().stream().allMatch(declared::isFixed)
                    && !op.outputShapes(declared).isEmpty();
        } catch (Problem open) {
            return false;
        }
    }

    private void add(int index, Node node) {
        Op op = node.op();
        Operands before = operands(node);
        for (int position : op.shapeOperands(before)) {
            if (before.has(position) && !before.knows(position)) {
                throw Problem.of("its output's shape depends on what the model computes").remedy(
                        "Convert the model so that shapes depend on nothing but the shapes of its inputs.");
            }
        }
        List<Shape> shapes = op.outputShapes(before);
        for (int i = 0; i < shapes.size(); i++) {
            int output = node.outputs().get(i);
            tensors.set(output, tensors.get(output).withShape(shapes.get(i)));
        }
        boolean known = !op.readsContents()
                || IntStream.range(0, node.inputs().size()).allMatch(before::isFixed);
        if (known) {
            run(node);
            done.set(index);
        }
    }

    private void run(Node node) {
        Operands operands = operands(node);
        for (int output : node.outputs()) {
            // Outputs of the model are copied after each run.
            bytes += TensorArrays.bytes(tensors.get(output)) * (graph.outputs().contains(output) ? 2 : 1);
        }
        Memory.require("running it", bytes, limit);
        Memory.require("preparing it", bytes + node.op().preparedBytes(operands), limit);
        List<Value> results = KnownResults.of(node.op(), operands);
        for (int i = 0; i < results.size(); i++) {
            int t = node.outputs().get(i);
            tensors.set(t, tensors.get(t).withContents(results.get(i)));
        }
    }

    Graph graph() {
        return graph;
    }

    List<Shape> inputShapes() {
        return inputShapes;
    }

    /** One for each tensor of the graph. */
    List<TensorInfo> tensors() {
        return tensors;
    }

    TensorInfo tensor(int index) {
        return tensors.get(index);
    }

    /** The tensors of a node as its op sees them. */
    Operands operands(Node node) {
        return Graph.operands(node, tensors);
    }

    /**
     * What a node computes. Two threads that ask at once may both derive it; it is the same.
     *
     * @throws Problem with the node's place, if scales are beyond what the reference kernel's arithmetic is defined for
     */
    Lowered lowered(int index) {
        Lowered known = lowered.get(index);
        if (known != null) {
            return known;
        }
        Node node = graph.nodes().get(index);
        try {
            Lowered derived = node.op().lower(operands(node));
            lowered.set(index, derived);
            return derived;
        } catch (Problem problem) {
            throw problem.at(place(index));
        }
    }

    /** Whether a node's outputs are known, so that it need not run again. */
    boolean isDone(int node) {
        return done.get(node);
    }

    /** The contents of a tensor that are the same in all runs. */
    Value known(int tensor) {
        return tensors.get(tensor).constant().orElseThrow(() -> new IllegalArgumentException("tensor " + tensor));
    }

    /** How many bytes the known contents take that are not the graph's own. */
    long bytes() {
        return bytes;
    }

    /** A node as messages name it. */
    String place(int node) {
        return "node " + node + " " + graph.nodes().get(node).op().name();
    }
}
