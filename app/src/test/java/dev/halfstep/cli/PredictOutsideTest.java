package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What predictions say of rows outside of a model's domain: which columns, and by how much. */
class PredictOutsideTest {

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");
    private static final String FULL = "full-uint8";

    @TempDir
    private static Path folder;

    private static Path data = Path.of("");
    private static Path network = Path.of("");

    @BeforeAll
    static void train() {
        data = Sample.make().write(folder.resolve("table.csv"));
        network = folder.resolve("float.tflite");
        Cli.done("train", data, "--target", Sample.TARGETS, "--epochs", 2, "--hidden", "8", "-o", network);
    }

    private static Path quantized(String precision, String codes) {
        Path model = folder.resolve(precision + codes + ".tflite");
        Cli.done("quantize", network, "--precision", precision, "--input-codes", codes, "--calibrate", data, "-o",
                model);
        return model;
    }

    /** Names come from tables of strangers, and spreadsheets compute what begins so. */
    @Test
    void namesOfColumnsAreNoFormulas() throws IOException {
        String name = "=HYPERLINK(1)";
        Path table = Files.writeString(folder.resolve("formula.csv"), name + ";@y\n" + IntStream.range(0, 30)
                .mapToObj(row -> row + ";" + 2 * row + "\n").collect(Collectors.joining()));
        Path model = folder.resolve("formula.tflite");
        Cli.done("train", table, "--target", "@y", "--epochs", 1, "-o", model);
        Path integer = folder.resolve("formula-uint8.tflite");
        Cli.done("quantize", model, "--precision", FULL, "--calibrate", table, "-o", integer);
        Path beyond = Files.writeString(folder.resolve("beyond.csv"), name + "\n-100\n500\n");
        assertThat(predict(integer, beyond)).extracting(row -> row.getField("outside_by"))
                .allSatisfy(cell -> assertThat(cell).startsWith("'" + name + "' "))
                .anySatisfy(cell -> assertThat(cell).matches(".*; '@y' at its (upper|lower) end"));
    }

    private static List<NamedCsvRecord> predict(Path model, Path table) throws IOException {
        Path out = folder.resolve("predictions.csv");
        Cli.done("predict", model, "--data", table, "-o", out);
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Files.readString(out))) {
            return records.stream().toList();
        }
    }

    /** What is said of one column, as a number. */
    private static double distance(NamedCsvRecord row, String column) {
        for (String part : row.getField("outside_by").split("; ", -1)) {
            if (part.startsWith(column + " ")) {
                return Double.parseDouble(part.substring(column.length() + 1));
            }
        }
        throw new AssertionError(column + " is not in " + row);
    }

    @ParameterizedTest
    @CsvSource({"full-uint8, per-feature", "full-uint8, shared", "full-int8, per-feature", "int8, shared",
            "int16x8, shared"})
    void flagAndColumnsAgree(String precision, String codes) throws IOException {
        Sample table = Sample.make().with(3, "age", "1000").with(4, "age", "1010").with(8, "age", "-2000.5")
                .with(9, "income", "-150").with(9, "age", "900");
        List<NamedCsvRecord> rows = predict(quantized(precision, codes), table.write(folder.resolve("far.csv")));
        assertThat(rows).hasSize(Sample.ROWS);
        for (NamedCsvRecord row : rows) {
            String outside = row.getField("outside");
            String by = row.getField("outside_by");
            assertThat(by.matches("(?s).*(age|place=.*|member|income) [+-].*")).as(by)
                    .isEqualTo(outside.contains("input"));
            assertThat(by.matches("(?s).*y[12] at its (upper|lower) end.*")).as(by)
                    .isEqualTo(outside.contains("output"));
            assertThat(by.isEmpty()).isEqualTo(outside.isEmpty() || outside.equals("missing"));
        }
        assertThat(distance(rows.get(3), "age") - distance(rows.get(2), "age")).isCloseTo(10, within(0.2));
        assertThat(distance(rows.get(7), "age")).isBetween(-2100.0, -1000.0);
        assertThat(distance(rows.get(8), "income")).isNegative();
        assertThat(distance(rows.get(8), "age")).isPositive();
    }

    @Test
    void floatModelsHaveNothingOutside() throws IOException {
        Path far = Sample.make().with(3, "age", "1000").write(folder.resolve("far.csv"));
        assertThat(predict(network, far)).allSatisfy(row -> assertThat(row.getField("outside_by")).isEmpty());
    }

    /** A real table: a row says by how much its age lies beyond the last code of ages. */
    @Test
    void agesAndSchoolYearsBeyondThoseOfTheWages() throws IOException {
        Path trained = folder.resolve("wages-float.tflite");
        Path model = folder.resolve("wages.tflite");
        Cli.done("train", WAGES, "--target", "wage", "--epochs", 2, "--hidden", "8", "-o", trained);
        Cli.done("quantize", trained, "--precision", FULL, "--calibrate", WAGES, "-o", model);
        List<String> lines = new ArrayList<>(Files.readAllLines(WAGES).subList(0, 5));
        lines.set(2, lines.get(2).replace(",57,", ",1057,"));
        lines.set(3, "-30" + lines.get(3).substring(lines.get(3).indexOf(',')));
        List<NamedCsvRecord> rows = predict(model, Files.write(folder.resolve("wages.csv"), lines));
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).getField("outside_by")).isEmpty();
        assertThat(rows.get(1).getField("outside")).startsWith("input");
        assertThat(distance(rows.get(1), "age")).isCloseTo(1057 - end(model, "age", true), within(1.0));
        assertThat(distance(rows.get(2), "education")).isCloseTo(-30 - end(model, "education", false), within(0.1));
    }

    /** What the last number of a feature stands for, in the table's unit. */
    private static double end(Path model, String name, boolean upper) {
        Pipeline pipeline =
                Pipeline.fromJson(TfliteReader.read(model).text(Pipeline.METADATA_NAME).orElseThrow());
        int feature = pipeline.featureNames().indexOf(name);
        Scaling scaling = pipeline.features().get(feature);
        FeatureCodes.Slot slot = Interface.of(TfliteReader.read(model)).inputs().getFirst().features().orElseThrow()
                .slotsOf(feature).getFirst();
        return scaling.mean() + scaling.deviation() * (upper ? slot.last() : slot.offset());
    }
}
