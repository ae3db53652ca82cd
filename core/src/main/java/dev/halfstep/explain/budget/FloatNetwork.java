package dev.halfstep.explain.budget;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A float model's dense layers, in the order they run.
 *
 * @param input the tensor that goes into the model
 */
record FloatNetwork(int input, List<Layer> layers) {

    /**
     * A dense layer of a float model.
     *
     * @param data the tensor it reads
     * @param output the tensor it writes
     */
    record Layer(int data, int output, DenseParameters parameters) {}

    /**
     * The layers of a float model. What normalises the features before the first of them is taken into those that read it, in double
     * precision.
     *
     * @throws Problem if it is quantized, or has anything else but dense layers with constant weights
     */
    static FloatNetwork of(Graph model) {
        Graph graph = Quantizer.floatNetwork(model);
        int input = graph.inputs().getFirst();
        FeaturePaths paths = FeaturePaths.of(graph, input);
        Set<Integer> folded = paths.whyNot().isEmpty() ? paths.folded() : Set.of();
        for (int n = 0; n < graph.nodes().size(); n++) {
            if (!folded.contains(n) && !(graph.nodes().get(n).op() instanceof FullyConnected)) {
                throw SimulationBuilder.notDense(graph.nodes().get(n));
            }
        }
        DenseLayers layers = DenseLayers.of(graph);
        layers.all().stream().filter(layer -> folded.isEmpty() || !paths.readers().contains(layer.node()))
                .map(DenseLayers.Layer::data).filter(data -> layers.origin(data).isEmpty()).findFirst()
                .ifPresent(data -> {
                    throw SimulationBuilder.independent(graph, data);
                });
        return new FloatNetwork(input, layers.all().stream()
                .map(layer -> !folded.isEmpty() && paths.readers().contains(layer.node())
                        ? normalised(layer(layers, layer), input, paths) : layer(layers, layer))
                .toList());
    }

    /** A layer that reads normalised features, as one that reads the input. */
    private static Layer normalised(Layer layer, int input, FeaturePaths paths) {
        DenseParameters old = layer.parameters;
        var weights = new double[old.weights().length];
        double[] bias = old.bias().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = old.weight(i / old.inputs(), i % old.inputs());
        }
        paths.fold(weights, bias);
        return new Layer(input, layer.output,
                DenseParameters.of(old.inputs(), old.outputs(), weights, bias, old.activation()));
    }

    private static Layer layer(DenseLayers layers, DenseLayers.Layer layer) {
        requireConstant(layers.graph(), layer.weights(), "weights");
        if (layer.hasBias()) {
            requireConstant(layers.graph(), layer.bias(), "biases");
        }
        var dense = (FloatDense) layers.lowered(layer).layer();
        return new Layer(layer.data(), layer.output(), DenseParameters.of(dense.inputs(), dense.outputs(),
                Tensor.widened(dense.weights()), Tensor.widened(dense.bias()), layer.op().activation()));
    }

    private static void requireConstant(Graph graph, int tensor, String what) {
        if (!graph.tensor(tensor).isConstant()) {
            throw Problem
                    .model(graph.place(tensor) + " is computed: the errors of such " + what + " cannot be told apart");
        }
    }

    /**
     * What each layer gives before its activation.
     *
     * @param inputs real values {@code [rows][inputs]}
     * @return one array {@code [rows][outputs]} for each layer, which may have several rows of its own for one of the input
     */
    List<double[]> sums(double[] inputs) {
        Map<Integer, double[]> values = new HashMap<>();
        values.put(input, inputs);
        var all = new ArrayList<double[]>();
        for (Layer layer : layers) {
            DenseParameters parameters = layer.parameters;
            double[] in = Objects.requireNonNull(values.get(layer.data));
            int layerRows = in.length / parameters.inputs();
            var sums = new double[layerRows * parameters.outputs()];
            parameters.sums(in, layerRows, sums);
            all.add(sums);
            values.put(layer.output, activated(sums, parameters));
        }
        return all;
    }

    static double[] activated(double[] sums, DenseParameters parameters) {
        var values = new double[sums.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(sums[i], parameters.activation().min(), parameters.activation().max());
        }
        return values;
    }
}
