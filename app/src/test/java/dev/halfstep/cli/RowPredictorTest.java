package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.predict.RowPredictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions from raw values in memory against those that the {@code predict} command writes. */
class RowPredictorTest {

    private static final List<String> TARGETS = List.of("y1", "y2");

    @TempDir
    private static Path folder;

    private static Sample table;
    private static Path data;
    private static Path study;

    @BeforeAll
    static void train() {
        table = Sample.make();
        data = table.write(folder.resolve("table.csv"));
        study = folder.resolve("study");
        Cli.done("study", data, "--target", Sample.TARGETS, "--epochs", 3, "--hidden", "16", "-o", study);
        // Features with codes of their own, and outputs with copies.
        Cli.done("quantize", study.resolve("float32.tflite"), "--precision", "full-uint8", "--recipe", "best",
                "--calibrate", data, "-o", study.resolve("best.tflite"));
    }

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(study)) {
            return files.filter(file -> file.toString().endsWith(".tflite")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictsWhatTheCommandWrites(Path model) throws IOException {
        Path out = folder.resolve("predictions.csv");
        Cli.done("predict", model, "--data", data, "-o", out);
        RowPredictor predictor = RowPredictor.of(TfliteReader.read(model));
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Files.readString(out))) {
            List<NamedCsvRecord> written = records.stream().filter(row -> !row.getField("outside").equals("missing"))
                    .toList();
            double[] rows = written.stream().flatMapToDouble(
                    row -> Arrays.stream(row(model, predictor, Integer.parseInt(row.getField("row"))))).toArray();
            double[] expected = written.stream().flatMapToDouble(row -> TARGETS.stream()
                    .mapToDouble(target -> Double.parseDouble(row.getField("predicted_" + target)))).toArray();
            assertThat(expected).hasSizeGreaterThan(TARGETS.size() * 100);
            assertThat(predictor.predictRows(rows)).isEqualTo(expected);
            int width = predictor.columns().size();
            for (int r = 0; r < written.size(); r++) {
                double[] one = Arrays.copyOfRange(rows, r * width, (r + 1) * width);
                assertThat(predictor.predict(one)).isEqualTo(expected[r * TARGETS.size()]);
            }
            // Often enough for several threads to get something to do, each a whole block and a rest.
            int times = 1500 / written.size() + 1;
            assertThat(predictor.predictRows(repeated(rows, times), 3)).isEqualTo(repeated(expected, times));
        }
    }

    private static double[] repeated(double[] values, int times) {
        var all = new double[values.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i % values.length];
        }
        return all;
    }

    private static double[] row(Path model, RowPredictor predictor, int number) {
        Pipeline pipeline = Pipeline.fromJson(TfliteReader.read(model).text(Pipeline.METADATA_NAME).orElseThrow());
        var row = new double[pipeline.inputs().size()];
        for (int c = 0; c < row.length; c++) {
            String cell = table.cell(number, predictor.columns().get(c)).strip();
            row[c] = pipeline.inputs().get(c) instanceof InputColumn.Numeric ? Double.parseDouble(cell)
                    : predictor.number(c, cell);
        }
        return row;
    }

    @Test
    void refusesWhatIsNoRow() {
        RowPredictor predictor = RowPredictor.of(TfliteReader.read(study.resolve("full-uint8.tflite")));
        int width = predictor.columns().size();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> predictor.predict(new double[width - 1]))
                .withMessageContaining("a row has " + width + " values, not " + (width - 1));
        var nothing = new double[width];
        Arrays.fill(nothing, Double.NaN);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> predictor.predict(nothing))
                .withMessageContaining("column '");
        assertThat(predictor.predictRows(new double[0])).isEmpty();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> RowPredictor.of(TfliteReader.read(study.resolve("float32.tflite")).toBuilder()
                        .build().withText(Pipeline.METADATA_NAME, "{}")))
                .withMessageContaining("pipeline");
    }
}
