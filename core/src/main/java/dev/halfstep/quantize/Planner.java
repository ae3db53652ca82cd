package dev.halfstep.quantize;

import dev.halfstep.calibrate.Range;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Dequantize;
import dev.halfstep.op.FullyConnected;
import dev.halfstep.op.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides what happens to each tensor; see {@link Quantizer#plan}. */
final class Planner {

    private static final String WEIGHTS_REASON = "largest magnitude on code 127, further out where the bias needs room";

    /** From here on a magnitude is nearer to the half after the largest, 65504, which stands for infinity. */
    private static final float HALF_OVERFLOW = 65_520;

    private final Graph graph;
    private final Precision precision;
    private final Recipe recipe;
    private final Ranges ranges;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<Integer, Decision.Activation> activations = new TreeMap<>();
    private final Map<Integer, Decision.Weights> weights = new HashMap<>();
    /** The dense layers that use a tensor as their weights. */
    private final Map<Integer, List<Node>> layersByWeights = new HashMap<>();

    Planner(Graph graph, Precision precision, Recipe recipe, Ranges ranges) {
        this.graph = graph;
        this.precision = precision;
        this.recipe = recipe;
        this.ranges = ranges;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof FullyConnected) {
                layersByWeights.computeIfAbsent(node.input(FullyConnected.WEIGHTS), none -> new ArrayList<>())
                        .add(node);
            }
        }
    }

    List<Decision> decide() {
        switch (precision) {
            case FLOAT32 -> constants(t -> new Decision.Keep(t, graph.tensor(t).name(), "float32 keeps constants"));
            case FLOAT16 -> constants(this::half);
            case DYNAMIC_RANGE -> dynamicRange();
            case INT8, FULL_UINT8, FULL_INT8, INT16X8 -> integer();
        }
        return decisions;
    }

    private interface ByTensor {
        Decision decide(int tensor);
    }

    private void constants(ByTensor decision) {
        for (int t = 0; t < graph.tensors().size(); t++) {
            if (graph.tensor(t).isConstant() && graph.tensor(t).dtype() == DType.FLOAT32) {
                decisions.add(decision.decide(t));
            }
        }
    }

    private Decision half(int t) {
        String name = graph.tensor(t).name();
        for (float value : ((Tensor) graph.constant(t)).values()) {
            if (Math.abs(value) >= HALF_OVERFLOW) {
                return new Decision.Keep(t, name, "holds " + value + ", which half precision would make infinite");
            }
        }
        return new Decision.Half(t, name, "float16 halves constants");
    }

    private void dynamicRange() {
        constants(t -> {
            TensorInfo tensor = graph.tensor(t);
            int elements = tensor.shape().elements();
            if (!layersByWeights.containsKey(t)) {
                return new Decision.Keep(t, tensor.name(), "only weights are coded in a dynamic-range model");
            }
            if (elements < recipe.dynamicRangeMinElements()) {
                return new Decision.Keep(t, tensor.name(), elements + " weights, fewer than the recipe's "
                        + recipe.dynamicRangeMinElements() + ", stay in float");
            }
            WeightCoding coding = WeightCoding.dynamicRange(constant(t), channels(t));
            return new Decision.Weights(t, tensor.name(), tensor.shape().extent(0), coding.scales(), coding.codes(),
                    WEIGHTS_REASON);
        });
    }

    private void integer() {
        ranges.byTensor().forEach((t, range) -> activations.put(t, activation(t, range)));
        decisions.addAll(activations.values());
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            try {
                switch (node.op()) {
                    case FullyConnected dense -> dense(n, node);
                    default -> throw alreadyQuantized();
                }
            } catch (Problem problem) {
                throw problem.at("node " + n + " " + node.op().name());
            }
        }
        graph.inputs().forEach(this::requireActivation);
        graph.outputs().forEach(this::requireActivation);
    }

    static Problem alreadyQuantized() {
        return Problem.of("the model is quantized already").remedy("Give the float32 model it was made from.");
    }

    private Decision.Activation activation(int t, Range range) {
        Quantization q;
        try {
            q = Scales.activation(range, precision.activations());
        } catch (Problem problem) {
            throw problem.at(graph.place(t));
        }
        return new Decision.Activation(t, graph.tensor(t).name(), precision.activations(), q.scale(), q.zeroPoint(),
                range.min(), range.max(), "smallest and largest value over " + ranges.rows() + " calibration rows");
    }

    private void dense(int n, Node node) {
        requireActivation(node.output());
        int w = node.input(FullyConnected.WEIGHTS);
        Decision.Weights coded = weights.containsKey(w) ? weights.get(w) : addWeights(w);
        if (node.hasInput(FullyConnected.BIAS)) {
            int b = node.input(FullyConnected.BIAS);
            var scales = new float[coded.scales().length];
            for (int c = 0; c < scales.length; c++) {
                scales[c] = inputScale(node) * coded.scales()[c];
            }
            DType type = precision == Precision.INT16X8 ? DType.INT64 : DType.INT32;
            decisions.add(new Decision.Bias(b, graph.tensor(b).name(), n, type, scales,
                    WeightCoding.bias(constant(b), scales), "in units of input scale times weight scale"));
        }
    }

    private Decision.Weights addWeights(int w) {
        List<Node> users = layersByWeights.getOrDefault(w, List.of());
        var inputScales = new float[users.size()];
        var biases = new float[users.size()][];
        for (int u = 0; u < biases.length; u++) {
            inputScales[u] = inputScale(users.get(u));
            biases[u] = users.get(u).hasInput(FullyConnected.BIAS) ? constant(users.get(u).input(FullyConnected.BIAS))
                    : new float[0];
        }
        WeightCoding coding = precision == Precision.INT16X8
                ? WeightCoding.int16x8(constant(w), channels(w), inputScales, biases)
                : WeightCoding.int8(constant(w), channels(w), inputScales, biases);
        var decision =
                new Decision.Weights(w, graph.tensor(w).name(), graph.tensor(w).shape().extent(0), coding.scales(),
                        coding.codes(), WEIGHTS_REASON);
        decisions.add(decision);
        weights.put(w, decision);
        return decision;
    }

    private int channels(int weights) {
        return recipe.perChannelWeights() ? graph.tensor(weights).shape().extent(0) : 1;
    }

    private float inputScale(Node node) {
        return requireActivation(node.input(FullyConnected.DATA)).scale();
    }

    private Decision.Activation requireActivation(int tensor) {
        Decision.Activation activation = activations.get(tensor);
        if (activation == null) {
            throw Problem.of(graph.place(tensor) + " has no range: calibration did not see it")
                    .remedy("Calibrate this very network; each tensor must depend on the model's input.");
        }
        return activation;
    }

    private float[] constant(int tensor) {
        if (!graph.tensor(tensor).isConstant()) {
            throw Problem.of(graph.place(tensor) + " is computed, which has no integer form here")
                    .remedy("Use --precision float16 for this model.");
        }
        float[] values = ((Tensor) graph.constant(tensor)).values();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw Problem.of(graph.place(tensor) + " holds the value " + value)
                        .remedy("Train the model again; its training has diverged.");
            }
        }
        return values;
    }
}
