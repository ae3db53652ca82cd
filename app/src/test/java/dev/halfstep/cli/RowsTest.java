package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model finds the rows it was trained on again, in the table it was trained on and in no other. */
class RowsTest {

    private static final int COMPLETE = Sample.ROWS - Sample.missing();
    private static final int TRAIN = (int) Math.rint(0.8 * COMPLETE);

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
        Cli.done("study", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "16", "-o", study);
    }

    private static Path model(String precision) {
        return study.resolve(precision + ".tflite");
    }

    private static JsonNode evaluate(Path rows, Object... options) {
        return Cli.json(Arguments.join(new Object[] {"evaluate", model("full-int8"), "--data", rows}, options));
    }

    private static int rows(JsonNode evaluated) {
        return evaluated.get("data").get("rows").asInt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "dynamic-range", "int8", "full-uint8", "full-int8", "int16x8"})
    void quantizeMakesTheFilesOfTheStudy(String precision) {
        Path out = folder.resolve("quantized.tflite");
        JsonNode result =
                Cli.json("quantize", model("float32"), "--precision", precision, "--calibrate", data, "-o", out);
        assertThat(out).hasSameBinaryContentAs(model(precision));
        assertThat(result.get("bytes").asLong()).isEqualTo(out.toFile().length());
        assertThat(result.get("precision").asText()).isEqualTo(precision);
        assertThat(result.get("plan").isObject()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"full-uint8, int8", "full-uint8, float32", "full-int8, uint8", "int16x8, int16"})
    void otherTypesAtTheEdges(String precision, String type) {
        Path out = folder.resolve("edges.tflite");
        Cli.done("quantize", model("float32"), "--precision", precision, "--io", type, "--calibrate", data, "-o", out);
        JsonNode inspected = Cli.json("inspect", out);
        for (String end : new String[] {"inputs", "outputs"}) {
            assertThat(inspected.get("tensors").get(inspected.get(end).get(0).asInt()).get("type").asText())
                    .isEqualTo(type);
        }
        double before = evaluate(data).get("models").get(0).get("mae").asDouble();
        double after = Cli.json("evaluate", out, "--data", data).get("models").get(0).get("mae").asDouble();
        assertThat(after / before).isBetween(0.9, 1.1);
    }

    @Test
    void aFloat16ModelCanBeQuantizedToo() {
        Path out = folder.resolve("from-half.tflite");
        Cli.Result result =
                Cli.done("quantize", model("float16"), "--precision", "int8", "--calibrate", data, "-o", out);
        assertThat(result.out()).startsWith("Wrote " + out + ": int8, ").contains("calibrated on " + TRAIN + " rows\n");
    }

    @Test
    void partsOfItsOwnTable() {
        assertThat(rows(evaluate(data))).isEqualTo(COMPLETE - TRAIN);
        assertThat(evaluate(data, "--rows", "test")).isEqualTo(evaluate(data));
        assertThat(rows(evaluate(data, "--rows", "train"))).isEqualTo(TRAIN);
        assertThat(rows(evaluate(data, "--rows", "all"))).isEqualTo(COMPLETE);
        Path out = folder.resolve("q.tflite");
        for (String part : new String[] {"test", "all"}) {
            JsonNode plan =
                    Cli.json("quantize", model("float32"), "--precision", "int8", "--calibrate", data, "--rows", part,
                            "-o", out).get("plan");
            assertThat(plan.get("calibrationRows").asInt()).isEqualTo(part.equals("all") ? COMPLETE : COMPLETE - TRAIN);
        }
    }

    @Test
    void aShuffledCopyIsAnotherTable() {
        Path shuffled = table.shuffled().write(folder.resolve("shuffled.csv"));
        assertThat(rows(evaluate(shuffled))).isEqualTo(COMPLETE);
        assertThat(Cli.refused(folder, "evaluate", model("full-int8"), "--data", shuffled, "--rows", "test"))
                .isEqualTo(
                        "shuffled.csv: this is not the table that the model was trained on, so it has no training and test"
                                + " rows. Use --rows all.");
    }

    @Test
    void aChangedCellMakesAnotherTable() {
        Path changed = table.with(7, "y1", "0").write(folder.resolve("changed.csv"));
        assertThat(rows(evaluate(changed))).isEqualTo(COMPLETE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"; LF", "| CRLF", ", CRLF", "; CRLF"})
    void theSameTableInAnotherDialect(char delimiter, LineDelimiter lineEnd) {
        for (String mark : new String[] {"", "\ufeff"}) {
            Path other = table.write(folder.resolve("dialect.csv"), delimiter, lineEnd, mark);
            assertThat(evaluate(other).get("models")).isEqualTo(evaluate(data).get("models"));
            assertThat(rows(evaluate(other))).isEqualTo(COMPLETE - TRAIN);
        }
    }

    @Test
    void parquet() {
        Path parquet = Path.of("..", "data", "src", "test", "resources", "dev", "halfstep", "table", "parquet",
                "wages-snappy.parquet");
        assumeTrue(Files.exists(parquet), "skipped: " + parquet + " is not there");
        Path out = folder.resolve("wages.tflite");
        JsonNode trained =
                Cli.json("train", parquet, "--target", "wage", "--drop", "occupation", "--epochs", 1, "-o", out);
        assertThat(trained.get("train").asInt()).isEqualTo(80);
        assertThat(trained.get("features")).map(JsonNode::asText).containsExactly("age", "gender", "education",
                "experience",
                "race=hispanic", "race=other", "race=white");
        assertThat(rows(Cli.json("evaluate", out, "--data", parquet))).isEqualTo(20);
        assertThat(rows(Cli.json("evaluate", out, "--data", parquet, "--rows", "all"))).isEqualTo(100);
    }
}
