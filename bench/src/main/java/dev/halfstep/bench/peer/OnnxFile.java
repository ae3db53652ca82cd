package dev.halfstep.bench.peer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The ONNX model that is equal to a full-uint8 network of dense layers: QuantizeLinear and DequantizeLinear around each layer, with
 * the same scales, zero points and weight codes.
 *
 * <p>
 * All activations are uint8, as it is at the edges, where TensorFlow Lite has int8 inside: the same codes, 128 higher.
 * Weights are uint8 with a zero point of 128 for the same reason: ONNX Runtime's kernels for uint8 times int8 saturate on
 * processors without VNNI, and those for uint8 times uint8 do not.
 */
final class OnnxFile {

    static final String INPUT = "input";
    static final String OUTPUT = "output";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    /** What uint8 codes are above int8 ones. */
    private static final int SHIFT = 128;

    private final Graph graph;
    private final GraphProto.Builder onnx = GraphProto.newBuilder().setName("halfstep");

    private OnnxFile(Graph graph) {
        this.graph = graph;
    }

    /**
     * The file's bytes, for a fixed number of rows.
     *
     * @throws IllegalArgumentException if the model is something else than dense layers with uint8 at both ends
     */
    static byte[] toBytes(Graph graph, int rows) {
        return new OnnxFile(graph).model(rows).toByteArray();
    }

    private ModelProto model(int rows) {
        TensorInfo input = graph.inputTensors().getFirst();
        TensorInfo output = graph.outputTensors().getFirst();
        require(input.dtype() == DType.UINT8 && output.dtype() == DType.UINT8, "the ends are not uint8");
        onnx.addInput(edge(INPUT, rows, input)).addOutput(edge(OUTPUT, rows, output));
        String codes = INPUT;
        TensorInfo current = input;
        long layers = graph.nodes().stream().filter(node -> node.op() instanceof FullyConnected).count();
        for (Node node : graph.nodes()) {
            TensorInfo next = graph.tensor(node.output());
            switch (node.op()) {
                case FullyConnected dense -> {
                    layers--;
                    codes = layer(dense, node, codes, current, layers == 0 ? OUTPUT : "codes" + node.output());
                }
                case Quantize shift -> require(scale(next).scale() == scale(current).scale(), "a scale changes");
                default -> throw new IllegalArgumentException("not a dense layer: " + node.op());
            }
            current = next;
        }
        return ModelProto.newBuilder().setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).setGraph(onnx).build();
    }

    private String layer(FullyConnected dense, Node node, String codes, TensorInfo input, String result) {
        TensorInfo weights = graph.tensor(node.input(FullyConnected.WEIGHTS));
        TensorInfo bias = graph.tensor(node.input(FullyConnected.BIAS));
        TensorInfo output = graph.tensor(node.output());
        String data = result + "_data";
        dequantize(codes, data, floats(data + "_scale", scale(input).scale()), zeroPoint(data + "_zero", input));
        String sums = result + "_sums";
        onnx.addNode(NodeProto.newBuilder().setOpType("Gemm").setName(sums).addInput(data)
                .addInput(weights(weights, result + "_weights")).addInput(bias(bias, result + "_bias"))
                .addOutput(sums).addAttribute(integer("transB", 1)));
        String activated = sums;
        boolean clampsAnyway = scale(output).zeroPoint() == output.dtype().min();
        if (dense.activation() == Activation.RELU && !clampsAnyway) {
            activated = result + "_relu";
            onnx.addNode(NodeProto.newBuilder().setOpType("Relu").setName(activated).addInput(sums)
                    .addOutput(activated));
        }
        require(dense.activation() == Activation.RELU || dense.activation() == Activation.NONE,
                "an activation that is not relu");
        onnx.addNode(NodeProto.newBuilder().setOpType("QuantizeLinear").setName(result).addInput(activated)
                .addInput(floats(result + "_scale", scale(output).scale()))
                .addInput(zeroPoint(result + "_zero", output)).addOutput(result));
        return result;
    }

    private String weights(TensorInfo tensor, String name) {
        Codes codes = (Codes) tensor.constant().orElseThrow();
        int rows = tensor.shape().extent(0);
        byte[] shifted = codes.rawBytes().clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += (byte) SHIFT;
        }
        String raw = constant(name + "_codes", TensorProto.DataType.UINT8, shifted, rows, tensor.shape().extent(1));
        var zeros = new byte[scale(tensor).channels()];
        Arrays.fill(zeros, (byte) SHIFT);
        String zero = constant(name + "_zero", TensorProto.DataType.UINT8, zeros, perChannel(zeros.length));
        dequantize(raw, name, floats(name + "_scale", scale(tensor).scales()), zero);
        return name;
    }

    private String bias(TensorInfo tensor, String name) {
        int[] codes = ((Codes) tensor.constant().orElseThrow()).rawInts();
        var bytes = new byte[codes.length * Integer.BYTES];
        littleEndian(bytes).asIntBuffer().put(codes);
        String raw = constant(name + "_codes", TensorProto.DataType.INT32, bytes, codes.length);
        int channels = scale(tensor).channels();
        String zero = constant(name + "_zero", TensorProto.DataType.INT32, new byte[channels * Integer.BYTES],
                perChannel(channels));
        dequantize(raw, name, floats(name + "_scale", scale(tensor).scales()), zero);
        return name;
    }

    /** Several scales belong to the first axis, in all of our constants. */
    private void dequantize(String codes, String real, String scale, String zero) {
        onnx.addNode(NodeProto.newBuilder().setOpType("DequantizeLinear").setName(real).addInput(codes)
                .addInput(scale).addInput(zero).addOutput(real).addAttribute(integer("axis", 0)));
    }

    private String floats(String name, float... values) {
        var bytes = new byte[values.length * Float.BYTES];
        littleEndian(bytes).asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, bytes, perChannel(values.length));
    }

    private String zeroPoint(String name, TensorInfo tensor) {
        long zero = scale(tensor).zeroPoint() + (tensor.dtype() == DType.INT8 ? SHIFT : 0);
        return constant(name, TensorProto.DataType.UINT8, new byte[] {(byte) zero});
    }

    /** One value is a scalar. */
    private static long[] perChannel(int channels) {
        return channels == 1 ? new long[0] : new long[] {channels};
    }

    private String constant(String name, TensorProto.DataType type, byte[] bytes, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long extent : shape) {
            tensor.addDims(extent);
        }
        onnx.addInitializer(tensor);
        return name;
    }

    private static ValueInfoProto edge(String name, int rows, TensorInfo tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimValue(rows);
        shape.addDimBuilder().setDimValue(tensor.shape().lastExtent());
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.UINT8.getNumber())
                .setShape(shape).build();
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(type)).build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Quantization scale(TensorInfo tensor) {
        return tensor.quantization().orElseThrow();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("this model has no equal in ONNX: " + what);
        }
    }
}
