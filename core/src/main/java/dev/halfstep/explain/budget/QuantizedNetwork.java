package dev.halfstep.explain.budget;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * A quantized model's dense layers, in the order they run, with the real numbers that their weights and biases stand for.
 *
 * @param dense where the layers stand in the graph
 * @param features how features become codes, where each has its own
 * @param copies how many neighbouring outputs make one value
 */
record QuantizedNetwork(Graph graph, DenseLayers dense, List<Layer> layers, Optional<FeatureMap> features, int copies) {

    /**
     * A dense layer of a quantized model.
     *
     * @param dense where it stands in the graph
     * @param origin the layer that it reads, or {@link DenseLayers#INPUT}
     * @param parameters in units of the values that its tensors of codes stand for
     */
    record Layer(DenseLayers.Layer dense, int origin, DenseParameters parameters) {

        Activation activation() {
            return dense.op().activation();
        }
    }

    /**
     * The layers of a quantized model.
     *
     * @throws Problem if one does not depend on the model's input, or its weights are computed
     */
    static QuantizedNetwork of(Graph graph) {
        DenseLayers dense = DenseLayers.of(graph);
        Interface edges = Interface.of(graph);
        return new QuantizedNetwork(graph, dense, dense.all().stream().map(layer -> layer(dense, layer)).toList(),
                edges.inputs().getFirst().features().map(FeatureMap::new), edges.outputs().getFirst().copies());
    }

    private static Layer layer(DenseLayers dense, DenseLayers.Layer layer) {
        int origin = dense.origin(layer.data()).orElseThrow(() -> Problem.model(dense.graph().place(layer.data())
                + " does not depend on the model's input: such models cannot be explained"));
        return new Layer(layer, origin, parameters(dense, layer));
    }

    private static DenseParameters parameters(DenseLayers dense, DenseLayers.Layer layer) {
        Value weights = constant(dense, layer.weights());
        int outputs = weights.shape().extent(0);
        int inputs = weights.shape().extent(1);
        double[] bias = layer.hasBias() ? real(constant(dense, layer.bias())) : new double[outputs];
        return DenseParameters.of(inputs, outputs, real(weights), bias, layer.op().activation());
    }

    private static Value constant(DenseLayers dense, int tensor) {
        return dense.constant(tensor).orElseThrow(
                () -> Problem.model(dense.graph().place(tensor) + " is computed: such layers cannot be explained"));
    }

    /** What a constant stands for, in double precision; for codes the exact product of scale and code. */
    private static double[] real(Value value) {
        return switch (value) {
            case Tensor real -> Tensor.widened(real.values());
            case Codes codes -> real(codes);
        };
    }

    private static double[] real(Codes codes) {
        Quantization quantization = codes.quantization()
                .orElseThrow(
                        () -> Problem.model("weights or biases of type " + codes.dtype().label() + " have no scale"));
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
        return graph.tensor(layer.dense().weights()).quantization()
                .map(q -> (double) q.scale(q.channels() == 1 ? 0 : output)).orElse(0.0);
    }

    /** Whether a node codes or decodes a constant, which is done before the model runs. */
    boolean isAboutConstants(Node node) {
        return dense.origin(node.input(0)).isEmpty();
    }
}
