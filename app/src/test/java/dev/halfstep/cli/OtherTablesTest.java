package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained model and tables that are not as the one it was trained on. */
class OtherTablesTest {

    private static final String KNOWN_PLACES = "known are [north, south, \"old\" town, west\\nend].";
    private static final String UNSEEN =
            " Add --unseen zero to encode it as no category, or train again with such rows.";

    @TempDir
    private static Path trained;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        Cli.done("train", Sample.make().write(trained.resolve("table.csv")), "--target", Sample.TARGETS, "--epochs", 1,
                "--hidden", "8", "-o", model());
    }

    private static Path model() {
        return trained.resolve("model.tflite");
    }

    private Path write(Sample table) {
        return table.write(folder.resolve("other.csv"));
    }

    private String predict(Sample table, Object... options) {
        return refused("predict", table, options);
    }

    private String refused(String command, Sample table, Object... options) {
        Path data = write(table);
        Object[] all = command.equals("evaluate") ? new Object[] {command, model(), "--data", data}
                : new Object[] {command, model(), "--data", data, "-o", folder.resolve("out")};
        return Cli.inFolder(trained, Cli.refused(folder, Arguments.join(all, options)));
    }

    @Test
    void unseenCategory() {
        Sample table = Sample.make().with(3, "place", "abroad");
        // The line end within a cell of an earlier row counts.
        long line = 4 + table.rows(1, 2).records().stream().filter(row -> row.get(1).contains("\n")).count();
        String message =
                "other.csv: line " + line + ": column 'place': 'abroad' did not occur in training; " + KNOWN_PLACES
                        + UNSEEN;
        assertThat(refused("predict", table)).isEqualTo(message);
        assertThat(refused("evaluate", table)).isEqualTo(message);
        assertThat(refused("encode", table)).isEqualTo(message);
        assertThat(Cli.inFolder(trained,
                Cli.refused(folder, "quantize", model(), "--precision", "full-int8", "--calibrate",
                        write(table), "-o", folder.resolve("q.tflite"))))
                .isEqualTo(message);
    }

    @Test
    void unseenTextOfTwo() {
        Sample table = Sample.make().with(1, "member", "perhaps");
        assertThat(refused("predict", table)).isEqualTo(
                "other.csv: line 2: column 'member': 'perhaps' did not occur in training; known are [no, yes]."
                        + UNSEEN);
    }

    @Test
    void unseenCategoriesAsNone() {
        Sample one = Sample.make().rows(1, 1).with(1, "income", "1");
        Path x = folder.resolve("x.npy");
        Object[] encode = {"encode", model(), "--unseen", "zero", "-o", x, "--data"};
        Cli.done(Arguments.join(encode, write(one.with(1, "place", "abroad").with(1, "member", "perhaps"))));
        float[] values = ((Tensor) Npy.read(x)).values();
        JsonNode features = Cli.json("inspect", model()).get("pipeline").get("features");
        for (int level = 1; level <= Sample.PLACES.size(); level++) {
            JsonNode feature = features.get(level);
            double none = (0 - feature.get("mean").asDouble()) / feature.get("deviation").asDouble();
            assertThat(values[level]).as(feature.toString()).isEqualTo((float) none);
        }
        assertThat(features.get(4).get("name").asText()).isEqualTo("member");
        assertThat(values[4]).as("the mean, standardised").isZero();
        Cli.done("predict", model(), "--unseen", "zero", "-o", folder.resolve("out.csv"), "--data",
                write(one.with(1, "place", "abroad")));
        Cli.done("evaluate", model(), "--unseen", "zero", "--data", write(Sample.make().with(9, "member", "perhaps")));
    }

    @Test
    void columnThatTheModelNeedsIsMissing() {
        assertThat(predict(Sample.make().without("place")))
                .isEqualTo("other.csv: there is no column 'place'. The columns are: age, member, income, y1, y2.");
    }

    @Test
    void columnWasRenamed() {
        assertThat(predict(Sample.make().renamed("income", "incomes")))
                .isEqualTo("other.csv: there is no column 'income'."
                        + " Did you mean 'incomes'? The columns are: age, place, member, incomes, y1, y2.");
    }

    @Test
    void targetsAreNotNeededToPredict() {
        Cli.done("predict", model(), "-o", folder.resolve("out.csv"), "--data",
                write(Sample.make().without("y1")));
        assertThat(refused("evaluate", Sample.make().without("y1")))
                .isEqualTo(
                        "other.csv: there is no column 'y1'. Did you mean 'y2'? The columns are: age, place, member, income, y2.");
    }

    @Test
    void textWhereNumbersWere() {
        assertThat(predict(Sample.make().with("age", age -> "young"))).isEqualTo("other.csv: line 2, column 'age':"
                + " 'young' is not a number. Add --missing young if it marks a missing value.");
    }

    @Test
    void numbersWhereTextWas() {
        assertThat(predict(Sample.make().with("member", member -> "1"))).isEqualTo(
                "other.csv: line 2: column 'member': '1' did not occur in training; known are [no, yes]." + UNSEEN);
    }

    @Test
    void noRowIsComplete() {
        assertThat(predict(Sample.make().with("income", income -> "")))
                .isEqualTo("other.csv: no row is left: each has a missing cell, or the chosen part is empty."
                        + " Choose others with --rows.");
    }

    @Test
    void partsOfAnotherTable() {
        for (String part : new String[] {"train", "test"}) {
            assertThat(predict(Sample.make().rows(1, 50), "--rows", part))
                    .isEqualTo(
                            "other.csv: this is not the table that the model was trained on, so it has no training and test"
                                    + " rows. Use --rows all.");
        }
    }

    @Test
    void otherTargets() {
        assertThat(refused("evaluate", Sample.make(), "--target", "y2"))
                .isEqualTo("other.csv: the model predicts [y1, y2], not [y2]. Leave out --target.");
    }

    @Test
    void tableOfAnotherModel() throws Exception {
        Path data = Files.writeString(folder.resolve("table.csv"), "a,b\n1,2\n3,4\n");
        assertThat(Cli.refused(folder, "predict", model(), "--data", data, "-o", folder.resolve("out")))
                .isEqualTo("table.csv: there is no column 'age'. The columns are: a, b.");
    }
}
