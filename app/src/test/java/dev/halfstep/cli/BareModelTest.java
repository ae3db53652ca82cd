package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of other makers, which carry no pipeline: arrays and numeric tables instead of raw ones. */
class BareModelTest {

    private static final int ROWS = 24;
    private static final int FEATURES = 9;

    @TempDir
    private Path folder;

    /** A file that TensorFlow made, or numbers for it; see the README there. */
    private static Path reference(String name) {
        return Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "reference", name);
    }

    private static Path model(String precision) {
        return reference("mlp_relu." + precision + ".tflite");
    }

    private static Tensor tensor(Path file) {
        return (Tensor) Npy.read(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "dynamic_range"})
    void runsAsTensorFlowRuns(String precision) {
        Path out = folder.resolve("y.npy");
        Cli.done("run", model(precision), "--input", reference("mlp_relu.input.npy"), "--output", out);
        assertThat(tensor(out).values()).containsExactly(
                tensor(reference("mlp_relu." + precision + ".output.npy")).values(),
                within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"full_uint8", "full_int8", "int16x8"})
    void runsCodes(String precision) {
        Path out = folder.resolve("y.npy");
        JsonNode inspected = Cli.json("inspect", model(precision));
        JsonNode output = inspected.get("tensors").get(inspected.get("outputs").get(0).asInt()).get("quantization");
        Cli.done("run", model(precision), "--input", reference("mlp_relu.input.npy"), "--output", out);
        var theirs = (Codes) Npy.read(reference("mlp_relu." + precision + ".output.npy"));
        float[] ours = tensor(out).values();
        for (int i = 0; i < ours.length; i++) {
            double value = output.get("scales").get(0).asDouble()
                    * (theirs.rawCode(i) - output.get("zeroPoints").get(0).asInt());
            assertThat((double) ours[i]).isCloseTo(value, within(1e-5));
        }
    }

    @Test
    void predictsFromAnArray() throws IOException {
        Path out = folder.resolve("y.csv");
        Cli.done("predict", model("float32"), "--data", reference("mlp_relu.input.npy"), "-o", out);
        List<String> lines = Files.readAllLines(out);
        float[] theirs = tensor(reference("mlp_relu.float32.output.npy")).values();
        assertThat(lines).hasSize(ROWS + 1).first().isEqualTo("row,predicted_output_0,outside,outside_by");
        for (int i = 0; i < ROWS; i++) {
            String[] cells = lines.get(i + 1).split(",", -1);
            assertThat(cells[0]).isEqualTo(Integer.toString(i + 1));
            assertThat(Float.parseFloat(cells[1])).isCloseTo(theirs[i], within(1e-5f));
        }
    }

    /** Without a pipeline columns have numbers, and the model's own unit. */
    @Test
    void rowsOutsideNameInputsByNumber() throws IOException {
        float[] values = tensor(reference("mlp_relu.input.npy")).values().clone();
        Domain domain = Interface.of(TfliteReader.read(model("full_uint8"))).inputs().getFirst().domain().orElseThrow();
        values[2 * FEATURES + 3] = domain.max() + 0.75f;
        values[2 * FEATURES + 8] = domain.min() - 2;
        Path x = folder.resolve("x.npy");
        Npy.write(x, Tensor.of(Shape.of(ROWS, FEATURES), values));
        Path out = folder.resolve("y.csv");
        Cli.done("predict", model("full_uint8"), "--data", x, "-o", out);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.get(3)).contains(",input 3 +0.75; input 8 -2");
        Cli.done("predict", model("float32"), "--data", x, "-o", out);
        assertThat(Files.readAllLines(out).get(3)).endsWith(",,");
    }

    @Test
    void calibratesWithAnArrayOrATable() throws IOException {
        Path calibration = reference("mlp_relu.calibration.npy");
        Path byArray = folder.resolve("array.tflite");
        Path byTable = folder.resolve("table.tflite");
        Path table = table(tensor(calibration), "calibration.csv");
        quantize(calibration, byArray);
        quantize(table, byTable);
        assertThat(byTable).hasSameBinaryContentAs(byArray);
        assertThat(Cli.json("inspect", byArray).get("metadata")).map(JsonNode::asText)
                .doesNotContain("halfstep_pipeline");
        Path ours = folder.resolve("ours.npy");
        Path theirs = folder.resolve("theirs.npy");
        Path x = reference("mlp_relu.input.npy");
        Cli.done("run", byArray, "--input", x, "--output", ours);
        Cli.done("run", model("full_uint8"), "--input", x, "--output", theirs);
        assertThat(tensor(ours).values()).containsExactly(tensor(theirs).values(), within(1e-5f));
    }

    private static void quantize(Path calibration, Path out) {
        JsonNode result = Cli.json("quantize", model("float32"), "--precision", "full-uint8", "--recipe", "tensorflow",
                "--calibrate", calibration, "-o", out);
        assertThat(result.get("plan").get("calibrationRows").asInt()).isEqualTo(64);
    }

    /** The rows, and if there are labels a last column with them. */
    private Path table(Tensor rows, String name, float... labels) throws IOException {
        String header = IntStream.range(0, FEATURES).mapToObj(c -> "x" + c).collect(Collectors.joining(","));
        String body = IntStream.range(0, rows.shape().extent(0)).mapToObj(row -> IntStream.range(0, FEATURES)
                .mapToObj(c -> Float.toString(rows.values()[row * FEATURES + c])).collect(Collectors.joining(","))
                + (labels.length == 0 ? "" : "," + labels[row])).collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve(name), header + (labels.length == 0 ? "" : ",y") + "\n" + body + "\n");
    }

    @Test
    void evaluatesATableOrArrays() throws IOException {
        Tensor x = tensor(reference("mlp_relu.input.npy"));
        float[] labels = tensor(reference("mlp_relu.float32.output.npy")).values().clone();
        double expected = 0;
        for (int i = 0; i < ROWS; i++) {
            float error = (i % 3 - 1) * 0.25f;
            labels[i] += error;
            expected += Math.abs(error) / ROWS;
        }
        Path y = folder.resolve("y.npy");
        Npy.write(y, Tensor.of(Shape.of(ROWS, 1), labels));
        JsonNode byArrays = Cli.json("evaluate", model("float32"), model("full_int8"), "--data",
                reference("mlp_relu.input.npy"), "--labels", y).get("models");
        JsonNode byTable =
                Cli.json("evaluate", model("float32"), model("full_int8"), "--data", table(x, "rows.csv", labels),
                        "--target", "y").get("models");
        assertThat(byTable).isEqualTo(byArrays);
        Path named = folder.resolve("named.csv");
        Files.writeString(named, Files.readString(folder.resolve("rows.csv")).replaceFirst(",y\n", ",\"y, true\"\n"));
        assertThat(Cli.run("evaluate", model("float32"), model("full_int8"), "--data", named).err())
                .contains("If a column holds the labels, name it with --target");
        assertThat(Cli.json("evaluate", model("float32"), model("full_int8"), "--data", named, "--target",
                "y\\, true").get("models")).isEqualTo(byArrays);
        assertThat(Cli.done("evaluate", model("float32"), model("full_int8"), "--data",
                reference("mlp_relu.input.npy")).out().replace('\n', ' ')).contains("--labels names them")
                .doesNotContain("--target");
        assertThat(byArrays.get(0).get("mae").asDouble()).isCloseTo(expected, within(1e-5));
        assertThat(byArrays.get(0).get("mae")).isEqualTo(byArrays.get(0).get("maeStandardised"));
        assertThat(byArrays.get(1).get("meanAbsDiff").asDouble()).isBetween(1e-6, 0.1);
        assertThat(byArrays.get(1).get("maeOfRawCodes").asDouble()).isGreaterThan(1);
    }

    @Test
    void isInspected() {
        Cli.Result result = Cli.done("inspect", model("full_uint8"));
        assertThat(result.out()).startsWith(model("full_uint8") + ": ")
                .contains("FULLY_CONNECTED relu", "uint8", "zero point")
                .doesNotContain("pipeline");
        assertThat(Cli.json("inspect", model("full_uint8")).has("pipeline")).isFalse();
    }
}
