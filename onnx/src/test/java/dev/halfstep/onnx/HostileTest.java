package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are damaged, or ask for what there is not. */
class HostileTest {

    private static final String NONE = "Add(x, nothing) -> y";

    private static OnnxFile sound() {
        return OnnxFile.opset(17).input("x", OPEN, 3);
    }

    private static void refused(OnnxFile file, String... says) {
        refused(file.bytes(), says);
    }

    private static void refused(byte[] bytes, String... says) {
        var thrown =
                assertThatThrownBy(() -> new OnnxFormat().read(Optional.empty(), bytes)).isInstanceOf(Problem.class);
        for (String text : says) {
            thrown.hasMessageContaining(text);
        }
    }

    @Test
    void allThatIsNotSupportedIsNamedAtOnce() {
        refused(sound().node("Foo(x) -> a").node("Relu(a) -> b").node("Relu(x) -> c", attribute("slope", 1))
                .node("com.example:Bar(x) -> d").output("b").output("c").output("d"), "Foo 'a'", "Relu 'c'", "'slope'",
                "com.example.Bar 'd'");
    }

    @Test
    void whatNothingGivesIsRefused() {
        refused(sound().node(NONE).output("y"), "Add 'y'", "'nothing'");
        refused(sound().output("y"), "the output 'y'");
        refused(sound().node("Relu(x) -> x").output("x"), "twice");
    }

    @Test
    void circlesAreRefused() {
        refused(sound().node("Add(x, b) -> a").node("Relu(a) -> b").output("b"), "nothing before it gives");
    }

    @Test
    void versionsThatAreNotKnownAreRefused() {
        refused(OnnxFile.opset(6).input("x", 3).node("Relu(x) -> y").output("y"), "version 6",
                "onnx.version_converter");
        refused(sound().model().toBuilder().setIrVersion(2).build().toByteArray(), "version 2");
        refused(new byte[0], "no ONNX model");
        refused(ModelProto.newBuilder().setIrVersion(8).build().toByteArray(), "no graph");
    }

    static Stream<OnnxFile> oversized() {
        return Stream.of(sound().integers("s", 1L << 20, 1L << 20).node("ConstantOfShape(s) -> y").output("y"),
                sound().integers("s", Long.MAX_VALUE).node("ConstantOfShape(s) -> y").output("y"),
                sound().integers("a", 0).integers("b", Long.MAX_VALUE).integers("c", 1).node("Range(a, b, c) -> y")
                        .output("y"),
                sound().integers("p", 0, Integer.MAX_VALUE, 0, Integer.MAX_VALUE)
                        .node("Pad(x, p) -> y", attribute("mode", "edge"))
                        .output("y"),
                sound().integers("t", 1, Long.MAX_VALUE).node("Tile(x, t) -> y").output("y"),
                sound().random("c", 1).integers("s", 1 << 20, 1 << 20).node("Expand(c, s) -> y").output("y"),
                OnnxFile.opset(17).input("x", OPEN, 1, 30_000, 30_000).node("AveragePool(x) -> y",
                        integersOf("kernel_shape", 2, 2), integersOf("pads", 0, 0, 1, 1)).output("y"),
                OnnxFile.opset(17).input("x", OPEN, 1, 4, 4).random("w", 1, 1, 3, 3)
                        .node("ConvTranspose(x, w) -> y", integersOf("dilations", 1 << 20, 1 << 20)).output("y"),
                OnnxFile.opset(17).input("x", OPEN, 1, 4, 4).random("w", 1, 1, 3, 3)
                        .node("Conv(x, w) -> y", integersOf("pads", 1L << 40, 0, 0, 0)).output("y"),
                sound().node("Split(x) -> y", attribute("axis", 1), integersOf("split", -3, 6)).output("y"),
                sound().integers("s", -5, 3).node("Reshape(x, s) -> y").output("y"));
    }

    @ParameterizedTest
    @MethodSource("oversized")
    void whatAsksForMoreThanThereIsIsRefusedBeforeItIsMade(OnnxFile file) {
        refused(file);
    }

    /** Each node doubles what is known. */
    @Test
    void whatIsComputedBeforehandIsBounded() {
        OnnxFile file = sound().random("c0", 1000);
        for (int i = 0; i < 24; i++) {
            file.node("Concat(c" + i + ", c" + i + ") -> c" + (i + 1), attribute("axis", 0));
        }
        assertReadOrRefused(file.node("Identity(x) -> y").output("y").bytes());
        OnnxFile many = sound().integers("s", 1 << 20);
        for (int i = 0; i < 100; i++) {
            many.node("ConstantOfShape(s) -> c" + i);
        }
        refused(many.node("Identity(x) -> y").output("y"), "made up of numbers");
    }

    @Test
    void contentsThatDoNotFillTheirShapeAreRefused() {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(DataType.FLOAT.getNumber())
                .addDims(1 << 30).addFloatData(1);
        refused(sound().tensor(tensor).node("Mul(x, w) -> y").output("y"), "the initializer 'w'", "numbers");
        refused(sound().tensor(tensor.clone().clearDims().addDims(-3)).node("Mul(x, w) -> y").output("y"), "extent -3");
        refused(sound().tensor(tensor.clone().setDataType(99)).node("Mul(x, w) -> y").output("y"), "99");
        TensorProto.Builder deep = tensor.clone().clearDims();
        for (int i = 0; i < 1000; i++) {
            deep.addDims(1);
        }
        refused(sound().tensor(deep).node("Mul(x, w) -> y").output("y"), "axes");
        refused(OnnxFile.opset(17).input("x", -7).node("Relu(x) -> y").output("y"), "the input 'x'", "-7");
    }

    /** Graphs within graphs are not followed, however deep they go. */
    @Test
    void graphsWithinGraphsAreRefused() {
        GraphProto graph = GraphProto.newBuilder().setName("deepest").build();
        for (int i = 0; i < 200; i++) {
            graph = GraphProto.newBuilder().setName("deep").addNode(NodeProto.newBuilder().setOpType("If").addAttribute(
                    AttributeProto.newBuilder().setName("then_branch").setType(AttributeType.GRAPH).setG(graph)))
                    .build();
        }
        refused(sound().model().toBuilder().setGraph(graph).build().toByteArray(), "no ONNX model, or damaged");
        refused(sound()
                .node("If(x) -> y", AttributeProto.newBuilder().setName("then_branch").setType(AttributeType.GRAPH)
                        .setG(GraphProto.newBuilder().setName("inner")).build())
                .output("y"), "If 'y'");
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        byte[] bytes = Fuzz.seeds().getFirst().bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertReadOrRefused(Arrays.copyOf(bytes, length));
        }
        for (int place = 0; place < bytes.length; place++) {
            byte[] damaged = bytes.clone();
            damaged[place] ^= (byte) 0x81;
            assertReadOrRefused(damaged);
        }
    }

    private static void assertReadOrRefused(byte[] bytes) {
        assertThatCode(() -> Fuzz.read(bytes)).doesNotThrowAnyException();
    }
}
