package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is moved, picked, joined and repeated, and arithmetic with extents. */
class MovesTest {

    /** As PyTorch flattens: the extents of the batch and of the rest, computed by the model. */
    @Test
    void arithmeticWithExtentsIsDoneBeforehand() {
        OnnxFile file = OnnxFile.opset(17).input("x", OPEN, 3, 4).node("Shape(x) -> s").integers("zero", 0)
                .node("Gather(s, zero) -> n").integers("twelve", 12).integers("four", 4)
                .node("Div(twelve, four) -> three")
                .node("Mul(three, four) -> all").node("Concat(n, all) -> shape", attribute("axis", 0))
                .node("Reshape(x, shape) -> r").random("w", 12, 2).node("MatMul(r, w) -> y").output("y");
        assertThat(Judge.ops(file)).containsExactly("RESHAPE", "FULLY_CONNECTED");
    }

    @Test
    void reshapesKeepWhatTheyAreTold() {
        Judge.agrees(
                OnnxFile.opset(17).input("x", OPEN, 3, 4).integers("s", 0, -1).node("Reshape(x, s) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3, 4).integers("s", -1, 2, 6).node("Reshape(x, s) -> y")
                .output("y"));
        Judge.agrees(OnnxFile.opset(12).input("x", OPEN, 1, 4).node("Squeeze(x) -> q", integersOf("axes", 1))
                .node("Unsqueeze(q) -> y", integersOf("axes", 1, 3)).output("y"));
    }

    @Test
    void transpositionsCancelOut() {
        OnnxFile file = OnnxFile.opset(17).input("x", OPEN, 3, 4).node("Transpose(x) -> t", integersOf("perm", 0, 2, 1))
                .node("Relu(t) -> r").node("Transpose(r) -> y", integersOf("perm", 0, 2, 1)).output("y");
        assertThat(Judge.ops(file)).containsExactly("RELU");
    }

    /** Sums with what is stored otherwise, and parts along any axis, stay in the layout of the convolution. */
    @Test
    void whatFollowsAConvolutionStaysInItsLayout() {
        OnnxFile file = OnnxFile.opset(17).input("x", OPEN, 2, 4, 5).random("w", 4, 2, 1, 1).node("Conv(x, w) -> c")
                .random("k", 4, 1, 1).node("Mul(c, k) -> m").node("Split(m) -> a, b", attribute("axis", 1))
                .node("Concat(b, a) -> j", attribute("axis", 1)).integers("begin", 1).integers("end", 9)
                .integers("axis", 3).integers("step", 2).node("Slice(j, begin, end, axis, step) -> s")
                .node("ReduceMean(s) -> y", integersOf("axes", 2, 3), attribute("keepdims", 0)).output("y");
        assertThat(Judge.ops(file).stream().filter("TRANSPOSE"::equals)).hasSize(1);
    }

    @Test
    void slicesInAllDirections() {
        for (long[] cut : new long[][] {{1, 9, 2, 1}, {-1, -100, 2, -1}, {3, 0, 1, -2}, {-2, 100, 1, 1}}) {
            Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 5, 6).integers("b", cut[0]).integers("e", cut[1])
                    .integers("a", cut[2]).integers("s", cut[3]).node("Slice(x, b, e, a, s) -> y").output("y"));
        }
        Judge.agrees(OnnxFile.opset(9).input("x", OPEN, 5, 6).node("Slice(x) -> y", integersOf("starts", 1, 0),
                integersOf("ends", -1, 4), integersOf("axes", 1, 2)).output("y"));
    }

    @Test
    void gathersByConstantAndComputedIndices() {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 5, 6).integers("i", 2, -1, 0)
                .node("Gather(x, i) -> y", attribute("axis", 2)).output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 5, 6).integers("i", DataType.INT64, new long[0], 3)
                .node("Gather(x, i) -> y", attribute("axis", 1)).output("y"));
        Judge.agrees(OnnxFile.opset(17).input("i", DataType.INT64, OPEN).random("table", 3, 4)
                .node("Gather(table, i) -> y").output("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "reflect", "edge"})
    void bordersOfAllKinds(String mode) {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 4, 5).integers("p", 0, 1, 2, 0, 0, 1)
                .node("Pad(x, p) -> y", attribute("mode", mode)).output("y"));
    }

    @Test
    void repeatsAndMakesUp() {
        Judge.agrees(
                OnnxFile.opset(17).input("x", OPEN, 2, 3).integers("t", 1, 2, 3).node("Tile(x, t) -> y").output("y"));
        Judge.agrees(
                OnnxFile.opset(17).input("x", OPEN, 1, 3).integers("s", 1, 4, 3).node("Expand(x, s) -> y").output("y"));
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3).node("Shape(x) -> s").node("ConstantOfShape(s) -> z")
                .node("Add(x, z) -> y").output("y"));
    }

    /** A column of ones, as scikit-learn's polynomial features have it. */
    @Test
    void columnsMadeUpForEachSampleAreJoined() {
        Judge.agrees(OnnxFile.opset(17).input("x", OPEN, 3).node("Shape(x) -> s").integers("zero", 0).integers("one", 1)
                .node("Gather(s, zero) -> n").node("Concat(n, one) -> shape", attribute("axis", 0))
                .node("ConstantOfShape(shape) -> z").node("Concat(z, x) -> y", attribute("axis", 1)).output("y"));
    }
}
