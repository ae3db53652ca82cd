package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.halfstep.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Dense layers, convolutions, pools and normalizations, with as few moves as there can be. */
class LayersTest {

    @Test
    void denseLayersOfAllForms() {
        assertThat(Judge.ops(OnnxFile.opset(17).input("x", OPEN, 4).random("w", 4, 3).random("b", 3)
                .node("MatMul(x, w) -> m").node("Add(m, b) -> a").node("Relu(a) -> y").output("y")))
                .containsExactly("FULLY_CONNECTED");
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4).random("w", 3, 4).random("b", 3)
                .node("Gemm(x, w, b) -> y", attribute("transB", 1), attribute("alpha", 0.5f), attribute("beta", 2f))
                .output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 5, 4).random("w", 4, 3).node("MatMul(x, w) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", 4).random("w", 4, 3).node("MatMul(x, w) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4).random("w", 4).node("MatMul(x, w) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", 4, 6).random("w", 4, 3).random("c", 6, 1)
                .node("Gemm(x, w, c) -> y", attribute("transA", 1)).output("y"));
    }

    @Test
    void productsOfWhatIsComputed() {
        assertThat(Judge.ops(OnnxFile.opset(17).input("x", OPEN, 4, 3).input("z", OPEN, 5, 3)
                .node("Transpose(z) -> t", integersOf("perm", 0, 2, 1)).node("MatMul(x, t) -> y").output("y")))
                .containsExactly("BATCH_MATMUL");
    }

    @Test
    void anOpenBatchStaysOpenAndNamesStay() {
        var graph = Judge.agrees(OnnxFile.opset(17).input("features", OPEN, 4).random("w", 4, 2)
                .node("MatMul(features, w) -> target").output("target").metadata("note", "kept"));
        assertThat(graph.inputTensors().getFirst().name()).isEqualTo("features");
        assertThat(graph.outputTensors().getFirst().name()).isEqualTo("target");
        assertThat(graph.outputTensors().getFirst().signature()).isEqualTo(Shape.of(Shape.UNKNOWN, 2));
        assertThat(graph.text("note")).contains("kept");
    }

    /** Channels first become channels last once, and the rows of the dense layer behind take their order. */
    @Test
    void anImageIsTransposedOnce() {
        OnnxFile file = OnnxFile.opset(17).input("x", OPEN, 2, 8, 6).random("w", 4, 2, 3, 3).random("b", 4)
                .node("Conv(x, w, b) -> c", integersOf("pads", 1, 1, 1, 1)).random("s", 4).random("t", 4).random("m", 4)
                .reals("v", new long[] {4}, 0.5f, 1, 2, 0.25f).node("BatchNormalization(c, s, t, m, v) -> n")
                .node("Relu(n) -> r")
                .node("MaxPool(r) -> p", integersOf("kernel_shape", 2, 2), integersOf("strides", 2, 2))
                .node("Flatten(p) -> f").random("d", 48, 3).node("MatMul(f, d) -> y").output("y");
        assertThat(Judge.ops(file)).containsExactly("TRANSPOSE", "CONV_2D", "MAX_POOL_2D", "RESHAPE",
                "FULLY_CONNECTED");
    }

    @Test
    void anImageOfOneAxisHasARowOfItsOwn() {
        OnnxFile file = OnnxFile.opset(17).input("x", OPEN, 2, 16).random("w", 4, 2, 3).random("b", 4)
                .node("Conv(x, w, b) -> c", integersOf("dilations", 2)).node("Relu(c) -> r")
                .node("AveragePool(r) -> p", integersOf("kernel_shape", 3), integersOf("strides", 2),
                        integersOf("pads", 1, 1), attribute("count_include_pad", 1))
                .node("GlobalAveragePool(p) -> g").node("Flatten(g) -> y").output("y");
        assertThat(Judge.ops(file)).startsWith("TRANSPOSE", "RESHAPE", "CONV_2D");
    }

    @Test
    void convolutionsWithGroupsAndBordersOfAllKinds() {
        for (String auto : new String[] {"SAME_UPPER", "SAME_LOWER", "VALID"}) {
            convolution(4, 2, attribute("auto_pad", auto), integersOf("strides", 2, 2));
        }
        convolution(4, 1, integersOf("pads", 2, 0, 1, 1), integersOf("strides", 1, 2));
        convolution(4, 4, integersOf("pads", 1, 1, 1, 1));
        convolution(8, 4, integersOf("dilations", 2, 2));
    }

    private static void convolution(int outputs, int group, AttributeProto... attributes) {
        var all = new AttributeProto[attributes.length + 1];
        System.arraycopy(attributes, 0, all, 1, attributes.length);
        all[0] = attribute("group", group);
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4, 9, 8).random("w", outputs, 4 / group, 3, 3)
                .node("Conv(x, w) -> y", all).output("y"));
    }

    @Test
    void transposedConvolutionsWithBordersOfAllKinds() {
        transposed(integersOf("strides", 2, 2));
        transposed(integersOf("strides", 2, 2), integersOf("pads", 1, 1, 1, 1));
        transposed(integersOf("strides", 2, 2), integersOf("pads", 1, 0, 1, 1), integersOf("output_padding", 1, 1));
        transposed(integersOf("strides", 3, 2), integersOf("output_shape", 15, 10));
        transposed(integersOf("dilations", 2, 2));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4, 7).random("w", 4, 3, 3)
                .node("ConvTranspose(x, w) -> y", integersOf("strides", 2), attribute("group", 2)).output("y"));
    }

    private static void transposed(AttributeProto... attributes) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3, 5, 5).random("w", 3, 2, 3, 3).random("b", 2)
                .node("ConvTranspose(x, w, b) -> y", attributes).output("y"));
    }

    @Test
    void poolsWithBordersOfAllKinds() {
        for (long up = 0; up < 2; up++) {
            AttributeProto[] attributes = {integersOf("kernel_shape", 3, 3), integersOf("strides", 2, 2),
                    integersOf("pads", 1, 0, 1, 1), attribute("ceil_mode", up)};
            for (String op : new String[] {"MaxPool", "AveragePool"}) {
                Judge.agrees(
                        OnnxFile.opset(17).input("x", OPEN, 2, 8, 8).node(op + "(x) -> y", attributes).output("y"));
            }
        }
        Judge.agrees(
                OnnxFile.opset(17).input("x", OPEN, 2, 4, 4).node("MaxPool(x) -> y", integersOf("kernel_shape", 3, 3),
                        integersOf("pads", 2, 2, 2, 2)).output("y"));
    }

    @Test
    void normalizations() {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3, 6).random("s", 6).random("b", 6)
                .node("LayerNormalization(x, s, b) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3, 4, 4).random("s", 3).random("b", 3)
                .node("InstanceNormalization(x, s, b) -> y").output("y"));
    }
}
