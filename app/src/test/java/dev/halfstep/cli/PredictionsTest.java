package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prediction by every way there is: from the raw table, and by encoding, running and decoding step by step. */
class PredictionsTest {

    private static final List<String> TARGETS = List.of("y1", "y2");
    private static final int FEATURES = 6;

    @TempDir
    private static Path folder;

    private static Sample table;
    private static Path data;
    private static Path study;

    @BeforeAll
    static void run() {
        table = Sample.make();
        data = table.write(folder.resolve("table.csv"));
        study = folder.resolve("study");
        Cli.done("study", data, "--target", Sample.TARGETS, "--epochs", 3, "--hidden", "16", "-o", study);
    }

    private static Path model(String precision) {
        return study.resolve(precision + ".tflite");
    }

    private static List<NamedCsvRecord> predict(String precision, Object... options) throws IOException {
        Path out = folder.resolve("predictions.csv");
        Cli.Result result =
                Cli.done(Arguments.join(new Object[] {"predict", model(precision), "--data", data, "-o", out},
                        options));
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Wrote " + out + ": ");
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Files.readString(out))) {
            return records.stream().toList();
        }
    }

    private static double number(NamedCsvRecord row, String field) {
        return Double.parseDouble(row.getField(field));
    }

    private static double label(NamedCsvRecord row, String target) {
        return Double.parseDouble(table.cell(Integer.parseInt(row.getField("row")), target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "dynamic-range", "int8", "full-uint8", "full-int8", "int16x8"})
    void predictionsAreWhatEvaluateScores(String precision) throws IOException {
        List<NamedCsvRecord> rows = predict(precision, "--rows", "test");
        JsonNode evaluated = Cli.json("evaluate", model(precision), "--data", data);
        assertThat(evaluated.get("data").get("rows").asInt()).isEqualTo(rows.size());
        JsonNode scores = evaluated.get("models").get(0);
        JsonNode inStudy = scoresInStudy(precision);
        double maes = 0;
        double squares = 0;
        for (int t = 0; t < TARGETS.size(); t++) {
            String target = TARGETS.get(t);
            double mae =
                    rows.stream().mapToDouble(row -> Math.abs(number(row, "predicted_" + target) - label(row, target)))
                            .average().orElseThrow();
            double mse = rows.stream()
                    .mapToDouble(row -> Math.pow(number(row, "predicted_" + target) - label(row, target), 2))
                    .average().orElseThrow();
            for (JsonNode found : List.of(scores.get("targets").get(t), inStudy.get("targets").get(t))) {
                assertThat(found.get("target").asText()).isEqualTo(target);
                assertClose(found.get("mae"), mae);
                assertClose(found.get("rmse"), Math.sqrt(mse));
            }
            maes += mae / TARGETS.size();
            squares += mse / TARGETS.size();
        }
        for (JsonNode found : List.of(scores, inStudy)) {
            assertClose(found.get("mae"), maes);
            assertClose(found.get("rmse"), Math.sqrt(squares));
        }
    }

    private static JsonNode scoresInStudy(String precision) throws IOException {
        for (JsonNode model : Cli.tree(Files.readString(study.resolve("study.json"))).get("models")) {
            if (model.get("precision").asText().equals(precision)) {
                return model;
            }
        }
        throw new AssertionError(precision + " is not in study.json");
    }

    private static void assertClose(JsonNode found, double expected) {
        assertThat(found.asDouble()).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
    }

    @Test
    void evaluateComparesWithTheFirstFloatModel() throws IOException {
        JsonNode result = Cli.json("evaluate", model("full-uint8"), model("float32"), "--data", data);
        assertThat(result.get("reference").asText()).isEqualTo(model("float32").toString());
        for (JsonNode model : result.get("models")) {
            String file = Path.of(model.get("file").asText()).getFileName().toString();
            JsonNode inStudy = scoresInStudy(file.replace(".tflite", ""));
            for (String field : List.of("bytes", "mae", "rmse", "r2", "meanAbsDiff", "maxAbsDiff", "outputStep",
                    "maeOfRawCodes", "clippedRows", "targets")) {
                assertThat(model.get(field)).as(file + " " + field).isEqualTo(inStudy.get(field));
            }
        }
    }

    @Test
    void rowsKeepTheirNumbers() throws IOException {
        List<NamedCsvRecord> rows = predict("full-int8");
        assertThat(rows).hasSize(Sample.ROWS);
        for (int i = 0; i < rows.size(); i++) {
            NamedCsvRecord row = rows.get(i);
            assertThat(row.getHeader()).containsExactly("row", "predicted_y1", "predicted_y2", "outside",
                    "outside_by");
            assertThat(row.getField("row")).isEqualTo(Integer.toString(i + 1));
            boolean missing = table.cell(i + 1, "income").isEmpty();
            assertThat(row.getField("predicted_y1").isEmpty()).as("row " + (i + 1)).isEqualTo(missing);
            assertThat(row.getField("outside").equals("missing")).isEqualTo(missing);
            if (missing) {
                assertThat(row.getField("outside_by")).isEmpty();
            }
        }
    }

    @Test
    void partsOfTheTable() throws IOException {
        List<NamedCsvRecord> all = predict("float32");
        List<NamedCsvRecord> test = predict("float32", "--rows", "test");
        List<NamedCsvRecord> train = predict("float32", "--rows", "train");
        assertThat(test.size() + train.size()).isEqualTo(Sample.ROWS - Sample.missing());
        assertThat(test).extracting(row -> row.getField("row")).doesNotContainAnyElementsOf(
                train.stream().map(row -> row.getField("row")).toList());
        for (NamedCsvRecord row : test) {
            assertThat(row.getFields()).isEqualTo(all.get(Integer.parseInt(row.getField("row")) - 1).getFields());
        }
    }

    @Test
    void rowsOutsideTheDomainAreMarked() throws IOException {
        Path far = table.rows(1, 3).with(2, "age", "1000").write(folder.resolve("far.csv"));
        Path out = folder.resolve("far-predictions.csv");
        JsonNode result = Cli.json("predict", model("full-uint8"), "--data", far, "-o", out);
        assertThat(result.get("rows").asInt()).isEqualTo(3);
        assertThat(result.get("outsideInput").asInt()).isEqualTo(1);
        assertThat(Files.readAllLines(out).get(2)).startsWith("2,").contains(",input");
        assertThat(Cli.json("predict", model("float32"), "--data", far, "-o", out).get("outsideInput").asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-uint8", "full-int8"})
    void codesDecodedByHand(String precision) throws IOException {
        Path x = folder.resolve("x.npy");
        Path y = folder.resolve("y.npy");
        Cli.done("encode", model(precision), "--data", data, "--rows", "test", "-o", x);
        Cli.done("run", model(precision), "--input", x, "--output", y, "--raw");
        var codes = (Codes) Npy.read(y);
        assertThat(codes.dtype().label()).isEqualTo(precision.substring("full-".length()));
        JsonNode inspected = Cli.json("inspect", model(precision));
        JsonNode quantization =
                inspected.get("tensors").get(inspected.get("outputs").get(0).asInt()).get("quantization");
        double scale = quantization.get("scales").get(0).asDouble();
        int zeroPoint = quantization.get("zeroPoints").get(0).asInt();
        JsonNode targets = inspected.get("pipeline").get("targets");
        List<NamedCsvRecord> predicted = predict(precision, "--rows", "test");
        assertThat(codes.shape().toArray()).containsExactly(predicted.size(), 2);
        for (int i = 0; i < predicted.size(); i++) {
            for (int t = 0; t < 2; t++) {
                double standardised = scale * (codes.rawCode(2 * i + t) - zeroPoint);
                double value = standardised * targets.get(t).get("deviation").asDouble()
                        + targets.get(t).get("mean").asDouble();
                assertThat(number(predicted.get(i), "predicted_" + TARGETS.get(t))).isCloseTo(value, within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "dynamic-range", "full-uint8", "int16x8"})
    void realValuesThroughTheBareInterpreter(String precision) throws IOException {
        Path x = folder.resolve("real.npy");
        Path y = folder.resolve("values.npy");
        Cli.done("encode", model("float32"), "--data", data, "--rows", "test", "-o", x, "--labels",
                folder.resolve("labels.npy"));
        Cli.done("run", model(precision), "--input", x, "--output", y);
        var values = (Tensor) Npy.read(y);
        var labels = (Tensor) Npy.read(folder.resolve("labels.npy"));
        assertThat(((Tensor) Npy.read(x)).shape().toArray()).containsExactly(values.shape().extent(0), FEATURES);
        JsonNode targets = Cli.json("inspect", model(precision)).get("pipeline").get("targets");
        List<NamedCsvRecord> predicted = predict(precision, "--rows", "test");
        for (int i = 0; i < predicted.size(); i++) {
            for (int t = 0; t < 2; t++) {
                double deviation = targets.get(t).get("deviation").asDouble();
                double mean = targets.get(t).get("mean").asDouble();
                assertThat(number(predicted.get(i), "predicted_" + TARGETS.get(t)))
                        .isEqualTo(values.values()[2 * i + t] * deviation + mean);
                assertThat(labels.values()[2 * i + t] * deviation + mean)
                        .isCloseTo(label(predicted.get(i), TARGETS.get(t)), within(1e-4));
            }
        }
    }

    /** Labels in units are the table's own numbers there, and decoded floats here. */
    @Test
    void encodedRowsAndLabelsScoreTheSame() {
        Path x = folder.resolve("x-test.npy");
        Path y = folder.resolve("y-test.npy");
        Cli.done("encode", model("float32"), "--data", data, "--rows", "test", "-o", x, "--labels", y);
        JsonNode raw = Cli.json("evaluate", model("full-int8"), "--data", data).get("models").get(0);
        JsonNode encoded = Cli.json("evaluate", model("full-int8"), "--data", x, "--labels", y).get("models").get(0);
        for (String exact : List.of("maeStandardised", "rmseStandardised", "maeOfRawCodesStandardised", "clippedRows",
                "outputStep")) {
            assertThat(encoded.get(exact)).as(exact).isEqualTo(raw.get(exact));
        }
        for (String close : List.of("mae", "rmse", "r2", "maeOfRawCodes")) {
            assertClose(encoded.get(close), raw.get(close).asDouble());
        }
    }
}
