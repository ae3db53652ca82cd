package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes are tried, from the one that is named on, until a model is as accurate as asked. */
class SearchTest {

    private static final Path WAGES = Path.of("..", "examples", "wages.csv");
    private static final int TRAIN = 427;
    private static final int VALIDATION = TRAIN / 5;

    @TempDir
    private static Path folder;

    private static Path model = Path.of("");

    @BeforeAll
    static void train() {
        model = folder.resolve("float.tflite");
        Cli.done("train", WAGES, "--target", "wage", "--epochs", 5, "--hidden", "16", "-o", model);
    }

    private static Object[] command(Path out, Object... options) {
        return Arguments.join(new Object[] {"quantize", model, "-o", out}, options);
    }

    private static JsonNode plan(Path data, Object... options) {
        return Cli.json(Arguments.join(command(folder.resolve("searched.tflite"), "--precision", "full-uint8",
                "--calibrate", data), options)).get("plan");
    }

    private static String refused(Object... options) {
        return Cli.refused(folder, command(folder.resolve("refused.tflite"), options));
    }

    private static List<String> names(JsonNode plan) {
        return plan.get("choice").get("trials").findValuesAsText("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--max-loss=50%", "--max-loss=0.5", "--max-deviation=1000"})
    void aLooseBoundHoldsAtOnce(String bound) {
        JsonNode plan = plan(WAGES, bound);
        assertThat(names(plan)).containsExactly("default");
        assertThat(plan.get("recipe").get("name").asText()).isEqualTo("default");
        assertThat(plan.get("choice").get("fittingRows").asInt()).isEqualTo(TRAIN - VALIDATION);
        assertThat(plan.get("choice").get("validationRows").asInt()).isEqualTo(VALIDATION);
        assertThat(plan.get("calibrationRows").asInt()).isEqualTo(TRAIN);
        assertThat(folder.resolve("searched.tflite")).hasSameBinaryContentAs(given());
    }

    @Test
    void aTightOneTakesADearerRecipe() {
        double tensorflow = deviation("tensorflow");
        double own = deviation("default");
        assertThat(own).isLessThan(tensorflow);
        Path out = folder.resolve("tight.tflite");
        Cli.Result result = Cli.done(command(out, "--precision", "full-uint8", "--calibrate", WAGES, "--recipe",
                "tensorflow", "--max-deviation", (tensorflow + own) / 2));
        assertThat(result.out().replace('\n', ' ')).contains("Recipes tried for a largest deviation of at most ",
                "each given 342 rows to quantize on and measured on 85 others")
                .containsPattern("tensorflow +\\S+ +\\S+ +too much")
                .containsPattern("default +\\S+ +\\S+ +taken").contains("calibrated on 427 rows");
        assertThat(out).hasSameBinaryContentAs(given());
    }

    private static double deviation(String recipe) {
        return plan(WAGES, "--recipe", recipe, "--max-deviation", 1000).get("choice").get("trials").get(0).get("value")
                .asDouble();
    }

    private static Path given() {
        Path given = folder.resolve("given.tflite");
        Cli.done(command(given, "--precision", "full-uint8", "--calibrate", WAGES));
        return given;
    }

    /** What is set by an option holds for every recipe that is tried. */
    @Test
    void optionsHoldForAll() {
        JsonNode plan = plan(WAGES, "--recipe", "tensorflow", "--headroom", "7%", "--max-deviation",
                0.999 * plan(WAGES, "--recipe", "tensorflow", "--headroom", "7%", "--max-deviation", 1000)
                        .get("choice").get("trials").get(0).get("value").asDouble());
        assertThat(names(plan)).containsExactly("tensorflow", "default");
        assertThat(plan.get("choice").get("trials").findValues("headroom")).extracting(JsonNode::asDouble)
                .containsExactly(0.07, 0.07);
    }

    @Test
    void anImpossibleOneIsAProblem() {
        assertThat(refused("--precision", "full-uint8", "--calibrate", WAGES, "--fitting", "none", "--max-deviation",
                "1e-9")).startsWith("float.tflite: no recipe keeps the largest deviation within 0.000000001 on 85 rows"
                        + " set aside; of 4 tried, ")
                .endsWith(". Allow more with --max-deviation.");
        assertThat(refused("--precision", "int16x8", "--calibrate", WAGES, "--max-deviation", "0"))
                .contains("of 1 tried, default comes nearest with ").endsWith("Allow more with --max-deviation.");
    }

    /** Another precision is advised only where it was tried and holds. */
    @Test
    void finerPrecisions() {
        assertThat(refused("--precision", "full-uint8", "--calibrate", WAGES, "--fitting", "none", "--headroom",
                "100%", "--width", "1", "--vernier", "1", "--max-deviation", "0.01"))
                .containsPattern("Allow more with --max-deviation, or take finer codes with --precision float16,"
                        + " which came to 0\\.00\\d+\\.$");
    }

    /** An array of the training rows gives the same as the table; only labels it has none. */
    @Test
    void arrays() {
        Path rows = folder.resolve("rows.npy");
        Cli.done("encode", model, "--data", WAGES, "--rows", "train", "-o", rows);
        assertThat(plan(rows, "--max-deviation", 1000)).isEqualTo(plan(WAGES, "--max-deviation", 1000));
        assertThat(refused("--precision", "int8", "--calibrate", rows, "--max-loss", "1%"))
                .isEqualTo("rows.npy: there are no labels to measure a loss of MAE with. Give a raw table, or bound the"
                        + " deviation from the float model with --max-deviation.");
    }

    /** Any other table has no test rows: all are used, and labels only where they are needed. */
    @Test
    void anotherTable() throws IOException {
        List<String> lines = Files.readAllLines(WAGES);
        Path some = Files.write(folder.resolve("some.csv"), lines.subList(0, 101));
        JsonNode plan = plan(some, "--max-loss", "50%", "--rows", "all");
        assertThat(plan.get("choice").get("fittingRows").asInt()).isEqualTo(80);
        assertThat(plan.get("calibrationRows").asInt()).isEqualTo(100);
        Path unlabelled = Files.writeString(folder.resolve("unlabelled.csv"), lines.subList(0, 101).stream()
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    cells[5] = "";
                    return String.join(",", cells);
                }).collect(Collectors.joining("\n")).replaceFirst(",union,,", ",union,other,"));
        assertThat(plan(unlabelled, "--max-deviation", 1000).get("calibrationRows").asInt()).isEqualTo(100);
        assertThat(refused("--precision", "int8", "--calibrate", unlabelled, "--max-loss", "1%"))
                .startsWith("unlabelled.csv: ").contains("wage");
        Path few = Files.write(folder.resolve("few.csv"), lines.subList(0, 4));
        assertThat(refused("--precision", "int8", "--calibrate", few, "--max-loss", "1%"))
                .isEqualTo("few.csv: 3 rows are too few to set some aside for measuring."
                        + " Give at least 5 rows, better some hundred.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "test"})
    void neverByTestRows(String rows) {
        assertThat(refused("--precision", "int8", "--calibrate", WAGES, "--max-loss", "1%", "--rows", rows))
                .isEqualTo(WAGES + ": a recipe cannot be chosen by test rows. Leave out --rows.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"',
            textBlock = """
                    --max-loss=NaN            | int8    | the loss of MAE cannot be bound by NaN %. Give --max-loss a number from 0 on, such as 1%.
                    --max-loss=-1%            | int8    | the loss of MAE cannot be bound by -1 %. Give --max-loss a number from 0 on, such as 1%.
                    --max-deviation=-3        | int8    | the largest deviation cannot be bound by -3. Give --max-deviation a number from 0 on, such as 50.
                    --max-deviation=Infinity  | int8    | the largest deviation cannot be bound by Infinity. Give --max-deviation a number from 0 on, such as 50.
                    --max-loss=1%             | float16 | a model of precision float16 is not calibrated, so there are no recipes to choose from. Leave out --max-loss, and see its error with the evaluate command.
                    --max-deviation=1         | dynamic-range | a model of precision dynamic-range is not calibrated, so there are no recipes to choose from. Leave out --max-deviation, and see its error with the evaluate command.
                    """)
    void bad(String bound, String precision, String message) {
        assertThat(refused("--precision", precision, "--calibrate", WAGES, bound)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"',
            textBlock = """
                    --max-loss=1% --max-deviation=1 | --max-loss=SHARE, --max-deviation=UNITS are mutually exclusive (specify only one)
                    --max-loss=little               | Invalid value for option '--max-loss': 'little' is no share; write 5% or 0.05
                    --max-deviation=little          | Invalid value for option '--max-deviation': 'little' is not a double
                    """)
    void wrongUsage(String options, String message) {
        Object[] given = options.split(" ");
        assertThat(Cli.wrongUsage("halfstep quantize",
                Arguments.join(new Object[] {"quantize", model, "-o", "q.tflite", "--precision", "int8"}, given)))
                .isEqualTo(message);
    }

    @Test
    void rowsAreNeeded() {
        assertThat(refused("--precision", "int8", "--max-loss", "1%")).isEqualTo(
                "float.tflite: the precision int8 needs representative rows. Name a file with some, such as the training"
                        + " data, with --calibrate.");
    }

    /** Somebody else's code reads the output, so copies of it are not tried; deviations are in units of the output. */
    @Test
    void modelsWithoutAPipeline() {
        Path references = Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "reference");
        Path bare = references.resolve("mlp_relu.float32.tflite");
        Path rows = references.resolve("mlp_relu.calibration.npy");
        Path out = folder.resolve("bare.tflite");
        JsonNode choice = Cli.json("quantize", bare, "-o", out, "--precision", "full-int8", "--calibrate", rows,
                "--max-deviation", 0.5).get("plan").get("choice");
        assertThat(choice.get("validationRows").asInt()).isEqualTo(12);
        assertThat(choice.get("trials").get(0).get("value").asDouble()).isCloseTo(0.02, within(0.02));
        assertThat(Cli.refused(folder, "quantize", bare, "-o", out, "--precision", "full-int8", "--calibrate", rows,
                "--fitting", "none", "--max-deviation", 0)).contains("of 6 tried, ");
        assertThat(Cli.refused(folder, "quantize", bare, "-o", out, "--precision", "full-int8", "--calibrate", rows,
                "--fitting", "none", "--input-codes", "shared", "--max-deviation", 0)).contains("of 3 tried, ");
        assertThat(Cli.refused(folder, "quantize", bare, "-o", out, "--precision", "full-int8", "--calibrate", rows,
                "--max-loss", "1%")).endsWith("mlp_relu.calibration.npy: there are no labels to measure a loss of MAE"
                        + " with. Bound the deviation from the float model with --max-deviation, which needs none.");
    }
}
