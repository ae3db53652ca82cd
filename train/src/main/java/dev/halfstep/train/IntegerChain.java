package dev.halfstep.train;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A quantized network as fine-tuning takes it: int8 dense layers one after the other, with QUANTIZE and DEQUANTIZE at the
 * edges.
 *
 * @param data
 *            index of the tensor of int8 codes that the first layer reads
 * @param layers
 *            first layer first, at least one
 */
record IntegerChain(Graph graph, int data, List<FakeQuantLayer> layers) {

    /** Rows run through the graph at once. */
    private static final int BLOCK = 512;

    /** @throws Problem if the graph is none of these */
    static IntegerChain of(Graph graph) {
        DenseLayers layers = DenseLayers.of(graph);
        layers.whyNotARow().ifPresent(reason -> {
            throw refused(reason);
        });
        layers.all().forEach(layer -> requireInt8(layers, layer));
        return new IntegerChain(graph, layers.all().getFirst().data(),
                layers.all().stream().map(layer -> FakeQuantLayer.of(layers, layer)).toList());
    }

    private static void requireInt8(DenseLayers layers, DenseLayers.Layer layer) {
        Graph graph = layers.graph();
        TensorInfo data = graph.tensor(layer.data());
        TensorInfo weights = graph.tensor(layer.weights());
        if (data.dtype() != DType.INT8 || weights.dtype() != DType.INT8) {
            throw refused("a dense layer has " + data.dtype().label() + " data and " + weights.dtype().label()
                    + " weights");
        }
        if (data.shape().rank() != 2 || data.shape().extent(1) != weights.shape().extent(1)) {
            throw refused("a dense layer has data of the shape " + data.shape());
        }
        if (!layers.isFixed(layer) || !(layers.lowered(layer).layer() instanceof Int8Dense)) {
            throw refused("a dense layer has weights or a bias that are computed, or weights with a zero point");
        }
    }

    private static Problem refused(String reason) {
        return Problem.model("the model cannot be fine-tuned: " + reason)
                .remedy("Only int8 dense layers one after the other can, with one input and one output.");
    }

    int features() {
        return layers.getFirst().inputs();
    }

    int outputs() {
        return layers.getLast().outputs();
    }

    /** What one code of the last layer stands for. */
    float outputScale() {
        return layers.getLast().outputScale();
    }

    /** The shape of the parameters: one kernel and one bias for each layer. */
    ParameterLayout layout() {
        List<Integer> hidden = layers.stream().limit(layers.size() - 1).map(FakeQuantLayer::outputs).toList();
        return ParameterLayout.of(features(), hidden, outputs());
    }

    /**
     * What the first layer is given for real values, whatever stands before it: codes less their zero point, as floats.
     *
     * @param x
     *            real values [rows, features]
     * @return [rows][features]
     * @throws Problem
     *             if the shape does not fit the model or a value is not a number
     */
    float[] inputs(Tensor x) {
        int rows = x.shape().extent(0);
        long zeroPoint = graph.tensor(data).quantization().orElseThrow().zeroPoint();
        Interface.Port port = Interface.of(graph).inputs().getFirst();
        Interpreter interpreter = Interpreter.prepare(graph);
        var inputs = new float[rows * features()];
        int width = rows == 0 ? 0 : x.values().length / rows;
        for (int from = 0; from < rows; from += BLOCK) {
            int to = Math.min(rows, from + BLOCK);
            float[] block = Arrays.copyOfRange(x.values(), from * width, to * width);
            Tensor real = Tensor.of(x.shape().with(0, to - from), block);
            Map<Integer, Value> tapped = interpreter.runWithTaps(List.of(port.encode(real)), Set.of(data));
            var codes = (Codes) Objects.requireNonNull(tapped.get(data));
            for (int i = 0; i < codes.shape().elements(); i++) {
                inputs[from * features() + i] = codes.rawCode(i) - zeroPoint;
            }
        }
        return inputs;
    }

    /** The same graph with some of its constants replaced. */
    Graph with(Map<Integer, Codes> constants) {
        var builder = new Graph.Builder().description(graph.description()).inputs(graph.inputs())
                .outputs(graph.outputs());
        for (int t = 0; t < graph.tensors().size(); t++) {
            TensorInfo tensor = graph.tensor(t);
            Optional<Value> constant =
                    constants.containsKey(t) ? Optional.ofNullable(constants.get(t)) : tensor.constant();
            builder.add(new TensorInfo(tensor.name(), tensor.dtype(), tensor.shape(), tensor.signature(),
                    tensor.quantization(), constant));
        }
        graph.nodes().forEach(builder::add);
        graph.signatures().forEach(builder::add);
        graph.metadata().forEach(builder::metadata);
        return builder.build();
    }
}
