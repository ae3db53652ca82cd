package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The export command: what it writes, where, and what it refuses. */
class ExportTest {

    @TempDir
    private static Path models;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeModels() {
        Path table = Sample.make().write(models.resolve("table.csv"));
        Cli.done("train", table, "--target", "y1", "--drop", "y2", "--epochs", 1, "--hidden", "4", "-o",
                models.resolve("float.tflite"));
        Cli.done("quantize", models.resolve("float.tflite"), "--precision", "full-int8", "--calibrate", table, "-o",
                models.resolve("my model.tflite"));
    }

    private static Path model() {
        return models.resolve("my model.tflite");
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void writesALibrary() throws IOException {
        Path out = folder.resolve("a").resolve("b");
        JsonNode result = Cli.json("export", model(), "--to", "c", "-o", out);
        assertThat(files(out)).containsExactly("CMakeLists.txt", "README.md", "my_model.c", "my_model.h",
                "my_model_test.c");
        assertThat(result.get("name").asText()).isEqualTo("my_model");
        assertThat(result.get("files")).hasSize(5);
        assertThat(result.get("multiplyAdds").asInt()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"arduino", "platformio"})
    void laysOut(String layout) throws IOException {
        Path out = folder.resolve("out");
        Cli.done("export", model(), "--to", "c", "--name", "wage", "--layout", layout, "-o", out);
        assertThat(files(out)).contains("README.md", "src/wage.c", "src/wage.h", "extras/test/wage_test.c")
                .hasSize(6);
    }

    @Test
    void replacesAnEarlierExportAndNothingElse() throws IOException {
        Path out = folder.resolve("out");
        Cli.done("export", model(), "--to", "c", "--name", "wage", "-o", out);
        Cli.done("export", model(), "--to", "c", "--name", "wage", "--rounding", "tflm", "-o", out);
        assertThat(files(out)).doesNotContain("wage_test.c");
        Files.writeString(out.resolve("mine.txt"), "mine");
        assertThat(Cli.refused(folder, "export", model(), "--to", "c", "--name", "wage", "-o", out))
                .contains("the folder exists and holds other files, such as 'mine.txt'");
        assertThat(files(folder)).allMatch(file -> file.startsWith("out/"));
    }

    @Test
    void refusesWhatIsNoInteger() throws IOException {
        Cli.Result result =
                Cli.run("export", models.resolve("float.tflite"), "--to", "c", "-o", folder.resolve("out"));
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("the model takes float32", "the model gives float32");
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void saysWhatItTakes() {
        JsonNode result = Cli.json("export", model(), "--to", "c", "--size-for", "cortex-m3,atmega328p", "-o",
                folder.resolve("out"));
        assertThat(result.get("sizes")).hasSize(2).allSatisfy(size -> {
            assertThat(size.get("code").asInt()).isBetween(300, 6000);
            assertThat(size.has("stack")).isEqualTo(size.get("measured").asBoolean());
            assertThat(size.has("instructions") || size.has("cycles")).isNotEqualTo(size.has("notCounted"));
        });
    }

    /** Whatever is installed here: a figure, or a word that says why there is none. */
    @Test
    void saysWhatARunTakesOrWhyNot() {
        String printed = Cli.done("export", model(), "--to", "c", "--name", "wage", "--size-for", "cortex-m4", "-o",
                folder.resolve("out")).out();
        assertThat(printed).containsPattern("[1-9][0-9,]+ instructions|A run on cortex-m4 is not counted: \\S+");
        assertThat(folder.resolve("out/README.md")).content()
                .containsPattern("\\| ([1-9][0-9,]+ instructions|not counted: [^|]+) \\|");
    }

    @Test
    void writesOnnxAsAsked() throws IOException {
        GraphProto plain = onnx(model(), "");
        assertThat(ops(plain)).contains("DequantizeLinear", "Gemm").doesNotContain("QLinearConv");
        assertThat(edges(plain)).containsOnly(DataType.INT8);
        assertThat(weights(plain)).containsOnly(DataType.UINT8);

        assertThat(ops(onnx(model(), "--form qlinear"))).contains("QLinearConv").doesNotContain("Gemm");
        assertThat(weights(onnx(model(), "--signed-weights"))).containsOnly(DataType.INT8);
        assertThat(edges(onnx(model(), "--float-io"))).containsOnly(DataType.FLOAT);
        Pipeline pipeline = ModelFile.read(model()).requirePipeline();
        for (String options : List.of("--with-pipeline", "--form exact --with-pipeline")) {
            GraphProto ofColumns = onnx(model(), options);
            assertThat(ofColumns.getInputList()).extracting(ValueInfoProto::getName)
                    .containsExactlyElementsOf(pipeline.inputs().stream().map(InputColumn::column).toList());
            assertThat(ofColumns.getOutputList()).extracting(ValueInfoProto::getName).containsExactly("y1");
        }
    }

    /** Dense layers are exact in either form. */
    @Test
    void writesConvolutionsExactlyWhereAsked() throws IOException {
        Path model = Path.of("..", "conformance", "src", "test", "resources", "reference", "ops",
                "conv1d_series.full_int8.tflite");
        assertThat(ops(onnx(model, ""))).contains("Conv").doesNotContain("ConvInteger");
        assertThat(ops(onnx(model, "--form exact"))).contains("ConvInteger").doesNotContain("Conv");
    }

    /** What is written of a model, which is the same each time. */
    private GraphProto onnx(Path model, String options) throws IOException {
        Path out = folder.resolve("wage.onnx");
        var arguments = new ArrayList<Object>(List.of("export", model, "--to", "onnx", "-o", out));
        Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(arguments::add);
        JsonNode result = Cli.json(arguments.toArray());
        assertThat(result.get("file").asText()).isEqualTo(out.toString());
        byte[] first = Files.readAllBytes(out);
        assertThat(result.get("bytes").asLong()).isEqualTo(first.length);
        Cli.json(arguments.toArray());
        assertThat(Files.readAllBytes(out)).isEqualTo(first);
        return ModelProto.parseFrom(first).getGraph();
    }

    private static List<String> ops(GraphProto graph) {
        return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    /** The types of what goes in and comes out. */
    private static List<DataType> edges(GraphProto graph) {
        return Stream.concat(graph.getInputList().stream(), graph.getOutputList().stream())
                .map(edge -> DataType.forNumber(edge.getType().getTensorType().getElemType())).toList();
    }

    private static List<DataType> weights(GraphProto graph) {
        return graph.getInitializerList().stream().filter(tensor -> tensor.getName().endsWith("weights"))
                .map(tensor -> DataType.forNumber(tensor.getDataType())).toList();
    }

    /** By way of another format and back: the same network, with its pipeline and its codes. */
    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "full-uint8", "full-uint8 --form exact", "int8", "int16x8",
            "vernier-full-int8", "wide-full-uint8", "log-full-uint8", "two-targets"})
    void comesBackFromOnnxAsItWas(String modelAndForm) throws IOException {
        List<String> parts = List.of(modelAndForm.split(" ", -1));
        Path old = Path.of("src", "test", "resources", "dev", "halfstep", "old", "0.1").toAbsolutePath();
        Path model = old.resolve(parts.getFirst() + ".tflite");
        var arguments = new ArrayList<Object>(List.of("export", model, "--to", "onnx", "-o", folder.resolve("m.onnx")));
        arguments.addAll(parts.subList(1, parts.size()));
        Cli.done(arguments.toArray());
        Path back = folder.resolve("back.tflite");
        Cli.done("export", folder.resolve("m.onnx"), "--to", "tflite", "-o", back);
        assertThat(predictions(back, old)).isEqualTo(predictions(model, old));
    }

    private String predictions(Path model, Path old) throws IOException {
        Path out = folder.resolve("predictions.csv");
        Cli.done("predict", model, "--data", old.resolve("rows.csv"), "-o", out);
        return Files.readString(out);
    }

    @Test
    void optionsOfOthersHaveNoEffectOnTflite() {
        assertThat(Cli.refused(folder, "export", model(), "--to", "tflite", "--float-io", "-o",
                folder.resolve("x.tflite")))
                .contains("--float-io has no effect here");
        assertThat(Cli.refused(folder, "export", model(), "--to", "tflite", "--name", "x", "-o",
                folder.resolve("x.tflite")))
                .contains("--name has no effect here");
    }
}
