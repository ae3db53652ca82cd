package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.npy.Npy;
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

/** Mapped targets from the table to predictions in units, on the wages that the README shows. */
class TargetMappingsTest {

    private static final List<String> MAPPINGS = List.of("linear", "log", "yeo-johnson", "quantile");
    private static final Path WAGES = Path.of("..", "examples", "wages.csv").toAbsolutePath().normalize();

    @TempDir
    private static Path folder;

    private static Path compared;
    private static Cli.Result printed;

    @BeforeAll
    static void compare() {
        compared = folder.resolve("compared");
        printed = Cli.done(study(compared, "all"));
    }

    private static Object[] study(Path output, String mapping) {
        return new Object[] {"study", WAGES, "--target", "wage", "--target-mapping", mapping, "--epochs", 10, "-o",
                output};
    }

    private static Path model(String mapping, String precision) {
        return compared.resolve(mapping + "-" + precision + ".tflite");
    }

    private static JsonNode json(Path output) throws IOException {
        return Cli.tree(Files.readString(output.resolve("study.json")));
    }

    private static JsonNode inComparison(String mapping, String precision) throws IOException {
        for (JsonNode model : json(compared).get("models")) {
            if (model.get("mapping").asText().equals(mapping) && model.get("precision").asText().equals(precision)) {
                return model;
            }
        }
        throw new AssertionError(mapping + " " + precision + " is not in study.json");
    }

    private static List<NamedCsvRecord> predictions(Path model, Object... options) throws IOException {
        Path out = folder.resolve("predictions.csv");
        Cli.done(Arguments.join(new Object[] {"predict", model, "--data", WAGES, "-o", out}, options));
        return records(out);
    }

    private static List<NamedCsvRecord> records(Path csv) throws IOException {
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Files.readString(csv))) {
            return records.stream().toList();
        }
    }

    private static double predicted(NamedCsvRecord row) {
        return Double.parseDouble(row.getField("predicted_wage"));
    }

    @Test
    void comparisonHasTwoModelsOfEachMapping() throws IOException {
        var expected = new ArrayList<String>();
        MAPPINGS.forEach(mapping -> expected
                .addAll(List.of(mapping + "-float32.tflite", mapping + "-full-uint8.tflite")));
        assertThat(json(compared).get("models").findValuesAsText("file")).isEqualTo(expected);
        expected.add("study.json");
        try (Stream<Path> files = Files.list(compared)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void comparisonIsReadableAtAHundredColumns() throws IOException {
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out().lines()).allMatch(line -> line.length() <= 100 || line.contains(folder.toString()));
        JsonNode dense = json(compared).get("parts").get("dense");
        assertThat(printed.out()).contains("wages.csv: 534 rows; 427 train, 107 test\n")
                .contains("predicts wage by each mapping; network 19-64-1, seed 0, recipe default\n")
                .contains("dense: wage from ")
                .containsIgnoringWhitespaces("(" + dense.get("test").asInt() + " test rows); sparse: the rest")
                .containsIgnoringWhitespaces(
                        "--target-mapping " + json(compared).get("selection").get("best").asText());
        for (String mapping : MAPPINGS) {
            assertThat(printed.out().lines().filter(line -> line.startsWith(mapping + " "))).hasSize(2);
        }
    }

    /** Test rows have no say in which mapping is best. */
    @Test
    void theBestHasTheSmallestErrorOnValidationRows() throws IOException {
        JsonNode json = json(compared);
        assertThat(json.get("selection").get("rows").asText()).isEqualTo("validation");
        double best = inComparison(json.get("selection").get("best").asText(), "full-uint8").get("selectionMae")
                .asDouble();
        for (String mapping : MAPPINGS) {
            assertThat(inComparison(mapping, "full-uint8").get("selectionMae").asDouble()).isGreaterThanOrEqualTo(best);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "log", "yeo-johnson", "quantile"})
    void predictionsErrAsTheComparisonSays(String mapping) throws IOException {
        List<NamedCsvRecord> table = records(WAGES);
        JsonNode dense = json(compared).get("parts").get("dense");
        for (String precision : List.of("float32", "full-uint8")) {
            var errors = new ArrayList<Double>();
            var denseErrors = new ArrayList<Double>();
            var sparseErrors = new ArrayList<Double>();
            for (NamedCsvRecord row : predictions(model(mapping, precision), "--rows", "test")) {
                double wage = Double.parseDouble(
                        table.get(Integer.parseInt(row.getField("row")) - 1).getField("wage"));
                double error = Math.abs(predicted(row) - wage);
                errors.add(error);
                boolean isDense = wage >= dense.get("from").asDouble() && wage <= dense.get("to").asDouble();
                (isDense ? denseErrors : sparseErrors).add(error);
            }
            JsonNode scores = inComparison(mapping, precision);
            assertMean(scores.get("mae"), errors);
            assertMean(scores.get("dense").get("mae"), denseErrors);
            assertMean(scores.get("sparse").get("mae"), sparseErrors);
            JsonNode evaluated = Cli.json("evaluate", model(mapping, precision), "--data", WAGES);
            assertThat(evaluated.get("models").get(0).get("mae")).isEqualTo(scores.get("mae"));
        }
    }

    private static void assertMean(JsonNode found, List<Double> errors) {
        double mean = errors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        assertThat(found.asDouble()).isCloseTo(mean, within(1e-9 * mean));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "yeo-johnson", "quantile"})
    void aStudyOfOneMappingMakesTheSameModels(String mapping) throws IOException {
        Path output = folder.resolve(mapping);
        assertThat(Cli.done(study(output, mapping)).out()).contains("predicts wage by the mapping " + mapping + ";")
                .containsIgnoringWhitespaces("and wage by the table of 256 values that inspect --json gives");
        assertThat(json(output).get("data").get("targetMapping").asText()).isEqualTo(mapping);
        assertThat(json(output).get("models")).hasSize(7);
        for (String precision : List.of("float32", "full-uint8")) {
            assertThat(output.resolve(precision + ".tflite")).hasSameBinaryContentAs(model(mapping, precision));
        }
        Path trained = folder.resolve("trained.tflite");
        Cli.done("train", WAGES, "--target", "wage", "--target-mapping", mapping, "--epochs", 10, "-o", trained);
        assertThat(trained).hasSameBinaryContentAs(model(mapping, "float32"));
    }

    @Test
    void linearIsWhatThereWasBefore() throws IOException {
        Path plain = folder.resolve("plain.tflite");
        Cli.done("train", WAGES, "--target", "wage", "--epochs", 10, "-o", plain);
        assertThat(plain).hasSameBinaryContentAs(model("linear", "float32"));
        assertThat(Cli.json("inspect", plain).get("pipeline").get("targets").get(0).has("mapping")).isFalse();
    }

    /** What a microcontroller does: look the code up. */
    @ParameterizedTest
    @ValueSource(strings = {"linear", "log", "yeo-johnson", "quantile"})
    void codesAreDecodedByTheTable(String mapping) throws IOException {
        Path x = folder.resolve("x.npy");
        Path y = folder.resolve("y.npy");
        Path model = model(mapping, "full-uint8");
        Cli.done("encode", model, "--data", WAGES, "--rows", "test", "-o", x);
        Cli.done("run", model, "--input", x, "--output", y, "--raw");
        var codes = (Codes) Npy.read(y);
        JsonNode table = Cli.json("inspect", model).get("decoding").get(0);
        assertThat(table.get("target").asText()).isEqualTo("wage");
        assertThat(table.get("type").asText()).isEqualTo("uint8");
        assertThat(table.get("firstCode").asInt()).isZero();
        assertThat(table.get("values")).hasSize(256);
        List<NamedCsvRecord> rows = predictions(model, "--rows", "test");
        for (int i = 0; i < rows.size(); i++) {
            assertThat(predicted(rows.get(i))).isEqualTo(table.get("values").get((int) codes.rawCode(i)).asDouble());
        }
    }

    @Test
    void inspectSaysHowTargetsAreMapped() {
        assertThat(Cli.done("inspect", model("linear", "float32")).out()).contains(" target ")
                .doesNotContain("--json lists");
        assertThat(Cli.done("inspect", model("log", "full-uint8")).out()).contains(" target, log ")
                .contains("--json lists what each output code stands for");
        assertThat(Cli.done("inspect", model("yeo-johnson", "float32")).out())
                .contains(" target, yeo-johnson with lambda ");
        assertThat(Cli.done("inspect", model("quantile", "float32")).out()).contains(" target, quantile with ");
        assertThat(Cli.json("inspect", model("log", "float32")).get("decoding")).isEmpty();
    }

    /** An array has standardised labels alone: they are decoded. */
    @Test
    void encodedLabelsScoreAlike() {
        Path x = folder.resolve("labelled-x.npy");
        Path y = folder.resolve("labelled-y.npy");
        Path model = model("quantile", "float32");
        Cli.done("encode", model, "--data", WAGES, "--rows", "test", "-o", x, "--labels", y);
        JsonNode fromTable = Cli.json("evaluate", model, "--data", WAGES).get("models").get(0);
        for (Path data : List.of(x, WAGES)) {
            JsonNode fromArray = Cli.json("evaluate", model, "--data", data, "--labels", y).get("models").get(0);
            assertThat(fromArray.get("mae").asDouble()).isCloseTo(fromTable.get("mae").asDouble(), within(1e-5));
            assertThat(fromArray.get("maeStandardised")).isEqualTo(fromTable.get("maeStandardised"));
        }
    }

    /** Rows are encoded and labelled for all models at once. */
    @Test
    void modelsOfTwoMappingsAreEvaluatedOneAtATime() {
        String refusal = Cli.refused(folder, "evaluate", model("linear", "float32"), model("log", "float32"), "--data",
                WAGES);
        assertThat(refusal).isEqualTo("compared/log-float32.tflite: it was made for other features, targets or target"
                + " mappings than compared/linear-float32.tflite. Evaluate them one at a time.");
    }

    @Test
    void withoutValidationRowsTheTrainingRowsDecide() throws IOException {
        Path output = folder.resolve("no-validation");
        Object[] command = Arguments.join(study(output, "all"), "--validation-split", 0);
        assertThat(Cli.done(command).out()).containsIgnoringWhitespaces("On the training rows full-uint8 errs least");
        assertThat(json(output).get("selection").get("rows").asText()).isEqualTo("training");
    }

    @Test
    void severalTargetsAreMappedButNotCompared() {
        Path data = Sample.make().write(folder.resolve("table.csv"));
        Path output = folder.resolve("several");
        Object[] command = {"study", data, "--target", Sample.TARGETS, "--epochs", 1, "-o", output};
        assertThat(Cli.refused(folder, Arguments.join(command, "--target-mapping", "all")))
                .isEqualTo("target mappings are compared for one target at a time."
                        + " Name one with --target, and leave the others out with --drop.");
        assertThat(Cli.done(Arguments.join(command, "--target-mapping", "yeo-johnson")).out())
                .contains("predicts y1, y2 by the mapping yeo-johnson;");
    }

    @Test
    void aPartWithoutTestRowsHasNoErrors() throws IOException {
        Path few = Files.writeString(folder.resolve("few.csv"), "a,y\n1,3\n2,4\n5,2\n");
        Path output = folder.resolve("few");
        Cli.Result result = Cli.done("study", few, "--target", "y", "--target-mapping", "all", "--epochs", 1, "-o",
                output);
        assertThat(result.out()).contains("–").doesNotContain("NaN");
        assertThat(json(output).get("models").get(0).get("dense").isNull()).isNotEqualTo(
                json(output).get("models").get(0).get("sparse").isNull());
    }

    @Test
    void valuesThatCannotBeLogged() throws IOException {
        Path data = Files.writeString(folder.resolve("wide.csv"), "a,y\n1,1e-300\n2,1e200\n3,1e300\n4,5\n5,1e-300\n");
        Object[] command = {"train", data, "--target", "y", "--target-mapping", "log", "--fit-on", "all", "-o",
                folder.resolve("wide.tflite")};
        assertThat(Cli.refused(folder, command))
                .startsWith("wide.csv: column 'y': the target cannot be mapped by log: ")
                .endsWith("Choose another --target-mapping.");
    }
}
