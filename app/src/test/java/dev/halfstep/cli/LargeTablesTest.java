package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that are read in blocks: what commands make of them is what they make of the same rows in small tables, which are read at
 * once, and memory does not grow with the number of rows.
 */
class LargeTablesTest {

    /** Of a table that takes many blocks, and several times what is held of tables that are read at once. */
    private static final int COPIES = 1_000;

    @TempDir
    private static Path folder;

    private static Sample table;
    private static Path small;
    private static Path large;
    private static Path floats;
    private static Path codes;
    /** Ranges of all rows, and nothing that depends on how many there are. */
    private static Path recipe;

    @BeforeAll
    static void make() throws IOException {
        table = Sample.make();
        small = table.write(folder.resolve("small.csv"));
        large = copies(folder.resolve("large.csv"), COPIES);
        assertThat(Files.size(large)).isGreaterThan(4 << 20);
        recipe = Files.writeString(folder.resolve("recipe.json"),
                "{\"name\":\"all rows\",\"base\":\"tensorflow\",\"calibrationRows\":null}");
        floats = folder.resolve("float.tflite");
        codes = folder.resolve("codes.tflite");
        Cli.done("train", small, "--target", Sample.TARGETS, "--epochs", 3, "--hidden", "16", "-o", floats);
        Cli.done("quantize", floats, "--precision", "full-uint8", "--calibrate", small, "-o", codes);
    }

    /** The rows of the table again and again. */
    private static Path copies(Path file, int count) throws IOException {
        String once = Files.readString(table.write(folder.resolve("once.csv"), ',', LineDelimiter.LF, ""));
        int rows = once.indexOf('\n') + 1;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(once, 0, rows);
            for (int i = 0; i < count; i++) {
                out.write(once, rows, once.length() - rows);
            }
        }
        return file;
    }

    private static List<String> predicted(Path data, Object... options) throws IOException {
        Path out = folder.resolve("predictions.csv");
        Cli.done(Arguments.join(new Object[] {"predict", codes, "--data", data, "-o", out}, options));
        return Files.readAllLines(out);
    }

    /** The lines of one table for each of its copies, with rows numbered through. */
    private static List<String> repeated(List<String> lines, int copies) {
        var all = new ArrayList<String>();
        all.add(lines.getFirst());
        for (int copy = 0; copy < copies; copy++) {
            for (String line : lines.subList(1, lines.size())) {
                int comma = line.indexOf(',');
                all.add(copy * Sample.ROWS + Integer.parseInt(line.substring(0, comma)) + line.substring(comma));
            }
        }
        return all;
    }

    @Test
    void predictionsRowForRow() throws IOException {
        List<String> once = predicted(small);
        assertThat(once).hasSize(Sample.ROWS + 1).anyMatch(line -> line.contains("missing"))
                .anyMatch(line -> line.contains("output"));
        assertThat(predicted(large)).isEqualTo(repeated(once, COPIES));
        JsonNode result =
                Cli.json("predict", codes, "--data", large, "-o", folder.resolve("predictions.csv"));
        assertThat(result.get("rows").asInt()).isEqualTo(COPIES * (Sample.ROWS - Sample.missing()));
        assertThat(result.get("missing").asInt()).isEqualTo(COPIES * Sample.missing());
    }

    @Test
    void compressedTablesToo() throws IOException {
        Path zipped = folder.resolve("large.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(large, out);
        }
        assertThat(predicted(zipped)).isEqualTo(repeated(predicted(small), COPIES));
    }

    @Test
    void partsOfTheTrainingTableKeepTheirRows() throws IOException {
        List<String> all = predicted(small);
        List<String> test = predicted(small, "--rows", "test");
        assertThat(all).containsAll(test);
        assertThat(test).hasSizeLessThan(all.size() / 2);
        assertThat(Cli.refused(folder, "predict", codes, "--data", large, "--rows", "test", "-o",
                folder.resolve("none.csv"))).contains("this is not the table that the model was trained on");
    }

    /** Every sum over the large table is that over the small one, as often; sums of so many terms round a little. */
    @Test
    void evaluationOfAllRows() {
        JsonNode once = Cli.json("evaluate", floats, codes, "--data", small, "--rows", "all").get("models");
        JsonNode often = Cli.json("evaluate", floats, codes, "--data", large).get("models");
        for (int m = 0; m < 2; m++) {
            for (String field : List.of("mae", "rmse", "r2", "maeStandardised", "meanAbsDiff", "outputStep")) {
                assertThat(often.get(m).get(field).asDouble()).as(field).isCloseTo(once.get(m).get(field).asDouble(),
                        withinPercentage(1e-6));
            }
            assertThat(often.get(m).get("maxAbsDiff")).isEqualTo(once.get(m).get("maxAbsDiff"));
            assertThat(often.get(m).get("clippedRows").get("output").asInt())
                    .isEqualTo(COPIES * once.get(m).get("clippedRows").get("output").asInt());
        }
    }

    /** Copies of rows have the range of the rows. */
    @Test
    void calibrationOnAllRows() throws IOException {
        for (String range : List.of("min-max", "percentile")) {
            JsonNode once = plan(small, "--rows", "all", "--ranges", range);
            JsonNode often = plan(large, "--ranges", range);
            assertThat(often.get("calibrationRows").asInt()).isEqualTo(COPIES * once.get("calibrationRows").asInt());
            JsonNode expected = ((ObjectNode) once).without("calibrationRows");
            JsonNode rest = ((ObjectNode) often).without("calibrationRows");
            assertThat(withoutCounts(rest)).isEqualTo(withoutCounts(expected));
        }
    }

    /** Reasons say over how many rows. */
    private static String withoutCounts(JsonNode plan) {
        return plan.toString().replaceAll("over [0-9,]+ calibration rows", "over all calibration rows");
    }

    private static JsonNode plan(Path data, Object... options) {
        return Cli.json(Arguments.join(new Object[] {"quantize", floats, "--precision", "full-uint8", "--recipe",
                recipe, "--calibrate", data, "-o", folder.resolve("other.tflite")}, options)).get("plan");
    }

    @Test
    void faultsInTheLastRowsLeaveNoFile() throws IOException {
        String fine = Files.readString(large);
        Path broken = folder.resolve("broken.csv");
        long line = fine.chars().filter(c -> c == '\n').count() + 1;
        for (List<String> fault : List.of(
                List.of("30,north,yes\n", "broken.csv: line " + line + ": 3 cells, but the header has 6 columns."),
                List.of("old,north,yes,1,2,3\n", "broken.csv: line " + line + ", column 'age': 'old' is not a number;"),
                List.of("30,mars,yes,1,2,3\n",
                        "broken.csv: line " + line + ": column 'place': 'mars' did not occur in training;"))) {
            Files.writeString(broken, fine + fault.getFirst());
            for (Object[] command : List.<Object[]>of(
                    new Object[] {"predict", codes, "--data", broken, "-o", folder.resolve("none.csv")},
                    new Object[] {"evaluate", codes, "--data", broken},
                    new Object[] {"quantize", floats, "--precision", "int8", "--calibrate", broken, "-o",
                            folder.resolve("none.tflite")})) {
                assertThat(Cli.refused(folder, command)).contains(fault.getLast());
            }
        }
    }

    /** The columns of so many rows, held as numbers, would take more than the heap. */
    @Test
    void memoryDoesNotGrow() throws Exception {
        Path huge = copies(folder.resolve("huge.csv"), 6 * COPIES);
        assertThat(Files.size(huge)).isGreaterThan(24 << 20);
        Path out = folder.resolve("huge-predictions.csv");
        Cli.Result predicted = Fork.startWith("-Xmx40m", folder, "predict", codes, "--data", huge, "-o", out).result();
        assertThat(predicted.exit()).as(predicted.err()).isZero();
        assertThat(Files.size(out)).isGreaterThan(20 << 20);
        Cli.Result evaluated = Fork.startWith("-Xmx40m", folder, "evaluate", codes, "--data", huge).result();
        assertThat(evaluated.exit()).as(evaluated.err()).isZero();
        Cli.Result quantized = Fork.startWith("-Xmx40m", folder, "quantize", floats, "--precision", "int8", "--ranges",
                "percentile", "--recipe", recipe, "--calibrate", huge, "-o", folder.resolve("o.tflite")).result();
        assertThat(quantized.exit()).as(quantized.err()).isZero();
        // Codes are fitted to all rows, too, which are more than the heap.
        Cli.Result fitted = Fork.startWith("-Xmx40m", folder, "quantize", floats, "--precision", "full-uint8",
                "--calibrate", huge, "-o", folder.resolve("o.tflite")).result();
        assertThat(fitted.exit()).as(fitted.err()).isZero();
        Files.delete(huge);
        Files.delete(out);
    }
}
