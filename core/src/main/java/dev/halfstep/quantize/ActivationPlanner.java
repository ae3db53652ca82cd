package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.scale.Scales;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides the codes of every tensor that integer nodes read or write.
 *
 * <p>
 * Most have the scale that follows from their {@linkplain NeededRanges range}. An op that only moves codes about hands on the
 * scale of its input: the tensors that such ops connect have one {@link #root}. Where several inputs must share a scale with the
 * output, as in a concatenation, they take the output's, which is decided from the values of all; an input that other ops read,
 * too, may keep its own and is rescaled for this one. Some ops give the same codes whatever goes in.
 *
 * <p>
 * TensorFlow's converter knows no needed ranges. It counts constants among the inputs, so that behind {@code MINIMUM} with a
 * constant the output decides, too; its quantizer for int16 activations rescales all inputs that differ from the output.
 */
final class ActivationPlanner {

    /** How many tensors are looked at to see who reads a value; beyond, it is taken that others do, too. */
    private static final int LONG_WAY = 64;

    private final Graph network;
    private final Partition partition;
    private final DType dtype;
    private final Recipe recipe;
    private final Ranges ranges;
    /** Empty where scales are to be the converter's. */
    private final Map<Integer, Range> needed;
    /** Tensors whose range was asked for. */
    private final Set<Integer> asked;
    private final Map<Integer, Decision.Activation> decisions = new TreeMap<>();
    private final Map<Integer, Integer> roots = new HashMap<>();
    /** Roots whose scale is not to be changed any more. */
    private final Set<Integer> settled = new HashSet<>();

    private ActivationPlanner(Graph network, Partition partition, DType dtype, Recipe recipe, Ranges ranges) {
        this.network = network;
        this.partition = partition;
        this.dtype = dtype;
        this.recipe = recipe;
        this.ranges = ranges;
        needed = recipe.converterScales() ? Map.of() : NeededRanges.of(network, partition, recipe, ranges);
        asked = AskedRanges.tensors(network, recipe);
        for (int n = 0; n < network.nodes().size(); n++) {
            if (handsOn(n)) {
                int root = root(computed(network.nodes().get(n)).getFirst());
                network.nodes().get(n).outputs().forEach(t -> roots.put(t, root));
            }
        }
    }

    /**
     * The decisions, by tensor.
     *
     * @param edge the type at the network's inputs and outputs; if it is an integer type, those become codes, too
     * @throws Problem if a tensor has no range
     */
    static Map<Integer, Decision.Activation> decide(Graph network, Partition partition, Precision precision,
            DType edge, Recipe recipe, Ranges ranges) {
        var planner = new ActivationPlanner(network, partition, precision.activations(), recipe, ranges);
        Set<Integer> tensors = planner.coded(edge);
        // In the order of the tensors, so that the first problem is that of the first tensor.
        tensors.stream().sorted().forEach(planner::decideAlone);
        planner.shareBackwards();
        if (!recipe.converterScales()) {
            planner.shareWithZeros();
        }
        tensors.stream().sorted().forEach(planner::takeOver);
        return planner.decisions;
    }

    /** The tensors that become codes, apart from weights and biases. */
    private Set<Integer> coded(DType edge) {
        var tensors = new HashSet<Integer>();
        for (int n = 0; n < network.nodes().size(); n++) {
            if (partition.isInteger(n)) {
                Node node = network.nodes().get(n);
                tensors.addAll(data(network, node));
                node.outputs().stream().filter(t -> Partition.isReal(network, t)).forEach(tensors::add);
            }
        }
        if (edge.isInteger()) {
            network.inputs().stream().filter(t -> Partition.isReal(network, t)).forEach(tensors::add);
            network.outputs().stream().filter(t -> Partition.isReal(network, t)).forEach(tensors::add);
        }
        return tensors;
    }

    /** The inputs of a node that become codes as activations do: all real ones but weights and bias. */
    static List<Integer> data(Graph network, Node node) {
        var data = new ArrayList<Integer>();
        QuantizationRule rule = node.op().quantization();
        for (int i = 0; i < node.inputs().size(); i++) {
            int position = i;
            boolean weights = rule.weights().map(w -> position == w.weights() || position == w.bias()).orElse(false);
            if (!weights && Partition.isReal(network, node.input(i))) {
                data.add(node.input(i));
            }
        }
        return data;
    }

    private void decideAlone(int t) {
        Node writer = writer(t);
        Quantization fixed = writer == null ? null : writer.op().quantization().fixed().get(dtype);
        if (writer != null && fixed != null) {
            Range range = ranges.of(t).orElse(new Range(0, 0));
            decisions.put(t, activation(t, fixed, range, "the codes of " + writer.op().name() + " are fixed"));
            settled.add(t);
            return;
        }
        boolean constant = network.tensor(t).isConstant();
        Range range = constant ? Range.of(((Tensor) network.constant(t)).values())
                : ranges.of(t).orElseThrow(() -> noRange(t));
        Range coded = needed.getOrDefault(t, range);
        String reason = constant ? "smallest and largest value of the constant"
                : asked.contains(t) ? AskedRanges.REASON : "smallest and largest value over " + ranges.rows()
                        + " calibration rows"
                        + (range.equals(range.clippedTo(coded)) ? "" : ", as far as what reads it lets them through");
        try {
            decisions.put(t, activation(t, Scales.activation(coded, dtype), range, reason));
        } catch (Problem problem) {
            throw problem.at(network.place(t));
        }
    }

    private Problem noRange(int t) {
        return Problem.model(network.place(t) + " has no range: calibration did not see it")
                .remedy("Calibrate this very network; each tensor must depend on the model's input.");
    }

    private Decision.Activation activation(int t, Quantization q, Range range, String reason) {
        return new Decision.Activation(t, network.tensor(t).name(), dtype, q.scale(), q.zeroPoint(), range.min(),
                range.max(), reason);
    }

    /** The integer node that writes a tensor, if there is one. */
    private @Nullable Node writer(int t) {
        return network.writer(t).filter(partition::isInteger).map(network.nodes()::get).orElse(null);
    }

    /** The tensor from which a tensor has its scale, through ops that hand on that of their one input. */
    private int root(int t) {
        return roots.getOrDefault(t, t);
    }

    private boolean handsOn(int n) {
        Node node = network.nodes().get(n);
        return partition.isInteger(n) && isShared(node) && computed(node).size() == 1
                && (!recipe.converterScales() || data(network, node).size() == 1);
    }

    private static boolean isShared(Node node) {
        return node.op().quantization().scales().areShared();
    }

    private List<Integer> computed(Node node) {
        return computed(network, node);
    }

    /** The same without constants. */
    static List<Integer> computed(Graph network, Node node) {
        return data(network, node).stream().filter(t -> !network.tensor(t).isConstant()).toList();
    }

    /** From the last op with several inputs of one scale to the first: the inputs take the output's. */
    private void shareBackwards() {
        for (int n = network.nodes().size() - 1; n >= 0; n--) {
            Node node = network.nodes().get(n);
            if (!partition.isInteger(n) || !isShared(node) || handsOn(n) || computed(node).isEmpty()) {
                continue;
            }
            Decision.Activation output = decision(root(node.output()));
            for (int t : computed(node)) {
                int root = root(t);
                boolean gives = recipe.converterScales() ? dtype != DType.INT16 : isReadOnlyBy(root, n);
                if (gives && !settled.contains(root)) {
                    decisions.put(root, activation(root, output.quantization(), rangeOf(root),
                            "that of " + output.name() + ", which " + node.op().name() + " shares"));
                    settled.add(root);
                }
            }
        }
    }

    /**
     * A tensor that is always 0, such as the state that a recurrent layer starts from, may have any scale. Where its layer's
     * weights are those of others, too, it takes the largest scale of what those read: in the tiny units of its own range a bias
     * would be so many that all had to be coded more coarsely.
     */
    private void shareWithZeros() {
        Map<Integer, List<Integer>> dataByWeights = new HashMap<>();
        for (int n = 0; n < network.nodes().size(); n++) {
            Node node = network.nodes().get(n);
            Optional<QuantizationRule.Weights> rule = node.op().quantization().weights();
            if (rule.isPresent() && partition.isInteger(n)) {
                dataByWeights.computeIfAbsent(node.input(rule.get().weights()), none -> new ArrayList<>())
                        .add(root(node.input(rule.get().data())));
            }
        }
        dataByWeights.values().forEach(this::shareWithZeros);
    }

    private void shareWithZeros(List<Integer> roots) {
        Optional<Decision.Activation> largest = roots.stream().map(this::decision)
                .filter(decision -> !isZero(decision)).max(Comparator.comparingDouble(Decision.Activation::scale));
        largest.ifPresent(other -> roots.stream().filter(root -> isZero(decision(root)) && settled.add(root))
                .forEach(root -> decisions.put(root, activation(root, other.quantization(), rangeOf(root),
                        "always 0; that of " + other.name() + ", which layers with the same weights read"))));
    }

    private static boolean isZero(Decision.Activation decision) {
        return decision.min() == 0 && decision.max() == 0;
    }

    /** Whether all that reads a tensor, directly or through ops that hand on its scale, is one node. */
    private boolean isReadOnlyBy(int tensor, int node) {
        var left = new ArrayDeque<Integer>(List.of(tensor));
        for (int seen = 0; !left.isEmpty(); seen++) {
            int t = left.remove();
            if (seen == LONG_WAY || network.outputs().contains(t)) {
                return false;
            }
            for (int reader : network.readers(t)) {
                if (reader != node && !handsOn(reader)) {
                    return false;
                }
                if (reader != node) {
                    left.addAll(network.nodes().get(reader).outputs());
                }
            }
        }
        return true;
    }

    private Range rangeOf(int t) {
        Decision.Activation old = decision(t);
        return new Range(old.min(), old.max());
    }

    private Decision.Activation decision(int t) {
        Decision.Activation decision = decisions.get(t);
        if (decision == null) {
            throw noRange(t);
        }
        return decision;
    }

    /** Gives a tensor the scale of its root. */
    private void takeOver(int t) {
        int root = root(t);
        if (root != t) {
            decisions.put(t, activation(t, decision(root).quantization(), rangeOf(t),
                    "that of " + network.tensor(root).name() + ", whose codes it holds"));
        }
    }
}
