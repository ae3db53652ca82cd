package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that are quantized already become integer networks with the same codes. */
class QuantizedTest {

    private static final long[] SCALAR = {};

    private static OnnxFile coded(OnnxFile file, String name, DataType type, float scale, long zero) {
        return file.reals(name + "_scale", SCALAR, scale).integers(name + "_zero", type, SCALAR, zero);
    }

    /** {@code name} as codes and back. */
    private static OnnxFile through(OnnxFile file, String name, DataType type, float scale, long zero) {
        String parameters = ", " + name + "_scale, " + name + "_zero) -> ";
        return coded(file, name, type, scale, zero).node("QuantizeLinear(" + name + parameters + name + "_codes")
                .node("DequantizeLinear(" + name + "_codes" + parameters + name + "_real");
    }

    private static OnnxFile dense(DataType activations, DataType weights, long weightZero) {
        long zero = activations == DataType.UINT8 ? 128 : 0;
        OnnxFile file = through(OnnxFile.opset(17).input("x", OPEN, 3), "x", activations, 0.02f, zero + 3);
        coded(file, "w", weights, 0.01f, weightZero)
                .integers("w_codes", weights, new long[] {2, 3}, 100, 3 + weightZero, 7, 50, weightZero, 90)
                .node("DequantizeLinear(w_codes, w_scale, w_zero) -> w")
                .integers("b_codes", DataType.INT32, new long[] {2}, 500, -70).reals("b_scale", SCALAR, 0.02f * 0.01f)
                .node("DequantizeLinear(b_codes, b_scale) -> b")
                .node("Gemm(x_real, w, b) -> g", attribute("transB", 1)).node("Relu(g) -> r");
        return through(file, "r", activations, 0.03f, zero - 128).node("Identity(r_real) -> y").output("y");
    }

    @ParameterizedTest
    @EnumSource(value = DataType.class, names = {"INT8", "UINT8"})
    void aDenseLayerHasTheSameScalesAndCodes(DataType activations) {
        Graph graph = Judge.agrees(dense(activations, DataType.INT8, 0));
        assertThat(graph.nodes().stream().map(Node::op).map(Op::name)).containsExactly("QUANTIZE", "FULLY_CONNECTED",
                "DEQUANTIZE");
        Node layer = graph.nodes().get(1);
        assertThat(graph.tensor(layer.input(0)).quantization()).contains(Quantization.perTensor(0.02f, 3));
        assertThat(graph.tensor(layer.output()).quantization()).contains(Quantization.perTensor(0.03f, -128));
        var weights = (Codes) graph.constant(layer.input(1));
        assertThat(weights.dtype()).isEqualTo(DType.INT8);
        assertThat(List.of(weights.rawCode(0), weights.rawCode(5))).containsExactly(100L, 90L);
        var bias = (Codes) graph.constant(layer.input(2));
        assertThat(List.of(bias.rawCode(0), bias.rawCode(1))).containsExactly(500L, -70L);
    }

    @Test
    void weightsWithAZeroPointAreShifted() {
        Graph graph = Judge.agrees(dense(DataType.UINT8, DataType.UINT8, 20));
        assertThat(graph.nodes()).hasSize(3);
        assertThat(((Codes) graph.constant(graph.nodes().get(1).input(1))).rawCode(0)).isEqualTo(80);
    }

    /** Each channel has a scale, and what only moves codes has that of its input. */
    @Test
    void aConvolutionIsOfIntegersFromEndToEnd() {
        OnnxFile file = through(OnnxFile.opset(17).input("x", OPEN, 2, 4, 4), "x", DataType.INT8, 0.02f, 5);
        file.integers("w_codes", DataType.INT8, new long[] {2, 2, 1, 1}, 100, -20, 30, 127)
                .reals("w_scale", new long[] {2}, 0.01f, 0.02f).integers("w_zero", DataType.INT8, new long[] {2}, 0, 0)
                .node("DequantizeLinear(w_codes, w_scale, w_zero) -> w", attribute("axis", 0)).node("Conv(x_real, w) -> c");
        through(file, "c", DataType.INT8, 0.05f, 0)
                .node("MaxPool(c_real) -> p", integersOf("kernel_shape", 2, 2), integersOf("strides", 2, 2));
        file.node("QuantizeLinear(p, c_scale, c_zero) -> p_codes").node("DequantizeLinear(p_codes, c_scale, c_zero) -> q")
                .node("Flatten(q) -> y").output("y");
        Graph graph = Judge.agrees(file);
        assertThat(graph.nodes().stream().filter(node -> !node.op().name().endsWith("QUANTIZE")))
                .filteredOn(node -> !List.of("TRANSPOSE", "RESHAPE").contains(node.op().name()))
                .allMatch(node -> graph.tensor(node.input(0)).dtype() == DType.INT8);
    }

    @Test
    void integerOpsOfTheirOwn() {
        OnnxFile product = coded(coded(OnnxFile.opset(17).input("x", DataType.UINT8, OPEN, 3), "x", DataType.UINT8, 0.5f, 1),
                "y", DataType.UINT8, 0.5f, 2);
        coded(product, "w", DataType.INT8, 0.25f, 0).integers("w", DataType.INT8, new long[] {3, 2}, 3, -1, 7, 5, 2, 9)
                .node("QLinearMatMul(x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero) -> y")
                .output("y", DataType.UINT8);
        Judge.agrees(product);
        Judge.agrees(OnnxFile.opset(17).input("x", DataType.UINT8, OPEN, 3)
                .integers("w", DataType.INT8, new long[] {3, 2}, 3, -1, 7, 5, 2, 9)
                .integers("zero", DataType.UINT8, SCALAR, 2).node("MatMulInteger(x, w, zero) -> y")
                .output("y", DataType.INT32));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3).node("DynamicQuantizeLinear(x) -> c, s, z")
                .output("c", DataType.UINT8).output("s"), 1e-5);
    }
}
