package dev.halfstep.cli;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.Signature;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small models of other makers: inputs of several shapes and types, each into a dense layer. */
final class Dense {

    private final Random random = new Random(5);
    private final Graph.Builder graph = new Graph.Builder().description("a model from elsewhere");

    /** Normal values, always the same for a seed. */
    static Tensor normal(long seed, int... extents) {
        var random = new Random(seed);
        var values = new float[Shape.of(extents).elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(extents), values);
    }

    /** One input of any shape, one dense layer with three outputs. */
    static Path single(Path file, int... shape) {
        var dense = new Dense();
        int x = dense.graph.add(TensorInfo.real("x", Shape.of(shape)));
        int columns = Shape.of(shape).elements() / (shape.length > 1 ? shape[0] : 1);
        int y = dense.layer(x, columns, 3, "y", shape.length > 1 ? shape[0] : 1);
        TfliteWriter.write(dense.graph.inputs(List.of(x)).outputs(List.of(y)).build(), file);
        return file;
    }

    /** One dense layer from three values to two, named by a signature. */
    static Path named(Path file, String signature) {
        var dense = new Dense();
        int x = dense.graph.add(TensorInfo.real("x", Shape.of(1, 3)));
        int y = dense.layer(x, 3, 2, "y", 1);
        TfliteWriter.write(dense.graph.inputs(List.of(x)).outputs(List.of(y))
                .add(new Signature(signature, Map.of("in", x), Map.of("out", y))).build(), file);
        return file;
    }

    /** Many layers with names as long as those of fused ones. */
    static Path deep(Path file, int layers) {
        var dense = new Dense();
        int x = dense.graph.add(TensorInfo.real("x", Shape.of(1, 3)));
        int y = x;
        for (int layer = 0; layer < layers; layer++) {
            y = dense.layer(y, 3, 3, "model/layer" + layer + "/MatMul;" + "model/layer/BiasAdd;".repeat(20), 1);
        }
        y = dense.layer(y, 3, 2, "y", 1);
        TfliteWriter.write(dense.graph.inputs(List.of(x)).outputs(List.of(y)).build(), file);
        return file;
    }

    /** Inputs {@code a} of three and {@code serving_default_b:0} of two values; each has an output, named by a signature. */
    static Path twoByTwo(Path file) {
        var dense = new Dense();
        int a = dense.graph.add(TensorInfo.real("a", Shape.of(1, 3)));
        int b = dense.graph.add(TensorInfo.real("serving_default_b:0", Shape.of(1, 2)));
        int left = dense.layer(a, 3, 2, "net/left", 1);
        int right = dense.layer(b, 2, 4, "net/right", 1);
        Map<String, Integer> inputs = new LinkedHashMap<>(Map.of("first", a));
        Map<String, Integer> outputs = new LinkedHashMap<>(Map.of("left", left));
        inputs.put("second", b);
        outputs.put("right", right);
        TfliteWriter.write(dense.graph.inputs(List.of(a, b)).outputs(List.of(left, right))
                .add(new Signature("serving_default", inputs, outputs)).build(), file);
        return file;
    }

    /** A real input into a dense layer, and integers that come out as they went in. */
    static Path withIntegers(Path file, int... shape) {
        var dense = new Dense();
        int x = dense.graph.add(TensorInfo.real("x", Shape.of(1, 3)));
        Shape one = Shape.of(shape);
        int ids = dense.graph
                .add(new TensorInfo("ids", DType.INT32, one, one, Optional.empty(), Optional.empty()));
        int y = dense.layer(x, 3, 2, "y", 1);
        TfliteWriter.write(dense.graph.inputs(List.of(x, ids)).outputs(List.of(y, ids)).build(), file);
        return file;
    }

    /** A single number, rounded to a quarter. */
    static Path scalar(Path file) {
        var dense = new Dense();
        int x = dense.graph.add(TensorInfo.real("x", Shape.of()));
        int codes =
                dense.graph.add(TensorInfo.codes("codes", DType.INT8, Shape.of(), Quantization.perTensor(0.25f, 0)));
        int y = dense.graph.add(TensorInfo.real("y", Shape.of()));
        dense.graph.add(new Node(new Quantize(), List.of(x), List.of(codes)))
                .add(new Node(new Dequantize(), List.of(codes), List.of(y)));
        TfliteWriter.write(dense.graph.inputs(List.of(x)).outputs(List.of(y)).build(), file);
        return file;
    }

    private int layer(int data, int columns, int outputs, String name, int batch) {
        int weights = graph.add(TensorInfo.constant(name + "/weights", normal(random.nextLong(), outputs, columns)));
        int result = graph.add(TensorInfo.real(name, Shape.of(batch, outputs)));
        graph.add(new Node(FullyConnected.with(Activation.NONE), List.of(data, weights), List.of(result)));
        return result;
    }
}
