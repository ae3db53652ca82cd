package dev.halfstep.explain.codes;

import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Networks of int8 codes whose every number is chosen. Weights and sums of codes have the scale of their data. */
final class CodedNetwork {

    private final Graph.Builder graph = new Graph.Builder();
    private int input = -1;

    /** An input whose codes stand for 0, {@code step}, ... up to {@code 255 * step}. */
    int input(int width, float step) {
        input = graph.add(codes("x", width, step));
        return input;
    }

    /** A dense layer with weights of scale 1, whose codes stand for 0 to {@code 255 * step}, too. */
    int dense(int data, float dataStep, byte[] weights, int[] bias, Activation activation, float step) {
        int outputs = bias.length;
        int w = graph.add(TensorInfo.constant("w", Codes.int8(Shape.of(outputs, weights.length / outputs), weights,
                Quantization.perTensor(1, 0))));
        int b = graph.add(TensorInfo.constant("b",
                Codes.int32(Shape.of(outputs), bias, Quantization.perTensor(dataStep, 0))));
        int y = graph.add(codes("y" + data, outputs, step));
        graph.add(new Node(FullyConnected.with(activation), List.of(data, w, b), List.of(y)));
        return y;
    }

    private static TensorInfo codes(String name, int width, float step) {
        return TensorInfo.codes(name, DType.INT8, Shape.of(1, width), Quantization.perTensor(step, -128))
                .withOpenBatch();
    }

    Graph build(int output) {
        return graph.inputs(List.of(input)).outputs(List.of(output)).build();
    }

    /** With more to be said of its edges. */
    Graph build(int output, EdgeCoding coding) {
        return build(output).withText(EdgeCoding.METADATA_NAME, coding.text().orElseThrow());
    }

    /** What comes in goes out: one layer of which each output has one input's codes and step. */
    static Graph identity(int width, float step) {
        var network = new CodedNetwork();
        var weights = new byte[width * width];
        for (int i = 0; i < width; i++) {
            weights[i * width + i] = 1;
        }
        int x = network.input(width, step);
        return network.build(network.dense(x, step, weights, new int[width], Activation.NONE, step));
    }

    /** One output that is the sum of the numbers of the input's slots. */
    static Graph sum(EdgeCoding coding, int slots) {
        var network = new CodedNetwork();
        var weights = new byte[slots];
        Arrays.fill(weights, (byte) 1);
        int x = network.input(slots, 1);
        return network.build(network.dense(x, 1, weights, new int[1], Activation.NONE, slots), coding);
    }

    /** One input and copies of it as outputs, each shifted by its bias in parts of a step of the input. */
    static Graph copies(float step, int... bias) {
        var network = new CodedNetwork();
        var weights = new byte[bias.length];
        Arrays.fill(weights, (byte) 1);
        int x = network.input(1, step);
        return network.build(network.dense(x, step, weights, bias, Activation.NONE, 1),
                EdgeCoding.of(Optional.empty(), bias.length));
    }
}
