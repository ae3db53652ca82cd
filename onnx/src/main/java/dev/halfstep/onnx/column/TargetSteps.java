package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.halfstep.onnx.column.Constants.Numbers;
import dev.halfstep.onnx.read.OnnxReader;
import dev.halfstep.pipeline.LinearMapping;
import dev.halfstep.pipeline.LogMapping;
import dev.halfstep.pipeline.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a model does to each of its outputs by itself, behind its last layer: it is scaled back to the target's unit, and maybe the
 * exponential of that is taken. A pipeline does that with a prediction, so that a quantized network need not have codes for it.
 */
final class TargetSteps {

    /** From which share of an exponential's unit on it is one; below, a line goes on. */
    private static final double LEAST = 0x1p-64;
    private static final double MOST = 0x1p64;
    /** How far a shift of an exponential may be from its least value, so that digits are left for that. */
    private static final double DIGITS = 0x1p-40;

    private final GraphProto rest;
    private final List<Arithmetic> steps;

    private TargetSteps(GraphProto rest, List<Arithmetic> steps) {
        this.rest = rest;
        this.steps = steps;
    }

    /**
     * One of them.
     *
     * @param op of the node
     * @param numbers that go with it, one or one for each target; none for an exponential
     */
    private record Arithmetic(String op, double[] numbers) {

        double of(int target) {
            return numbers[numbers.length == 1 ? 0 : target];
        }
    }

    /** The steps at the end of a graph; none where it ends with a layer. */
    static TargetSteps of(GraphProto graph) {
        var constants = new Constants(graph);
        Map<String, Integer> writers = new HashMap<>();
        Map<String, Integer> uses = new HashMap<>();
        for (int n = 0; n < graph.getNodeCount(); n++) {
            int node = n;
            graph.getNode(n).getOutputList().forEach(name -> writers.put(name, node));
            graph.getNode(n).getInputList().forEach(name -> uses.merge(name, 1, Integer::sum));
        }
        var left = new ArrayList<>(graph.getNodeList());
        var steps = new ArrayList<Arithmetic>();
        Set<Integer> seen = new HashSet<>();
        String at = graph.getOutput(0).getName();
        for (Integer n = writers.get(at); n != null && seen.add(n); n = writers.get(at)) {
            NodeProto node = left.get(n);
            boolean isOnly =
                    at.equals(graph.getOutput(0).getName()) ? !uses.containsKey(at) : uses.getOrDefault(at, 0) == 1;
            if (!isOnly || !OnnxReader.domain(node.getDomain()).isEmpty() || node.getOutputCount() != 1
                    || node.getInputCount() == 0 || isBias(node, graph, writers, constants)) {
                break;
            }
            boolean passes = Set.of("Identity", "Reshape", "Cast").contains(node.getOpType());
            int data = !passes && node.getInputCount() == 2 && constants.contains(node.getInput(0)) ? 1 : 0;
            if (!passes) {
                Optional<Arithmetic> step = step(node, data, constants);
                if (step.isEmpty()) {
                    break;
                }
                steps.addFirst(step.get());
                left.set(n, NodeProto.newBuilder().setOpType("Identity").addInput(node.getInput(data))
                        .addOutput(node.getOutput(0)).build());
            }
            at = node.getInput(data);
        }
        return new TargetSteps(graph.toBuilder().clearNode().addAllNode(left).build(), steps);
    }

    /** What is added to the products of a layer is part of it, if those are rows. */
    private static boolean isBias(NodeProto node, GraphProto graph, Map<String, Integer> writers,
            Constants constants) {
        return node.getOpType().equals("Add") && node.getInputList().stream().map(writers::get)
                .filter(Objects::nonNull).map(graph::getNode)
                .anyMatch(layer -> layer.getOpType().equals("MatMul") && layer.getInputCount() == 2
                        && constants.numbers(layer.getInput(1)).stream().noneMatch(w -> w.shape().size() == 1));
    }

    private static Optional<Arithmetic> step(NodeProto node, int data, Constants constants) {
        if (node.getOpType().equals("Exp")) {
            return Optional.of(new Arithmetic("Exp", new double[0]));
        }
        boolean isArithmetic = Set.of("Add", "Sub", "Mul", "Div").contains(node.getOpType())
                && node.getInputCount() == 2
                && (data == 0 || Set.of("Add", "Mul").contains(node.getOpType()));
        return (isArithmetic ? constants.numbers(node.getInput(1 - data)) : Optional.<Numbers>empty())
                .filter(numbers -> numbers.values().length > 0 && numbers.isRow(numbers.values().length, 2))
                .map(numbers -> new Arithmetic(node.getOpType(), numbers.values()));
    }

    /** The graph without them. */
    GraphProto rest() {
        return rest;
    }

    /**
     * The targets of a network that gives what is before these steps.
     *
     * @param names of them
     * @return empty if a target does not rise with what the network gives, or there is nothing to be done
     */
    Optional<List<Target>> targets(List<String> names) {
        boolean fits = steps.stream().allMatch(step -> step.numbers.length <= 1 || step.numbers.length == names.size());
        if (steps.isEmpty() || !fits) {
            return Optional.empty();
        }
        var targets = new ArrayList<Target>();
        for (int t = 0; t < names.size(); t++) {
            Optional<Target> target = target(names.get(t), t);
            target.ifPresent(targets::add);
        }
        return targets.size() == names.size() ? Optional.of(targets) : Optional.empty();
    }

    private Optional<Target> target(String name, int target) {
        double slope = 1;
        double shift = 0;
        Optional<double[]> before = Optional.empty();
        for (Arithmetic step : steps) {
            switch (step.op) {
                case "Add" -> shift += step.of(target);
                case "Sub" -> shift -= step.of(target);
                case "Mul" -> {
                    slope *= step.of(target);
                    shift *= step.of(target);
                }
                case "Div" -> {
                    slope /= step.of(target);
                    shift /= step.of(target);
                }
                default -> {
                    if (before.isPresent()) {
                        return Optional.empty();
                    }
                    before = Optional.of(new double[] {slope, shift});
                    slope = 1;
                    shift = 0;
                }
            }
        }
        if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(shift)) {
            return Optional.empty();
        }
        if (before.isEmpty()) {
            return Optional.of(new Target(name, shift, slope, new LinearMapping()));
        }
        return exponential(name, before.get()[0], before.get()[1], slope, shift);
    }

    /** {@code unit * exp(slope * y + at0) + shift}. */
    private static Optional<Target> exponential(String name, double slope, double at0, double unit, double shift) {
        double least = shift == 0 ? unit * LEAST : Math.max(unit * LEAST, Math.scalb(DIGITS, Math.getExponent(shift)));
        double low = shift + least;
        double high = shift + unit * MOST;
        double mean = at0 + Math.log(unit / (low - shift));
        return !(slope > 0) || !Double.isFinite(mean) || !(low > shift) || !Double.isFinite(high) || high <= low
                ? Optional.empty() : Optional.of(new Target(name, mean, slope, new LogMapping(shift, low, high)));
    }
}
