package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study leaves and prints, and that it leaves the same each time. */
class StudyTest {

    private static final List<String> PRECISIONS = List.of("float32", "float16", "dynamic-range", "int8", "full-uint8",
            "full-int8", "int16x8");
    private static final int COMPLETE = Sample.ROWS - Sample.missing();
    private static final int TRAIN = (int) Math.rint(0.8 * COMPLETE);

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path study;
    private static Cli.Result printed;

    @BeforeAll
    static void run() {
        data = Sample.make().write(folder.resolve("table.csv"));
        study = folder.resolve("study");
        printed = Cli.done(command(study));
    }

    private static Object[] command(Path output, Object... options) {
        return Arguments.join(new Object[] {"study", data, "--target", Sample.TARGETS, "--epochs", 3, "-o", output},
                options);
    }

    private static JsonNode json(Path output) throws IOException {
        return Cli.tree(Files.readString(output.resolve("study.json")));
    }

    private static List<String> fields(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyPrecisionIsAFileOfTheSizeStated() throws IOException {
        JsonNode models = json(study).get("models");
        assertThat(models.findValuesAsText("precision")).isEqualTo(PRECISIONS);
        assertThat(models.findValuesAsText("file"))
                .isEqualTo(PRECISIONS.stream().map(name -> name + ".tflite").toList());
        for (JsonNode model : models) {
            assertThat(study.resolve(model.get("file").asText())).hasSize(model.get("bytes").asLong());
        }
        try (Stream<Path> files = Files.list(study)) {
            assertThat(files.map(file -> file.getFileName().toString())).hasSize(PRECISIONS.size() + 2)
                    .contains("study.json", "report.html");
        }
    }

    /** Codes for all of the domain clip nothing, and are coarser for it. */
    @Test
    void theWorstCaseIsProvenAndWeighed() throws IOException {
        Path proven = folder.resolve("proven");
        Path certificate = proven.resolve("full-uint8.certificate.json");
        Cli.Result told = Cli.done(command(proven, "--certify", "500ms"));
        JsonNode trials = json(proven).at("/worstCase/trials");
        assertThat(trials.findValuesAsText("ranges")).startsWith("as they are").endsWith("of the domain").hasSize(5);
        for (JsonNode output : trials.findValues("outputs")) {
            assertThat(output.findValuesAsText("target")).containsExactly("y1", "y2");
            for (JsonNode target : output) {
                assertThat(target.get("bound").asDouble()).isGreaterThanOrEqualTo(target.get("found").asDouble())
                        .isGreaterThan(target.get("meanDeviation").asDouble());
            }
        }
        JsonNode models = json(proven).get("models");
        assertThat(trials.at("/0/outputs/0/meanDeviation").asDouble())
                .isEqualTo(models.get(PRECISIONS.indexOf("full-uint8")).at("/targets/0/meanAbsDiff").asDouble());
        assertThat(trials.at("/4/outputs/0/boundSteps").asDouble())
                .isLessThan(trials.at("/0/outputs/0/boundSteps").asDouble());
        assertThat(told.out()).contains("worst case of full-uint8", "of the domain");
        assertThat(Files.readString(proven.resolve("report.html"))).contains("id=\"worst\"", "data-chart=\"worst\"");
        assertThat(Cli.done("certify", proven.resolve("float32.tflite"), proven.resolve("full-uint8.tflite"), "--check",
                certificate).out()).contains("at most");

        Cli.done(command(proven));
        assertThat(certificate).as("that of another model").doesNotExist();
        assertThat(json(proven).has("worstCase")).isFalse();
    }

    @Test
    void dataIsDescribed() throws IOException {
        JsonNode described = json(study).get("data");
        assertThat(fields(described)).contains("rows", "dropped", "train", "test", "features", "target");
        assertThat(described.get("rows").asInt()).isEqualTo(Sample.ROWS);
        assertThat(described.get("dropped").asInt()).isEqualTo(Sample.missing());
        assertThat(described.get("train").asInt()).isEqualTo(TRAIN);
        assertThat(described.get("test").asInt()).isEqualTo(COMPLETE - TRAIN);
        assertThat(described.get("features")).map(JsonNode::asText).containsExactly("age", "place=north",
                "place=south, \"old\" town", "place=west\nend", "member", "income");
        assertThat(described.get("target").asText()).isEqualTo(Sample.TARGETS);
    }

    @Test
    void errorsComeInUnitsAndStandardised() throws IOException {
        JsonNode json = json(study);
        assertThat(fields(json)).contains("data", "float", "models");
        assertThat(fields(json.get("float"))).containsExactly("mae", "maeStandardised", "rmse", "rmseStandardised",
                "r2");
        for (JsonNode model : json.get("models")) {
            assertThat(fields(model)).contains("precision", "file", "bytes", "mae", "rmse", "maeOfRawCodes",
                    "meanAbsDiff",
                    "maxAbsDiff", "outputStep", "clippedRows", "quantizeMillis");
            for (String error : List.of("mae", "rmse", "maeOfRawCodes", "meanAbsDiff", "maxAbsDiff", "outputStep")) {
                JsonNode twin = model.get(error + "Standardised");
                assertThat(twin).as(error).isNotNull();
                assertThat(twin.isNull()).as(error).isEqualTo(model.get(error).isNull());
            }
            assertThat(fields(model.get("clippedRows"))).containsExactly("input", "output");
        }
    }

    @Test
    void onlyCodesHaveAnErrorAsRawCodes() throws IOException {
        for (JsonNode model : json(study).get("models")) {
            boolean codes = model.get("precision").asText().startsWith("full-");
            assertThat(model.get("maeOfRawCodes").isNumber()).as(model.get("precision").asText()).isEqualTo(codes);
        }
    }

    @Test
    void tableIsReadableAtAHundredColumns() {
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out().lines()).allMatch(line -> line.length() <= 100 || line.contains(folder.toString()));
        assertThat(printed.out()).contains("table.csv: 180 rows, 11 dropped for missing cells; 135 train, 34 test\n")
                .contains("predicts y1, y2; network 6-64-2, 3 epochs, seed 0\n");
        for (String precision : PRECISIONS) {
            assertThat(printed.out().lines().filter(line -> line.startsWith(precision + " ")))
                    .hasSizeGreaterThanOrEqualTo(1);
        }
        assertThat(printed.out())
                .containsIgnoringWhitespaces("Scoring the output codes of full-uint8 (0..255) as if they were values")
                .containsIgnoringWhitespaces("dynamic-range is no smaller than float32")
                .contains("Files are in " + study);
    }

    @Test
    void sameBytesAgain() throws IOException {
        Path again = folder.resolve("again");
        Cli.done(command(again));
        for (String precision : PRECISIONS) {
            assertThat(again.resolve(precision + ".tflite"))
                    .hasSameBinaryContentAs(study.resolve(precision + ".tflite"));
        }
        assertThat(withoutTimes(again)).isEqualTo(withoutTimes(study));
    }

    private static String withoutTimes(Path output) throws IOException {
        return Files.readString(output.resolve("study.json")).replaceAll("\"quantizeMillis\" : [0-9.E-]+", "");
    }

    @Test
    void anotherSeedGivesOtherWeights() throws IOException {
        Path other = folder.resolve("other");
        Cli.done(command(other, "--seed", 1));
        for (String precision : PRECISIONS) {
            assertThat(Files.readAllBytes(other.resolve(precision + ".tflite")))
                    .isNotEqualTo(Files.readAllBytes(study.resolve(precision + ".tflite")));
        }
        assertThat(json(other).get("data")).isEqualTo(json(study).get("data"));
    }

    @Test
    void anotherSplitSeedTestsOtherRows() throws IOException {
        Path other = folder.resolve("other-split");
        Cli.done(command(other, "--split-seed", 1, "--split", 0.5));
        assertThat(json(other).get("data").get("train").asInt()).isEqualTo((int) Math.rint(0.5 * COMPLETE));
    }

    @Test
    void theRecipeSaysHowManyRowsCalibrationSees() throws IOException {
        assertThat(json(study).get("quantization").get("calibrationRows").asInt()).isEqualTo(TRAIN);
        Path tensorflow = folder.resolve("tensorflow");
        Cli.Result result = Cli.done(command(tensorflow, "--recipe", "tensorflow"));
        assertThat(result.out()).contains("quantized by recipe tensorflow, calibrated on 100 training rows\n");
        assertThat(json(tensorflow).get("quantization").get("calibrationRows").asInt()).isEqualTo(100);
        assertThat(tensorflow.resolve("float32.tflite")).hasSameBinaryContentAs(study.resolve("float32.tflite"));
    }

    @Test
    void aRecipeFromAFile() throws IOException {
        Path recipe = Files.writeString(folder.resolve("mine.json"), Recipe.TENSORFLOW.toJson()
                .replace("\"tensorflow\"", "\"mine\"").replace(":100,", ":7,").replace(":1024", ":1"));
        Path output = folder.resolve("mine");
        Cli.done(command(output, "--recipe", recipe));
        JsonNode json = json(output);
        assertThat(json.get("quantization").get("recipe").asText()).isEqualTo("mine");
        assertThat(json.get("quantization").get("calibrationRows").asInt()).isEqualTo(7);
        assertThat(Files.size(output.resolve("dynamic-range.tflite")))
                .isLessThan(Files.size(output.resolve("float32.tflite")));
    }

    @Test
    void aSingleTestRowHasNoDeterminationToSpeakOf() throws IOException {
        Path few = Files.writeString(folder.resolve("few.csv"), "a,y\n1,3\n2,4\n5,2\n");
        Path output = folder.resolve("few");
        assertThat(Cli.done("study", few, "--target", "y", "--epochs", 1, "-o", output).out()).contains("R² n/a")
                .doesNotContain("NaN");
        assertThat(json(output).get("float").get("r2").isNull()).isTrue();
    }

    /** Colours and line ends in a table's names must not steer the terminal of who looks at the model. */
    @Test
    void controlCharactersDoNotReachTheConsole() {
        Path odd = Sample.make().with("place", place -> "\u001b[31m" + place).renamed("age", "a\u0007ge")
                .write(folder.resolve("odd.csv"));
        Path output = folder.resolve("odd");
        String all = Cli.done("study", odd, "--target", Sample.TARGETS, "--epochs", 1, "-o", output).out()
                + Cli.done("inspect", output.resolve("full-int8.tflite")).out()
                + Cli.run("evaluate", output.resolve("full-int8.tflite"), "--data", data).err()
                + Cli.run("study", odd, "--target", "price", "-o", output).err();
        assertThat(all).contains("\ufffdge", "\ufffd[31mnorth").doesNotContain("\u001b", "\u0007");
        assertThat(all.lines()).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    }

    @Test
    void namedAfterItsTableUnlessToldOtherwise() throws Exception {
        Fork run = Fork.startIn(folder, folder, Arrays.copyOf(command(study), command(study).length - 2));
        assertThat(run.result().exit()).isZero();
        assertThat(folder.resolve("table-study").resolve("float32.tflite"))
                .hasSameBinaryContentAs(study.resolve("float32.tflite"));
    }
}
