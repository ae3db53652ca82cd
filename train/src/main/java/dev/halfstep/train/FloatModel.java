package dev.halfstep.train;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Signature;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Map;

/** A trained network as a graph that carries its pipeline. */
public final class FloatModel {

    private static final String INPUT = "features";
    private static final String OUTPUT = "prediction";

    private FloatModel() {}

    /**
     * The float32 model: input {@code [?, features]}, output {@code [?, targets]}, both standardised.
     */
    public static Graph of(TrainedNetwork network, Pipeline pipeline) {
        var builder = new Graph.Builder().description("Trained by Halfstep");
        int input = builder.add(activations(INPUT, pipeline.features().size()));
        int current = input;
        List<DenseLayer> layers = network.layers();
        for (int l = 0; l < layers.size(); l++) {
            DenseLayer layer = layers.get(l);
            boolean last = l == layers.size() - 1;
            String name = "dense_" + (l + 1);
            int weights = builder.add(TensorInfo.constant(name + "/weights",
                    Tensor.of(Shape.of(layer.outputs(), layer.inputs()), layer.kernel())));
            int bias = builder.add(
                    TensorInfo.constant(name + "/bias", Tensor.of(Shape.of(layer.outputs()), layer.bias())));
            int output = builder.add(activations(last ? OUTPUT : name, layer.outputs()));
            Activation activation = layer.relu() ? Activation.RELU : Activation.NONE;
            builder.add(new Node(FullyConnected.with(activation), List.of(current, weights, bias), List.of(output)));
            current = output;
        }
        builder.inputs(List.of(input)).outputs(List.of(current));
        builder.add(new Signature("serving_default", Map.of(INPUT, input), Map.of(OUTPUT, current)));
        return builder.build().withText(Pipeline.METADATA_NAME, pipeline.toJson());
    }

    private static TensorInfo activations(String name, int width) {
        return TensorInfo.real(name, Shape.of(1, width)).withOpenBatch();
    }
}
