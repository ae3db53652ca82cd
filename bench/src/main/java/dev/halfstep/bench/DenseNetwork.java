package dev.halfstep.bench;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.FullyConnected;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A full-uint8 network of random dense layers, the same for the same seed: relu between them, none at the end. */
final class DenseNetwork {

    private static final int CALIBRATION_ROWS = 1000;

    private final Random random;
    private final int inputs;
    private final Graph graph;

    /**
     * @param widths of the input, of each hidden layer and of the output
     */
    DenseNetwork(long seed, int... widths) {
        random = new Random(seed);
        inputs = widths[0];
        Graph network = floatNetwork(widths);
        graph = Quantizer.apply(network, Quantizer.plan(network, Precision.FULL_UINT8, DType.UINT8, Recipe.DEFAULT,
                standardNormal(Shape.of(CALIBRATION_ROWS, inputs))));
    }

    /** Writes the model file. */
    void write(Path file) {
        TfliteWriter.write(graph, file);
    }

    /** Input codes of further rows such as the calibration has seen. */
    Codes rows(int count) {
        return (Codes) Interface.of(graph).inputs().getFirst().encode(standardNormal(Shape.of(count, inputs)));
    }

    private Graph floatNetwork(int[] widths) {
        var builder = new Graph.Builder();
        int data = builder.add(TensorInfo.real("input", Shape.of(1, inputs)).withOpenBatch());
        builder.inputs(List.of(data));
        for (int layer = 1; layer < widths.length; layer++) {
            int from = widths[layer - 1];
            int to = widths[layer];
            int weights = builder.add(TensorInfo.constant("weights" + layer,
                    Tensor.of(Shape.of(to, from), normal(to * from, Math.sqrt(2.0 / from)))));
            int bias = builder.add(TensorInfo.constant("bias" + layer, Tensor.of(Shape.of(to), normal(to, 0.1))));
            int result = builder.add(TensorInfo.real("dense" + layer, Shape.of(1, to)).withOpenBatch());
            Activation activation = layer < widths.length - 1 ? Activation.RELU : Activation.NONE;
            builder.add(new Node(FullyConnected.with(activation), List.of(data, weights, bias), List.of(result)));
            data = result;
        }
        return builder.outputs(List.of(data)).build();
    }

    private Tensor standardNormal(Shape shape) {
        return Tensor.of(shape, normal(shape.elements(), 1));
    }

    private float[] normal(int count, double deviation) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian(0, deviation);
        }
        return values;
    }
}
