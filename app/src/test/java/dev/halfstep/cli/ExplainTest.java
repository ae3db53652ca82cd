package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The explain command, on models of a table and on bare ones. */
class ExplainTest {

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");

    @TempDir
    private static Path given;

    @TempDir
    private Path folder;

    private static Path file(String name) {
        return given.resolve(name);
    }

    @BeforeAll
    static void makeModels() {
        Cli.done("train", WAGES, "--target", "wage", "--epochs", 15, "--hidden", "16", "-o", file("float.tflite"));
        for (String precision : List.of("full-uint8", "int8", "int16x8", "dynamic-range", "float16")) {
            Cli.done("quantize", file("float.tflite"), "--precision", precision, "--calibrate", WAGES, "--recipe",
                    "tensorflow", "-o", file(precision + ".tflite"));
        }
        Cli.done("encode", file("float.tflite"), "--data", WAGES, "--rows", "test", "-o", file("x.npy"), "--labels",
                file("y.npy"));
    }

    private static JsonNode explained(Object... more) {
        return Cli.json(Arguments.join(new Object[] {"explain", file("float.tflite"), file("full-uint8.tflite"),
                "--data", WAGES}, more));
    }

    private static double sum(JsonNode sources, String field) {
        return StreamSupport.stream(sources.spliterator(), false).mapToDouble(source -> source.get(field).asDouble())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-uint8", "int8", "int16x8", "dynamic-range", "float16"})
    void sharesSumToTheTotalAtEveryPrecision(String precision) {
        JsonNode json = Cli.json("explain", file("float.tflite"), file(precision + ".tflite"), "--data", WAGES,
                "--advice", "none");
        JsonNode budget = json.get("budget");
        for (String unit : List.of("", "Standardised")) {
            double total = budget.get("total" + unit).asDouble();
            assertThat(sum(budget.get("sources"), "share" + unit)).isCloseTo(total, within(1e-9 * total));
        }
        assertThat(budget.get("meanAbsDiff").asDouble())
                .isCloseTo(json.at("/models/1/meanAbsDiff").asDouble(), within(1e-6));
        assertThat(budget.get("rows").asInt()).isEqualTo(107).isEqualTo(json.get("rows").asInt());
    }

    @Test
    void adviceIsWhatTheCommandGives() {
        JsonNode advice = explained().get("advice");
        assertThat(advice).isNotEmpty();
        double last = 0;
        for (JsonNode item : advice) {
            assertThat(item.get("after").asDouble()).isLessThan(item.get("before").asDouble())
                    .isGreaterThanOrEqualTo(last);
            last = item.get("after").asDouble();
            List<String> words = List.of(item.get("command").asText().split(" "));
            Path output = folder.resolve(words.getLast());
            var arguments = new ArrayList<Object>(words.subList(1, words.size() - 1));
            arguments.add(output);
            Cli.done(arguments.toArray());
            assertThat(output).hasSize(item.get("bytes").asLong());
            JsonNode scored = Cli.json("evaluate", file("float.tflite"), output, "--data", WAGES).at("/models/1");
            assertThat(scored.get("meanAbsDiff").asDouble()).isCloseTo(item.get("after").asDouble(), within(1e-6));
            assertThat(scored.get("maxAbsDiff").asDouble())
                    .isCloseTo(item.get("maxAbsDiffAfter").asDouble(), within(1e-6));
        }
    }

    @Test
    void aScoreOfRawCodesIsFoundOut() {
        double raw = Cli.json("evaluate", file("full-uint8.tflite"), "--data", WAGES)
                .at("/models/0/maeOfRawCodesStandardised").asDouble();
        String seen = String.format(Locale.ROOT, "%.2f", raw);
        JsonNode json = explained("--seen", seen, "--advice", "none");
        assertThat(json.at("/seen/explained").asBoolean()).isTrue();
        assertThat(json.at("/seen/mistake").asText()).isEqualTo("output codes taken for values");
        assertThat(json.get("misuse")).anySatisfy(mistake -> {
            assertThat(mistake.get("explainsSeen").asBoolean()).isTrue();
            assertThat(mistake.get("scoreStandardised").asDouble()).isCloseTo(raw, within(0.006));
        });
        String text = Cli.done("explain", file("float.tflite"), file("full-uint8.tflite"), "--data", WAGES, "--seen",
                seen, "--advice", "none").out();
        assertThat(text).contains("output codes taken for values").contains("In Python:").contains("In Java:");
    }

    @Test
    void theTrueScoreAccusesNobody() {
        String seen = String.format(Locale.ROOT, "%.4f",
                Cli.json("evaluate", file("full-uint8.tflite"), "--data", WAGES).at("/models/0/mae").asDouble());
        JsonNode json = explained("--seen", seen, "--advice", "none");
        assertThat(json.at("/seen/explained").asBoolean()).isTrue();
        assertThat(json.at("/seen/mistake").isNull()).isTrue();
    }

    @Test
    void arraysDoAsWellAsTables() {
        JsonNode table = explained("--advice", "none");
        JsonNode arrays = Cli.json("explain", file("float.tflite"), file("full-uint8.tflite"), "--data",
                file("x.npy"), "--labels", file("y.npy"), "--advice", "none");
        assertThat(arrays.at("/budget/total").asDouble()).isEqualTo(table.at("/budget/total").asDouble());
        assertThat(arrays.get("misuse").size()).isEqualTo(table.get("misuse").size());
    }

    @Test
    void withoutTheFloatModelItSaysWhatIsNotKnown() {
        Cli.Result result = Cli.done("explain", file("full-uint8.tflite"), "--data", WAGES);
        assertThat(result.out()).contains("What weights cost is not").doesNotContain("weights of layer");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100 || line.contains("./halfstep"));
    }

    @Test
    void layersAreGrouped() {
        JsonNode sources = explained("--group-by", "layer", "--advice", "none").at("/budget/sources");
        assertThat(sources.findValuesAsText("name")).contains("input", "layer 1", "layer 2");
    }

    @Test
    void theReportIsWrittenWithTheSameFigures() throws IOException {
        Path report = folder.resolve("report.html");
        JsonNode json = explained("--report", report, "--advice", "none");
        assertThat(Files.readString(report)).contains("<!doctype html>").contains(json.get("headline").get(0).asText());
        assertThat(Files.size(report)).isLessThan(2_000_000);
        assertThat(json.at("/charts/targets/0/points/row")).hasSize(107);
    }

    @Test
    void aTableWithoutLabelsIsExplainedWithoutMistakes() throws IOException {
        Path unlabelled = folder.resolve("unlabelled.csv");
        List<String> lines = Files.readAllLines(WAGES);
        int target = List.of(lines.getFirst().split(",")).indexOf("wage");
        Files.write(unlabelled, lines.stream().map(line -> {
            var cells = new ArrayList<>(List.of(line.split(",")));
            cells.remove(target);
            return String.join(",", cells);
        }).toList());
        JsonNode json = Cli.json("explain", file("float.tflite"), file("full-uint8.tflite"), "--data", unlabelled);
        assertThat(json.get("misuse")).isEmpty();
        assertThat(json.get("models")).isEmpty();
        assertThat(json.get("rows").asInt()).isEqualTo(534);
        assertThat(json.at("/trials/setAside").asBoolean()).isTrue();
        assertThat(Cli.refused(folder, "explain", file("float.tflite"), file("full-uint8.tflite"), "--data",
                unlabelled, "--seen", "60")).contains("without labels");
    }

    @Test
    void whatIsNoNumberIsRefusedWithItsPlace() {
        var rows = (Tensor) Npy.read(file("x.npy"));
        float[] values = rows.values().clone();
        int width = values.length / rows.shape().extent(0);
        values[3 * width + 1] = Float.NaN;
        Npy.write(folder.resolve("nan.npy"), Tensor.of(rows.shape(), values));
        assertThat(Cli.refused(folder, "explain", file("float.tflite"), file("full-uint8.tflite"), "--data",
                folder.resolve("nan.npy"))).startsWith("nan.npy: row 4, column 2: the value NaN");
        var labels = (Tensor) Npy.read(file("y.npy"));
        float[] infinite = labels.values().clone();
        infinite[5] = Float.POSITIVE_INFINITY;
        Npy.write(folder.resolve("inf.npy"), Tensor.of(labels.shape(), infinite));
        for (String command : List.of("explain", "evaluate")) {
            assertThat(Cli.refused(folder, command, file("float.tflite"), file("full-uint8.tflite"), "--data",
                    file("x.npy"), "--labels", folder.resolve("inf.npy")))
                    .startsWith("inf.npy: row 6, column 1: the value Infinity");
        }
    }

    @Test
    void theTextHasNoNegativeZerosAndNoLongLines() {
        String text = Cli.done("explain", file("float.tflite"), file("full-uint8.tflite"), "--data", WAGES, "--seen",
                "59.8").out();
        assertThat(text).doesNotContain("-0.0 %", "NaN", "n/a", "e-09").contains("A score of 59.8 ");
        assertThat(text.lines()).allMatch(line -> line.length() <= 100 || line.contains("./halfstep")
                || line.startsWith("    ")); // code is not broken
    }

    @Test
    void mixedUpModelsAreRefused() {
        assertThat(Cli.refused(folder, "explain", file("full-uint8.tflite"), file("float.tflite"), "--data", WAGES))
                .contains("this is no float model. Name the float model first");
        assertThat(Cli.refused(folder, "explain", file("float.tflite"), folder.resolve("none.tflite"), "--data",
                WAGES)).contains("none.tflite");
        assertThat(Cli.wrongUsage("halfstep explain", "explain", "--data", WAGES)).contains("[FLOAT] QUANTIZED");
        assertThat(Cli.refused(folder, "explain", file("full-uint8.tflite"), "--data", WAGES, "--seen", "sixty"))
                .contains("sixty");
    }
}
