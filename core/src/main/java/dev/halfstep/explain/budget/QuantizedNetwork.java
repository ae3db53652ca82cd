package dev.halfstep.explain.budget;

import dev.halfstep.explain.subject.Deviation;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Dequantize;
import dev.halfstep.op.FullyConnected;
import dev.halfstep.op.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A quantized model's dense layers, in the order they run, with the real numbers that their weights and biases stand for. */
final class QuantizedNetwork {

    /** Stands for the model's input where layers are counted from 0. */
    static final int INPUT = -1;

    private final Graph graph;
    /** From a tensor to the layer that its values come from. */
    private final Map<Integer, Integer> origins = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Optional<FeatureMap> features;
    private final int copies;

    /**
     * A dense layer of a quantized model.
     *
     * @param origin the layer that it reads, or {@link #INPUT}
     * @param parameters in units of the values that its tensors of codes stand for
     */
    record Layer(Node node, FullyConnected op, int origin, DenseParameters parameters) {}

    QuantizedNetwork(Graph graph) {
        this.graph = graph;
        Interface edges = Interface.of(graph);
        features = edges.inputs().getFirst().features().map(FeatureMap::new);
        copies = edges.outputs().getFirst().copies();
        origins.put(graph.inputs().getFirst(), INPUT);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof FullyConnected dense) {
                int data = node.input(FullyConnected.DATA);
                layers.add(new Layer(node, dense, origin(data), parameters(node, dense)));
                origins.put(node.output(), layers.size() - 1);
            } else if (origins.containsKey(node.input(0))) {
                origins.put(node.output(), origin(node.input(0)));
            }
        }
    }

    private int origin(int tensor) {
        return Optional.ofNullable(origins.get(tensor)).orElseThrow(() -> Problem.of(graph.place(tensor)
                + " does not depend on the model's input: such models cannot be explained"));
    }

    private DenseParameters parameters(Node node, FullyConnected dense) {
        Value weights = constant(node.input(FullyConnected.WEIGHTS));
        int outputs = weights.shape().extent(0);
        int inputs = weights.shape().extent(1);
        double[] bias = node.hasInput(FullyConnected.BIAS) ? real(constant(node.input(FullyConnected.BIAS)))
                : new double[outputs];
        return DenseParameters.of(inputs, outputs, real(weights), bias, dense.activation());
    }

    /** The constant that a tensor holds, or that a DEQUANTIZE makes it from. */
    private Value constant(int tensor) {
        Optional<Node> writer = graph.writer(tensor).map(graph.nodes()::get);
        if (writer.isPresent() && writer.get().op() instanceof Dequantize
                && graph.tensor(writer.get().input(0)).isConstant()) {
            return graph.constant(writer.get().input(0));
        }
        if (!graph.tensor(tensor).isConstant()) {
            throw Problem.of(graph.place(tensor) + " is computed: such layers cannot be explained");
        }
        return graph.constant(tensor);
    }

    /** What a constant stands for, in double precision; for codes the exact product of scale and code. */
    private static double[] real(Value value) {
        return switch (value) {
            case Tensor real -> Deviation.widened(real.values());
            case Codes codes -> real(codes);
        };
    }

    private static double[] real(Codes codes) {
        Quantization quantization = codes.quantization()
                .orElseThrow(() -> Problem.of("weights or biases of type " + codes.dtype().label() + " have no scale"));
        int rowLength = codes.shape().elements() / codes.shape().extent(0);
        var values = new double[codes.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            int channel = quantization.channels() == 1 ? 0 : i / rowLength;
            values[i] = (double) quantization.scale(channel) * (codes.rawCode(i) - quantization.zeroPoint(channel));
        }
        return values;
    }

    /** The distance between values that neighbouring weight codes of an output stand for; 0 where weights are no codes. */
    double weightStep(Layer layer, int output) {
        return graph.tensor(layer.node().input(FullyConnected.WEIGHTS)).quantization()
                .map(q -> (double) q.scale(q.channels() == 1 ? 0 : output)).orElse(0.0);
    }

    Graph graph() {
        return graph;
    }

    List<Layer> layers() {
        return layers;
    }

    /** Whether the model's output comes straight from a layer. */
    boolean isOutput(int layer) {
        return Objects.equals(origins.get(graph.outputs().getFirst()), layer);
    }

    /** The layer that a computed tensor's values come from, or {@link #INPUT}; empty where they come from constants. */
    Optional<Integer> originOf(int tensor) {
        return Optional.ofNullable(origins.get(tensor));
    }

    /** How features become numbers, where each has its own. */
    Optional<FeatureMap> features() {
        return features;
    }

    /** How many neighbouring outputs make one value. */
    int copies() {
        return copies;
    }

    /** Whether a node codes or decodes a constant, which is done before the model runs. */
    boolean isAboutConstants(Node node) {
        return switch (node.op()) {
            case Quantize _,Dequantize _ -> !origins.containsKey(node.input(0));
            default -> false;
        };
    }
}
