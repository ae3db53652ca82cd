package dev.halfstep.tflite;

import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.problem.Causes;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.Subgraph.Apply;
import dev.halfstep.tflite.Subgraph.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Types in which nothing is computed, at the edge of a network, where a CAST takes them to {@code float32} or there from it.
 *
 * <p>
 * {@code float64} is taken for {@code float32}: doubles are rounded where they are read instead of by the CAST, to the same values.
 * From {@code float16} a CAST does what DEQUANTIZE does.
 *
 * @param doubles tensors of {@code float64}, which stand in the network as {@code float32}
 */
record EdgeTypes(Subgraph network, Set<Integer> doubles) {

    /**
     * The network without such casts.
     *
     * @param causes gets what touches a {@code float64} and is no such cast
     */
    Subgraph resolved(Causes causes) {
        Map<Integer, Integer> same = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Step step : network.steps()) {
            if (step instanceof Apply apply && isCast(apply.node()) && !same.containsKey(apply.node().output())) {
                Node node = apply.node();
                if (isWidening(node)) {
                    steps.add(new Apply(apply.index(), new Node(new Dequantize(), moved(node.inputs(), same),
                            node.outputs())));
                    continue;
                }
                if (isOfDoubles(node)) {
                    if (network.outputs().contains(node.output())) {
                        steps.add(moved(step, same));
                    } else {
                        same.put(node.output(), same.getOrDefault(node.input(0), node.input(0)));
                    }
                    continue;
                }
            }
            requireNoDoubles(step, causes);
            steps.add(moved(step, same));
        }
        return new Subgraph(network.place(), network.tensors(), steps, network.inputs(),
                moved(network.outputs(), same));
    }

    private static boolean isCast(Node node) {
        Op op = node.op();
        return op instanceof Cast && node.inputs().size() == 1 && node.outputs().size() == 1;
    }

    private boolean isWidening(Node node) {
        return dtype(node.input(0)) == DType.FLOAT16 && dtype(node.output()) == DType.FLOAT32 && !isDouble(node);
    }

    private boolean isOfDoubles(Node node) {
        return isDouble(node) && dtype(node.input(0)) == DType.FLOAT32 && dtype(node.output()) == DType.FLOAT32;
    }

    private boolean isDouble(Node node) {
        return doubles.contains(node.input(0)) || doubles.contains(node.output());
    }

    private DType dtype(int tensor) {
        List<TensorInfo> all = network.tensors();
        return tensor >= 0 && tensor < all.size() ? all.get(tensor).dtype() : DType.INT64;
    }

    private void requireNoDoubles(Step step, Causes causes) {
        if (step.inputs().stream().anyMatch(doubles::contains)
                || step.outputs().stream().anyMatch(doubles::contains)) {
            causes.add(Problem.model("float64 is supported only where it is cast to float32 or from it"), place(step));
        }
    }

    private static String place(Step step) {
        return switch (step) {
            case Apply apply -> "node " + apply.index() + " " + apply.node().op().name();
            case Subgraph.Call call -> call.place();
        };
    }

    private static Step moved(Step step, Map<Integer, Integer> same) {
        return switch (step) {
            case Apply apply -> new Apply(apply.index(), new Node(apply.node().op(),
                    moved(apply.node().inputs(), same), apply.node().outputs(), apply.node().intermediates()));
            case Subgraph.Call call -> new Subgraph.Call(call.index(), call.kind(), call.subgraphs(),
                    moved(call.inputs(), same), call.outputs());
        };
    }

    private static List<Integer> moved(List<Integer> tensors, Map<Integer, Integer> same) {
        return tensors.stream().map(t -> same.getOrDefault(t, t)).toList();
    }
}
