package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in files beside a model, and never anywhere else. */
class ExternalDataTest {

    private @TempDir Path folder;
    private Path model;

    @BeforeEach
    void writeWeights() throws IOException {
        ByteBuffer weights = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN).putFloat(9);
        for (int i = 1; i <= 6; i++) {
            weights.putFloat(i);
        }
        Path inside = Files.createDirectories(folder.resolve("models"));
        Files.write(inside.resolve("weights.bin"), weights.array());
        Files.write(folder.resolve("secret.bin"), weights.array());
        model = inside.resolve("model.onnx");
    }

    private static OnnxFile file(String location, String offset, String length) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(DataType.FLOAT.getNumber())
                .addDims(3).addDims(2).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        String[][] entries = {{"location", location}, {"offset", offset}, {"length", length}};
        for (String[] entry : entries) {
            tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(entry[0]).setValue(entry[1]));
        }
        return OnnxFile.opset(17).input("x", OPEN, 3).tensor(tensor).node("MatMul(x, w) -> y").output("y");
    }

    private Graph read(OnnxFile file) {
        return new OnnxFormat().read(Optional.of(model), file.bytes());
    }

    @Test
    void weightsBesideTheModelAreRead() {
        Graph graph = read(file("weights.bin", "4", "24"));
        assertThat(((Tensor) graph.constant(graph.nodes().getFirst().input(1))).values()).containsExactly(1, 3, 5, 2, 4, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.bin", "../models/../secret.bin", "/etc/passwd", "", ".", "none.bin", "a\0b"})
    void pathsThatLeadElsewhereAreRefused(String location) {
        assertThatThrownBy(() -> read(file(location, "4", "24"))).isInstanceOf(Problem.class)
                .hasMessageContaining("the initializer 'w'");
    }

    @Test
    void linksThatLeadElsewhereAreRefused() throws IOException {
        try {
            Files.createSymbolicLink(model.resolveSibling("link.bin"), folder.resolve("secret.bin"));
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "there are no symbolic links here");
        }
        assertThatThrownBy(() -> read(file("link.bin", "4", "24"))).isInstanceOf(Problem.class)
                .hasMessageContaining("not in the model's folder");
    }

    @Test
    void placesThatAreNotInTheFileAreRefused() {
        String[][] places = {{"8", "24"}, {"-4", "24"}, {"4", "20"}, {"four", "24"}, {"9223372036854775807", "24"}};
        for (String[] place : places) {
            assertThatThrownBy(() -> read(file("weights.bin", place[0], place[1]))).isInstanceOf(Problem.class);
        }
    }

    @Test
    void aModelThatIsNoFileHasNone() {
        byte[] bytes = file("weights.bin", "4", "24").bytes();
        assertThatThrownBy(() -> new OnnxFormat().read(Optional.empty(), bytes)).isInstanceOf(Problem.class)
                .hasMessageContaining("a file of their own");
    }
}
