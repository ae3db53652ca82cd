package dev.halfstep.bench;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Networks of random dense layers, the same for the same widths: relu between them, none at the end. */
public final class DenseNetwork {

    private static final long SEED = 1;
    private static final int CALIBRATION_ROWS = 100;

    private final Random random = new Random(SEED);
    private final int inputs;

    private DenseNetwork(int inputs) {
        this.inputs = inputs;
    }

    /**
     * A network as TensorFlow's converter would quantize it, calibrated on standard normal values.
     *
     * @param widths of the input, of each hidden layer and of the output: {@code 9-64-1}
     */
    public static Graph of(String widths, Precision precision) {
        int[] extents = extents(widths);
        var maker = new DenseNetwork(extents[0]);
        Graph network = maker.floatNetwork(extents);
        Shape shape = Shape.of(CALIBRATION_ROWS, extents[0]);
        Tensor rows = Tensor.of(shape, maker.normal(shape.elements(), 1));
        return Quantizer.apply(network,
                Quantizer.plan(network, precision, precision.edges().getFirst(), Recipe.TENSORFLOW, rows));
    }

    /** A network of these widths in float32. */
    static Graph inFloat(String widths) {
        int[] extents = extents(widths);
        return new DenseNetwork(extents[0]).floatNetwork(extents);
    }

    /** Of the input, of each layer and of the output. */
    public static int[] extents(String widths) {
        return Arrays.stream(widths.split("-", -1)).mapToInt(Integer::parseInt).toArray();
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

    private float[] normal(int count, double deviation) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian(0, deviation);
        }
        return values;
    }
}
