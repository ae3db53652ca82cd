package dev.halfstep.interpret;

import dev.halfstep.graph.Activation;
import dev.halfstep.graph.FullyConnected;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.graph.TensorInfo;
import dev.halfstep.kernel.FloatDense;
import dev.halfstep.kernel.HybridDense;
import dev.halfstep.kernel.Int16Dense;
import dev.halfstep.kernel.Int8Dense;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;

/** Dense layers made ready to run, by the types of their tensors. */
final class DenseSteps {

    private final Graph graph;
    private final Node node;
    private final FullyConnected op;
    private final int in;
    private final int out;
    private final TensorInfo weights;
    private final int outputs;
    private final int inputs;

    private DenseSteps(Graph graph, Node node, FullyConnected op) {
        this.graph = graph;
        this.node = node;
        this.op = op;
        in = node.input(FullyConnected.DATA);
        out = node.output();
        weights = graph.tensor(node.input(FullyConnected.WEIGHTS));
        outputs = weights.shape().extent(0);
        inputs = weights.shape().extent(1);
    }

    static Step of(Graph graph, Node node, FullyConnected op) {
        var steps = new DenseSteps(graph, node, op);
        return switch (graph.tensor(steps.in).dtype()) {
            case FLOAT32 -> steps.weights.dtype() == DType.INT8 ? steps.hybrid() : steps.floating();
            case INT8 -> steps.int8();
            case INT16 -> steps.int16();
            case UINT8, INT32, INT64, FLOAT16 -> throw new AssertionError(graph.tensor(steps.in).dtype());
        };
    }

    /** Float weights may be computed, too, by a DEQUANTIZE for one, so that they and their shape are known at the run only. */
    private Step floating() {
        int w = node.input(FullyConnected.WEIGHTS);
        Activation activation = op.activation();
        return frame -> {
            Shape shape = frame.shape(w);
            var layer = new FloatDense(frame.floats(w), bias(frame, shape.extent(0)), shape.extent(1), shape.extent(0),
                    activation.min(), activation.max());
            FloatDense.run(layer, frame.floats(in), frame.shape(in).elements() / layer.inputs(), frame.floats(out));
        };
    }

    private Step hybrid() {
        byte[] codes = weightCodes();
        float[] scales = quantization(weights).scales();
        int[] sums = HybridDense.sums(codes, inputs, outputs);
        return frame -> {
            var layer =
                    new HybridDense(codes, scales, sums, bias(frame, outputs), inputs, outputs, op.asymmetricInputs(),
                            op.activation().min(), op.activation().max());
            HybridDense.run(layer, frame.floats(in), rows(frame), new byte[inputs], frame.floats(out));
        };
    }

    private float[] bias(Frame frame, int length) {
        return node.hasInput(FullyConnected.BIAS) ? frame.floats(node.input(FullyConnected.BIAS)) : new float[length];
    }

    private Step int8() {
        Quantization output = quantization(graph.tensor(out));
        var layer = new Int8Dense(weightCodes(), intBias(), inputs, outputs, scales(),
                (int) quantization(graph.tensor(in)).zeroPoint(), (int) output.zeroPoint(), lowest(output, DType.INT8),
                highest(output, DType.INT8));
        return frame -> Int8Dense.run(layer, frame.bytes(in), rows(frame), frame.bytes(out));
    }

    private Step int16() {
        Quantization output = quantization(graph.tensor(out));
        var layer = new Int16Dense(weightCodes(), longBias(), inputs, outputs, scales(), lowest(output, DType.INT16),
                highest(output, DType.INT16));
        return frame -> Int16Dense.run(layer, frame.shorts(in), rows(frame), frame.shorts(out));
    }

    private int rows(Frame frame) {
        return frame.shape(in).elements() / inputs;
    }

    private byte[] weightCodes() {
        return ((Codes) graph.constant(node.input(FullyConnected.WEIGHTS))).rawBytes();
    }

    private int[] intBias() {
        return node.hasInput(FullyConnected.BIAS) ? ((Codes) graph.constant(node.input(FullyConnected.BIAS))).rawInts()
                : new int[outputs];
    }

    private long[] longBias() {
        var bias = new long[outputs];
        if (node.hasInput(FullyConnected.BIAS)) {
            var codes = (Codes) graph.constant(node.input(FullyConnected.BIAS));
            for (int o = 0; o < outputs; o++) {
                bias[o] = codes.rawCode(o);
            }
        }
        return bias;
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        double input = quantization(graph.tensor(in)).scale();
        double output = quantization(graph.tensor(out)).scale();
        Quantization q = quantization(weights);
        var scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            scales[o] = input * q.scale(q.channels() == 1 ? 0 : o) / output;
        }
        return scales;
    }

    private int lowest(Quantization output, DType dtype) {
        float min = op.activation().min();
        return (int) (Float.isInfinite(min) ? dtype.min() : output.quantize(min, dtype));
    }

    private int highest(Quantization output, DType dtype) {
        float max = op.activation().max();
        return (int) (Float.isInfinite(max) ? dtype.max() : output.quantize(max, dtype));
    }

    private static Quantization quantization(TensorInfo tensor) {
        return tensor.quantization().orElseThrow();
    }
}
