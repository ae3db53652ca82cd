package dev.halfstep.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Op;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of scikit-learn predict from a raw table what they predict there, or are refused by name. */
class SklearnModelsTest {

    private static final double CLOSE = 1e-5;
    private static final String REFUSED = "refused-";

    private static final Map<String, byte[]> FILES = files();

    @TempDir
    private Path folder = Path.of("");

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (InputStream in = SklearnModelsTest.class.getResourceAsStream("sklearn.zip");
                var zip = new ZipInputStream(Objects.requireNonNull(in))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    private static Stream<String> cases(boolean refused) {
        return FILES.keySet().stream().filter(name -> name.endsWith("/model.onnx"))
                .map(name -> name.substring(0, name.indexOf('/')))
                .filter(name -> name.startsWith(REFUSED) == refused);
    }

    static Stream<String> sound() {
        return cases(false);
    }

    static Stream<String> refused() {
        return cases(true);
    }

    private static byte[] file(String name) {
        return Objects.requireNonNull(FILES.get(name));
    }

    private static Graph read(String name) {
        Graph graph = new OnnxFormat().read(Optional.empty(), file(name + "/model.onnx"));
        return TfliteReader.read(TfliteWriter.toBytes(graph));
    }

    private static Pipeline pipeline(Graph graph) {
        return Pipeline.fromJson(graph.text(Pipeline.METADATA_NAME).orElseThrow());
    }

    private static double[][] predicted(String name) {
        String text = new String(file(name + "/predicted.csv"), StandardCharsets.UTF_8);
        return text.lines().map(line -> Stream.of(line.split(",")).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
    }

    private Table table(String name, Pipeline pipeline) throws IOException {
        Path rows = Files.write(folder.resolve("rows.csv"), file(name + "/rows.csv"));
        return TableReader.read(rows, pipeline.readOptions(false));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void predictsWhatScikitLearnDoes(String name) throws IOException {
        Graph graph = read(name);
        Pipeline pipeline = pipeline(graph);
        Table table = table(name, pipeline);
        double[][] expected = predicted(name);
        int[] rows = Rows.complete(table, pipeline.inputColumns());
        assertThat(rows).hasSize(expected.length);
        Tensor features = pipeline.encode(table, rows, Unseen.ERROR);
        float[] outputs = ((Tensor) Interpreter.prepare(graph).run(features)).values();
        double largest = Stream.of(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
        for (int row = 0; row < rows.length; row++) {
            int width = expected[row].length;
            assertThat(pipeline.targets()).hasSize(width);
            for (int t = 0; t < width; t++) {
                assertThat(pipeline.inUnits(t, outputs[row * width + t])).as("row %d, target %d", row, t)
                        .isCloseTo(expected[row][t], within(CLOSE * largest));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatTheExporterHasMadeOtherIsRefusedByName(String name) {
        assertThatThrownBy(() -> read(name)).isInstanceOf(Problem.class)
                .hasMessageContaining("cut off the fractions of age, income, rooms").hasMessageContaining("float32");
    }

    /** The network begins with the layer that scikit-learn's begins with: nothing is left of what was before it. */
    @ParameterizedTest
    @ValueSource(strings = {"standard", "ignored", "robust", "min-max", "ordinal",
            "all-scaled", "imputed", "double", "several-targets", "numbers-only", "a-line", "exponential"})
    void theNetworkIsOfDenseLayers(String name) {
        assertThat(read(name).nodes().stream().map(Node::op).map(Op::name))
                .allMatch(op -> List.of("FULLY_CONNECTED", "TANH", "LOGISTIC", "RESHAPE").contains(op))
                .startsWith("FULLY_CONNECTED");
    }

    @Test
    void columnsAreThoseOfTheTable() {
        Pipeline pipeline = pipeline(read("min-max"));
        assertThat(pipeline.inputColumns()).containsExactly("age", "income", "rooms", "city", "smoker");
        assertThat(pipeline.inputs().get(3)).isInstanceOfSatisfying(InputColumn.OneHot.class,
                city -> assertThat(city.levels()).containsExactly("Aachen, West", "Bonn", "Köln", "Trier"));
        assertThat(pipeline.inputs().get(4)).isInstanceOfSatisfying(InputColumn.Mapped.class,
                smoker -> assertThat(smoker.values()).containsExactly(Map.entry("no", 0.0), Map.entry("yes", 1.0)));
        assertThat(pipeline.isFromElsewhere()).isTrue();
        assertThat(pipeline.targetNames()).containsExactly("variable");
        assertThat(pipeline(read("named-output")).targetNames()).containsExactly("charges");
        assertThat(pipeline(read("several-targets")).targetNames()).containsExactly("variable[0]", "variable[1]");
    }

    /** A dropped category is known, as one that is none of the others. */
    @Test
    void categoriesThatAreNotKnownAreNone() {
        RowPredictor predictor = RowPredictor.of(read("min-max"));
        Map<String, Object> row =
                Map.of("age", 40, "income", 20000, "rooms", 3, "smoker", "no", "city", "Aachen, West");
        assertThat(predictor.predict(row)).isFinite();
        assertThatThrownBy(() -> predictor.predict(Map.of("age", 40, "income", 20000, "rooms", 3, "smoker", "no",
                "city", "Paris"))).isInstanceOf(Problem.class).hasMessageContaining("'Paris'");
    }

    /** Missing numbers are filled in for single rows as for tables. */
    @Test
    void missingNumbersAreFilledIn() throws IOException {
        Graph graph = read("imputed");
        RowPredictor predictor = RowPredictor.of(graph);
        Pipeline pipeline = pipeline(graph);
        double filled = ((InputColumn.Numeric) pipeline.inputs().get(1)).filled().orElseThrow();
        double[] row = {40, filled, 3, predictor.number(3, "Bonn"), predictor.number(4, "yes")};
        double whole = predictor.predict(row);
        row[1] = Double.NaN;
        assertThat(predictor.predict(row)).isEqualTo(whole);
        assertThat(predictor.predict(Map.of("age", 40, "rooms", 3, "city", "Bonn", "smoker", "yes"))).isEqualTo(whole);
        assertThat(Pipeline.fromJson(pipeline.toJson())).isEqualTo(pipeline);
        assertThat(table("imputed", pipeline).column("income").missingCount()).isZero();
    }
}
