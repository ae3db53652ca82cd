package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.quantize.Precision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TfliteWriterTest {

    /** Wide enough for weights that a dynamic-range model codes. */
    private static final Graph NETWORK = NetworkBuilder.mlp(1, 30, 40, 1);

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void writesTheSameBytesEachTime(Reference reference) {
        assertThat(TfliteWriter.toBytes(reference.graph())).isEqualTo(TfliteWriter.toBytes(reference.graph()));
    }

    /** Kernels read weights in place; some fault where these are not aligned. */
    @ParameterizedTest
    @EnumSource
    void alignsContents(Precision precision) {
        int found = 0;
        for (Table buffer : model(quantized(precision)).tables(Slots.MODEL_BUFFERS)) {
            ByteBuffer content = buffer.bytes(Slots.BUFFER_DATA);
            if (content.hasRemaining()) {
                assertThat(content.arrayOffset() % 16).isZero();
                found++;
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(4);
    }

    /** TFLite refuses a file in which a vector that should be absent is there and empty. */
    @Test
    void whatIsAbsentStaysAbsent() {
        Table model = model(NETWORK);
        assertThat(model.tables(Slots.MODEL_BUFFERS).getFirst().has(Slots.BUFFER_DATA)).isFalse();
        assertThat(model.has(Slots.MODEL_SIGNATURES)).isFalse();
        List<Table> tensors = model.tables(Slots.MODEL_SUBGRAPHS).getFirst().tables(Slots.SUBGRAPH_TENSORS);
        assertThat(tensors).noneMatch(tensor -> tensor.has(Slots.TENSOR_QUANTIZATION));
        assertThat(tensors.get(0).has(Slots.TENSOR_SHAPE_SIGNATURE)).as("open batch").isTrue();
        assertThat(tensors.get(1).has(Slots.TENSOR_SHAPE_SIGNATURE)).as("weights").isFalse();
    }

    /** The versions that TensorFlow 2.21 writes for the same types. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, FULLY_CONNECTED 1, 1.5.0", "FLOAT16, DEQUANTIZE 3 FULLY_CONNECTED 1, 1.15.0",
            "DYNAMIC_RANGE, FULLY_CONNECTED 12, 2.17.0", "INT8, DEQUANTIZE 2 FULLY_CONNECTED 4 QUANTIZE 1, 1.14.0",
            "FULL_UINT8, FULLY_CONNECTED 4 QUANTIZE 1, 1.14.0", "FULL_INT8, FULLY_CONNECTED 4, 1.14.0",
            "INT16X8, DEQUANTIZE 2 FULLY_CONNECTED 4 QUANTIZE 1, 1.14.0"})
    void statesTheVersionsOfItsOps(Precision precision, String expected, String runtime) {
        var found = new ArrayList<String>();
        for (Table code : model(quantized(precision)).tables(Slots.MODEL_OPERATOR_CODES)) {
            assertThat(code.int8(Slots.OPERATOR_CODE_DEPRECATED, 0))
                    .isEqualTo(code.int32(Slots.OPERATOR_CODE_BUILTIN, 0));
            found.add(OpTypes.name(code.int32(Slots.OPERATOR_CODE_BUILTIN, 0)) + " "
                    + code.int32(Slots.OPERATOR_CODE_VERSION, 1));
        }
        assertThat(String.join(" ", found)).isEqualTo(expected);
        Graph again = TfliteReader.read(TfliteWriter.toBytes(quantized(precision)));
        assertThat(again.metadata().get("min_runtime_version")).hasSize(16).startsWith(runtime + "\0");
    }

    @Test
    void keepsForeignMetadataByteForByte() {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        String foreign = new String(bytes, StandardCharsets.ISO_8859_1);
        Graph.Builder builder = NETWORK.toBuilder();
        builder.metadata("TFLITE_METADATA", foreign);
        Graph again = TfliteReader.read(TfliteWriter.toBytes(builder.build()));
        assertThat(again.metadata()).containsEntry("TFLITE_METADATA", foreign);
    }

    @Test
    void keepsTextsInEveryLanguage() {
        Graph graph = NETWORK.withText("pipeline", "größe ≤ 3 €, 身長").withText("pipeline", "größe ≤ 4 €, 身長");
        Graph again = TfliteReader.read(TfliteWriter.toBytes(graph));
        assertThat(again.text("pipeline")).contains("größe ≤ 4 €, 身長");
        assertThat(again.text("none")).isEmpty();
    }

    @Test
    void writesFiles(@TempDir Path folder) {
        Path file = folder.resolve("a.tflite");
        TfliteWriter.write(NETWORK, file);
        assertThat(file).hasBinaryContent(TfliteWriter.toBytes(NETWORK));
        assertThat(TfliteReader.read(file).tensors()).isEqualTo(NETWORK.tensors());
    }

    private static Graph quantized(Precision precision) {
        return Quantized.of(NETWORK, precision, Rows.normal(1, 20, 30));
    }

    private static Table model(Graph graph) {
        return Table.root(TfliteWriter.toBytes(graph), new Table.Budget(Long.MAX_VALUE));
    }
}
