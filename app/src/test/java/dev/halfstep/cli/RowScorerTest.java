package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.predict.RowScorer;
import dev.halfstep.predict.Scored;
import dev.halfstep.predict.Scored.Predicted;
import dev.halfstep.predict.Scored.Refused;
import dev.halfstep.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of named values against what the {@code predict} command writes for the same rows. */
class RowScorerTest {

    private static final List<String> TARGETS = List.of("y1", "y2");

    @TempDir
    private static Path folder;

    private static Sample table;
    private static Path model;
    private static List<NamedCsvRecord> written;

    @BeforeAll
    static void quantize() throws IOException {
        Sample.Trained trained = Sample.trained(folder);
        table = Sample.make();
        model = folder.resolve("q.tflite");
        // Of its first rows alone, so that others lie outside.
        Path few = Files.writeString(folder.resolve("few.csv"), String.join("\n",
                Files.readString(trained.data()).lines().limit(25).toList()));
        Cli.done("quantize", trained.model(), "--precision", "full-uint8", "--calibrate", few, "-o", model);
        Path out = folder.resolve("predictions.csv");
        Cli.done("predict", model, "--data", trained.data(), "-o", out);
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Files.readString(out))) {
            written = records.stream().toList();
        }
    }

    private static Map<String, Object> row(int number) {
        var row = new HashMap<String, Object>();
        row.put("place", table.cell(number, "place"));
        row.put("member", table.cell(number, "member"));
        row.put("age", Integer.parseInt(table.cell(number, "age")));
        String income = table.cell(number, "income");
        row.put("income", income.isEmpty() ? null : Double.valueOf(income));
        row.put("y1", "not looked at");
        return row;
    }

    private static List<Map<String, Object>> rows() {
        return IntStream.rangeClosed(1, Sample.ROWS).mapToObj(RowScorerTest::row).toList();
    }

    private static void check(List<Scored> scored) {
        assertThat(scored).hasSize(Sample.ROWS);
        int outside = 0;
        for (int i = 0; i < scored.size(); i++) {
            NamedCsvRecord expected = written.get(i);
            switch (scored.get(i)) {
                case Predicted predicted -> {
                    assertThat(predicted.values()).isEqualTo(TARGETS.stream()
                            .map(target -> Double.valueOf(expected.getField("predicted_" + target))).toList());
                    assertThat(predicted.outside()).isEqualTo(expected.getField("outside_by"));
                    assertThat(predicted.inputOutside()).isEqualTo(expected.getField("outside").startsWith("input"));
                    assertThat(predicted.outputAtEnd()).isEqualTo(expected.getField("outside").endsWith("output"));
                    outside += predicted.outside().isEmpty() ? 0 : 1;
                }
                case Refused refused -> {
                    assertThat(expected.getField("outside")).isEqualTo("missing");
                    assertThat(refused).isEqualTo(new Refused("the row has no value for it", "column 'income'"));
                }
            }
        }
        assertThat(outside).isPositive();
    }

    @Test
    void scoresWhatTheCommandWrites() {
        check(RowScorer.load(model).score(rows()));
    }

    @Test
    void alsoFromManyThreadsAndBehindAWire() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(RowScorer.load(model));
        }
        RowScorer sent;
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            sent = (RowScorer) in.readObject();
        }
        List<Map<String, Object>> rows = rows();
        check(rows.parallelStream().flatMap(row -> sent.score(List.of(row)).stream()).toList());
    }

    @Test
    void aRowThatCannotBeScoredSpoilsNoOther() {
        var odd = new ArrayList<>(rows());
        odd.set(0, new HashMap<>(Map.of("age", "forty", "place", "north", "member", "yes", "income", 1)));
        odd.set(1, new HashMap<>(Map.of("age", 40, "place", 7, "member", "yes", "income", 1)));
        odd.set(2, new HashMap<>(Map.of("age", Double.NaN, "place", "north", "member", "yes", "income", 1)));
        odd.set(3, new HashMap<>(Map.of("age", 40, "place", "east", "member", "yes", "income", 1)));
        List<Scored> scored = RowScorer.load(model).score(odd);

        assertThat(scored.subList(0, 3)).containsExactly(
                new Refused("it holds numbers, not 'forty'", "column 'age'"),
                new Refused("it holds texts, not '7'", "column 'place'"),
                new Refused("a value that is not a number (NaN) has no code", "column 'age'"));
        assertThat(scored.get(3)).isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.reason()).contains("'east' did not occur in training"));
        assertThat(scored.get(7)).isEqualTo(RowScorer.load(model).score(List.of(row(8))).getFirst());
        assertThat(RowScorer.load(model).withUnseen(Unseen.ZERO).score(odd).get(3)).isInstanceOf(Predicted.class);
    }

    @Test
    void refusesWhatCarriesNoPipeline() throws IOException {
        Path text = Files.writeString(folder.resolve("no-model.tflite"), "text");

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> RowScorer.load(text))
                .withMessageContaining("no-model.tflite").withMessageContaining("not a .tflite file");
        assertThat(RowScorer.load(model).score(List.of())).isEmpty();
        assertThat(RowScorer.load(model).targets()).isEqualTo(TARGETS);
        assertThat(RowScorer.load(model).columns()).containsExactly("age", "place", "member", "income");
    }
}
