package dev.halfstep.graph;

import static dev.halfstep.graph.GraphCheck.require;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;
import java.util.Optional;

/** Which element types a {@link FullyConnected} layer takes together, and what their quantizations must keep to. */
final class DenseTypes {

    private DenseTypes() {}

    static void check(Graph graph, Node node) {
        TensorInfo data = graph.tensor(node.input(FullyConnected.DATA));
        TensorInfo weights = graph.tensor(node.input(FullyConnected.WEIGHTS));
        Optional<TensorInfo> bias = node.hasInput(FullyConnected.BIAS)
                ? Optional.of(graph.tensor(node.input(FullyConnected.BIAS)))
                : Optional.empty();
        TensorInfo output = graph.tensor(node.output());
        boolean fits = switch (data.dtype()) {
            case FLOAT32 -> output.dtype() == DType.FLOAT32 && bias.map(b -> b.dtype() == DType.FLOAT32).orElse(true)
                    && (weights.dtype() == DType.FLOAT32 || weights.dtype() == DType.INT8);
            case INT8 -> output.dtype() == DType.INT8 && weights.dtype() == DType.INT8
                    && bias.map(b -> b.dtype() == DType.INT32).orElse(true);
            case INT16 -> output.dtype() == DType.INT16 && weights.dtype() == DType.INT8
                    && bias.map(b -> b.dtype() == DType.INT64 || b.dtype() == DType.INT32).orElse(true);
            case UINT8, INT32, INT64, FLOAT16 -> false;
        };
        require(fits, () -> "data " + data.dtype().label() + ", weights " + weights.dtype().label() + ", bias "
                + bias.map(b -> b.dtype().label()).orElse("none") + " and output " + output.dtype().label()
                + " are not supported together");
        if (weights.dtype() == DType.INT8) {
            requireWeights(weights);
        }
        if (data.dtype().isInteger()) {
            requireActivation(data);
            requireActivation(output);
            bias.ifPresent(b -> require(b.isConstant(), () -> "the integer bias '" + b.name() + "' must be constant"));
        }
    }

    private static void requireWeights(TensorInfo weights) {
        require(weights.isConstant(), () -> "the int8 weights '" + weights.name() + "' must be constant");
        Optional<Quantization> q = weights.quantization();
        require(q.isPresent() && (q.get().channels() == 1 || q.get().axis() == 0),
                () -> "the weights '" + weights.name() + "' have neither one scale nor one for each output");
        require(Arrays.stream(q.get().zeroPoints()).allMatch(zeroPoint -> zeroPoint == 0),
                () -> "the weights '" + weights.name() + "' have a zero point other than 0");
    }

    private static void requireActivation(TensorInfo tensor) {
        Optional<Quantization> q = tensor.quantization();
        require(q.isPresent() && q.get().channels() == 1, () -> "'" + tensor.name() + "' has no scale of its own");
        require(tensor.dtype() != DType.INT16 || q.get().zeroPoint() == 0,
                () -> "'" + tensor.name() + "' is int16 with a zero point other than 0");
    }
}
