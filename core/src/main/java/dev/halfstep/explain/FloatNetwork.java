package dev.halfstep.explain;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.coding.Dequantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A float model's dense layers, in the order they run. */
final class FloatNetwork {

    private final int input;
    private final List<Layer> layers = new ArrayList<>();

    /**
     * A dense layer of a float model.
     *
     * @param data the tensor it reads
     * @param output the tensor it writes
     */
    record Layer(int data, int output, DenseParameters parameters) {}

    private FloatNetwork(int input) {
        this.input = input;
    }

    /**
     * The layers of a float model.
     *
     * @throws Problem if it is quantized, or has anything but dense layers with constant weights
     */
    static FloatNetwork of(Graph model) {
        Graph graph = Quantizer.floatNetwork(model);
        var network = new FloatNetwork(graph.inputs().getFirst());
        for (Node node : graph.nodes()) {
            switch (node.op()) {
                case FullyConnected dense -> network.layers.add(layer(graph, node, dense));
                case Quantize quantize -> throw new IllegalStateException("a float network without codes has none");
                case Dequantize dequantize -> throw new IllegalStateException("half-precision constants were widened");
                default -> throw SimulationBuilder.notDense(node);
            }
        }
        return network;
    }

    private static Layer layer(Graph graph, Node node, FullyConnected dense) {
        int w = node.input(FullyConnected.WEIGHTS);
        if (!graph.tensor(w).isConstant()) {
            throw Problem.of(graph.place(w) + " is computed: the errors of such weights cannot be told apart");
        }
        int outputs = graph.tensor(w).shape().extent(0);
        int inputs = graph.tensor(w).shape().extent(1);
        double[] bias = node.hasInput(FullyConnected.BIAS)
                ? widened(graph, node.input(FullyConnected.BIAS)) : new double[outputs];
        return new Layer(node.input(FullyConnected.DATA), node.output(),
                DenseParameters.of(inputs, outputs, widened(graph, w), bias, dense.activation()));
    }

    static double[] widened(Graph graph, int tensor) {
        if (!graph.tensor(tensor).isConstant()) {
            throw Problem.of(graph.place(tensor) + " is computed: the errors of such biases cannot be told apart");
        }
        return widened(((Tensor) graph.constant(tensor)).values());
    }

    static double[] widened(float[] values) {
        var widened = new double[values.length];
        for (int i = 0; i < widened.length; i++) {
            widened[i] = values[i];
        }
        return widened;
    }

    List<Layer> layers() {
        return layers;
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
