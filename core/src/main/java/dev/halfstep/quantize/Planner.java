package dev.halfstep.quantize;

import dev.halfstep.calibrate.Ranges;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.scale.SharedWeights;
import dev.halfstep.quantize.scale.WeightCoding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Decides what happens to each tensor; see {@link Quantizer#plan}. */
final class Planner {

    private static final String WEIGHTS_REASON = "largest magnitude on code 127, further out where the bias needs room";
    private static final String OWN_REASON =
            WEIGHTS_REASON + "; not for all layers that share them, whose biases differ";

    /** How many times the scale that it needs a layer may get because of others with the same weights. */
    private static final float CLOSE = 1.1f;
    /** TensorFlow's converter duplicates the weights of each layer whose bias does not fit. */
    private static final float SAME = 1;

    /** From here on a magnitude is nearer to the half after the largest, 65504, which stands for infinity. */
    private static final float HALF_OVERFLOW = 65_520;

    private final Graph graph;
    private final Precision precision;
    private final Recipe recipe;
    private final Ranges ranges;
    private final List<Decision> decisions = new ArrayList<>();
    private final Partition partition;
    private final FloatParts floatParts;
    private final DType edge;
    private Map<Integer, Decision.Activation> activations = Map.of();
    private final Map<Integer, Decision.Weights> weightsByNode = new HashMap<>();
    /** The layers that use a tensor as their weights. */
    private final Map<Integer, List<Layer>> layersByWeights = new HashMap<>();

    /** A node with weights. */
    private record Layer(int index, Node node, QuantizationRule.Weights rule) {

        int data() {
            return node.input(rule.data());
        }

        int weights() {
            return node.input(rule.weights());
        }

        boolean hasBias() {
            return node.hasInput(rule.bias());
        }

        int bias() {
            return node.input(rule.bias());
        }
    }

    Planner(Graph graph, Precision precision, DType edge, Recipe recipe, Ranges ranges) {
        this.graph = graph;
        this.precision = precision;
        this.edge = edge;
        this.recipe = recipe;
        this.ranges = ranges;
        floatParts = new FloatParts(graph, recipe.keepFloat());
        partition = precision.needsCalibration() ? Partition.of(graph, precision, edge, recipe.keepFloat(), ranges)
                : new Partition(List.of(), Map.of());
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            Optional<QuantizationRule.Weights> rule = node.op().quantization().weights();
            if (rule.isPresent() && (!precision.needsCalibration() || partition.isInteger(n))) {
                layersByWeights.computeIfAbsent(node.input(rule.get().weights()), none -> new ArrayList<>())
                        .add(new Layer(n, node, rule.get()));
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
            Layer layer = layersByWeights.getOrDefault(t, List.of()).stream().findFirst().orElse(null);
            if (layer == null || isReadOtherwise(t)) {
                return new Decision.Keep(t, tensor.name(), "only weights are coded in a dynamic-range model");
            }
            if (floatParts.keeps(layer.node())) {
                return new Decision.Keep(t, tensor.name(), "kept in float as asked");
            }
            if (elements < recipe.dynamicRangeMinElements()) {
                return new Decision.Keep(t, tensor.name(), elements + " weights, fewer than the recipe's "
                        + recipe.dynamicRangeMinElements() + ", stay in float");
            }
            WeightCoding coding = WeightCoding.dynamicRange(channels(t, layer));
            return weights(t, layer, coding, List.of());
        });
        floatParts.requireAllUsed();
    }

    /** Whether a node reads a tensor otherwise than as its weights. */
    private boolean isReadOtherwise(int t) {
        return graph.uses(t) > layersByWeights.getOrDefault(t, List.of()).size();
    }

    private Decision.Weights weights(int t, Layer layer, WeightCoding coding, List<Integer> nodes) {
        TensorInfo tensor = graph.tensor(t);
        int axis = layer.rule().axis();
        return new Decision.Weights(t, tensor.name(), nodes, axis, tensor.shape().extent(axis), coding.scales(),
                coding.codes(), nodes.isEmpty() ? WEIGHTS_REASON : OWN_REASON);
    }

    private void integer() {
        activations = ActivationPlanner.decide(graph, partition, precision, edge, recipe, ranges);
        decisions.addAll(activations.values());
        partition.reasons().forEach((n, reason) -> {
            int output = graph.nodes().get(n).output();
            decisions.add(new Decision.Real(output, graph.tensor(output).name(), n, reason));
        });
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            if (partition.isInteger(n) && node.op().quantization().weights().isPresent()) {
                try {
                    layer(new Layer(n, node, node.op().quantization().weights().get()));
                } catch (Problem problem) {
                    throw problem.at("node " + n + " " + node.op().name());
                }
            }
        }
    }

    static Problem alreadyQuantized() {
        return Problem.model("the model is quantized already").remedy("Give the float32 model it was made from.");
    }

    private void layer(Layer layer) {
        if (!weightsByNode.containsKey(layer.index())) {
            addWeights(layer);
        }
        Decision.Weights coded = Objects.requireNonNull(weightsByNode.get(layer.index()));
        if (layer.hasBias()) {
            int b = layer.bias();
            var scales = new float[coded.scales().length];
            for (int c = 0; c < scales.length; c++) {
                scales[c] = inputScale(layer) * coded.scales()[c];
            }
            DType type = precision == Precision.INT16X8 ? DType.INT64 : DType.INT32;
            decisions.add(new Decision.Bias(b, graph.tensor(b).name(), layer.index(), type, scales,
                    WeightCoding.bias(constant(b), scales), "in units of input scale times weight scale"));
        }
    }

    /** Decides the weights of all layers that use those of one. */
    private void addWeights(Layer layer) {
        int w = layer.weights();
        List<SharedWeights.Use> uses = layersByWeights.getOrDefault(w, List.of()).stream().map(this::use).toList();
        WeightCoding.Fit fit = precision == Precision.INT16X8 ? WeightCoding.INT16X8 : WeightCoding.INT8;
        List<SharedWeights.Coded> all =
                SharedWeights.code(channels(w, layer), fit, uses, recipe.converterScales() ? SAME : CLOSE);
        for (SharedWeights.Coded coded : all) {
            Decision.Weights decision =
                    weights(w, layer, coded.coding(), all.size() == 1 ? List.of() : coded.nodes());
            decisions.add(decision);
            coded.nodes().forEach(n -> weightsByNode.put(n, decision));
        }
    }

    private SharedWeights.Use use(Layer layer) {
        return new SharedWeights.Use(layer.index(), inputScale(layer),
                layer.hasBias() ? constant(layer.bias()) : new float[0]);
    }

    private WeightCoding.Weights channels(int w, Layer layer) {
        Shape shape = graph.tensor(w).shape();
        boolean alike = layersByWeights.getOrDefault(w, List.of()).stream()
                .allMatch(other -> other.rule().axis() == layer.rule().axis());
        boolean own = recipe.perChannelWeights() || !(layer.node().op() instanceof FullyConnected);
        return WeightCoding.Weights.of(constant(w), shape, own && alike ? layer.rule().axis() : -1);
    }

    private float inputScale(Layer layer) {
        return Objects.requireNonNull(activations.get(layer.data())).scale();
    }

    private float[] constant(int tensor) {
        if (!graph.tensor(tensor).isConstant()) {
            throw Problem.model(graph.place(tensor) + " is computed, which has no integer form here")
                    .remedy(Phrase.of("use ").with(Setting.PRECISION, "float16").then(" for this model"));
        }
        float[] values = ((Tensor) graph.constant(tensor)).values();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw Problem.model(graph.place(tensor) + " holds the value " + value)
                        .remedy("Train the model again; its training has diverged.");
            }
        }
        return values;
    }
}
