package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finite cells that float32 does not hold: codes clip them, and of real values it is said in which row and column they stand. */
class NumbersBeyondFloatTest {

    private static final int ROW = 5;
    private static final int FEATURES = 6;

    @TempDir
    private static Path folder;

    private static Path data = Path.of("");
    private static Path far = Path.of("");
    private static Path farLabel = Path.of("");

    @BeforeAll
    static void makeModels() {
        data = Sample.make().write(folder.resolve("table.csv"));
        far = Sample.make().with(ROW, "age", "1e308").write(folder.resolve("far.csv"));
        farLabel = Sample.make().with(ROW, "y1", "-1e308").write(folder.resolve("far-label.csv"));
        Cli.done("train", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "8", "-o", model("float32"));
        for (String precision : List.of("full-int8", "int8", "int16x8", "dynamic-range")) {
            Cli.done(Arguments.join(new Object[] {"quantize", model("float32"), "--precision", precision, "-o",
                    model(precision)}, precision.equals("dynamic-range") ? new Object[0]
                            : new Object[] {"--calibrate", data}));
        }
    }

    private static Path model(String precision) {
        return folder.resolve(precision + ".tflite");
    }

    private static void assertNamed(String column, Object... command) {
        assertThat(Cli.refused(folder, command)).as(Arrays.toString(command)).contains("far").contains("line ")
                .contains("column '" + column + "': the number ").contains("1.0E308 is too large for float32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "dynamic-range"})
    void realValuesAreRefused(String precision) {
        Path out = folder.resolve("out");
        assertNamed("age", "predict", model(precision), "--data", far, "-o", out);
        assertNamed("age", "encode", model(precision), "--data", far, "-o", out);
        assertNamed("age", "evaluate", model(precision), "--data", far);
    }

    @Test
    void soAreRowsToQuantizeAndExplainBy() {
        assertNamed("age", "quantize", model("float32"), "--precision", "int8", "--calibrate", far, "-o",
                folder.resolve("out"));
        assertNamed("age", "explain", model("float32"), model("full-int8"), "--data", far);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "full-int8"})
    void labelsAreRefused(String precision) {
        assertNamed("y1", "evaluate", model(precision), "--data", farLabel);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-int8", "int8", "int16x8"})
    void codesClipThem(String precision) throws IOException {
        Path out = folder.resolve("clipped.csv");
        Cli.Result result = Cli.done("predict", model(precision), "--data", far, "-o", out);
        assertThat(result.err()).contains("outside the input's domain").doesNotContain(" 0 outside the input's domain");
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Files.readString(out))) {
            NamedCsvRecord row = records.stream().filter(one -> one.getField("row").equals(String.valueOf(ROW)))
                    .findFirst().orElseThrow();
            assertThat(row.getField("outside")).startsWith("input");
            assertThat(row.getField("outside_by")).contains("age +");
            assertThat(Double.parseDouble(row.getField("predicted_y1"))).isFinite();
        }
        Cli.done("evaluate", model(precision), "--data", far);
    }

    /** It is not the model that was named first which is to blame. */
    @Test
    void theModelIsNamedThatCannotHoldThem() {
        assertThat(Cli.refused(folder, "evaluate", model("full-int8"), model("float32"), "--data", far))
                .startsWith("float32.tflite: row " + ROW + ": 'age': the value is too large for float32");
    }

    @Test
    void arraysAlike() {
        var values = new float[3 * FEATURES];
        values[FEATURES + 1] = Float.POSITIVE_INFINITY;
        Path array = folder.resolve("far.npy");
        Npy.write(array, Tensor.of(Shape.of(3, FEATURES), values));
        Path out = folder.resolve("out.csv");
        assertThat(Cli.refused(folder, "predict", model("float32"), "--data", array, "-o", out))
                .contains("row 2: '").contains("too large for float32");
        Cli.done("predict", model("full-int8"), "--data", array, "-o", out);
    }

    /** What a file says of its codes may be any number that there is. */
    @ParameterizedTest
    @ValueSource(strings = {"1e308", "1e-308"})
    void stepsOfCodesInAFile(String step) {
        Graph coded = TfliteReader.read(model("full-int8"));
        String codes = coded.text(EdgeCoding.METADATA_NAME).orElseThrow();
        Path odd = folder.resolve("odd.tflite");
        TfliteWriter.write(coded.withText(EdgeCoding.METADATA_NAME,
                codes.replaceFirst("\"step\" ?: ?[^,}]+", "\"step\":" + step)), odd);
        assertThat(TfliteReader.read(odd).text(EdgeCoding.METADATA_NAME)).isNotEqualTo(Optional.of(codes));
        assertThat(Cli.run("inspect", odd).err()).doesNotContain("should not have happened");
        assertThat(Cli.run("predict", odd, "--data", data, "-o", folder.resolve("odd.csv")).err())
                .doesNotContain("should not have happened");
    }

    @Test
    void rowsFromJava() {
        RowPredictor floats = RowPredictor.of(TfliteReader.read(model("float32")));
        int age = floats.columns().indexOf("age");
        for (double value : new double[] {1e308, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            var row = new double[floats.columns().size()];
            row[age] = value;
            String message = "column 'age': the value " + value + " is too large for float32";
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> floats.predict(row))
                    .withMessageStartingWith(message);
            double[] rows = Arrays.copyOf(new double[row.length], 3 * row.length);
            rows[row.length + age] = value;
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> floats.predictRows(rows))
                    .withMessageStartingWith("row 2: " + message);
            assertThat(RowPredictor.of(TfliteReader.read(model("full-int8"))).predict(row)).isFinite();
        }
    }
}
