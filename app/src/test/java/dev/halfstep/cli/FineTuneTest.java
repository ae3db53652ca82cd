package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quantize command with --fine-tune, on the model and table among the examples. */
class FineTuneTest {

    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Path MODEL = EXAMPLES.resolve("wages.tflite");
    private static final Path TABLE = EXAMPLES.resolve("wages.csv");

    @TempDir
    private Path folder;

    private JsonNode quantize(Path output, Object... more) {
        var arguments = new ArrayList<Object>(List.of("quantize", MODEL, "--precision", "full-uint8",
                "--recipe", "tensorflow", "--calibrate", TABLE, "-o", output));
        arguments.addAll(List.of(more));
        return Cli.json(arguments.toArray());
    }

    @ParameterizedTest
    @CsvSource({"float, output steps", "labels, standard deviations"})
    void isNotWorseOnTheValidationRows(String goal, String unit) {
        Path tuned = folder.resolve("tuned.tflite");
        JsonNode fineTune = quantize(tuned, "--fine-tune", goal).get("fineTune");
        assertThat(fineTune.get("goal").asText()).isEqualTo(goal);
        assertThat(fineTune.get("unit").asText()).isEqualTo(unit);
        assertThat(fineTune.get("errorAfter").asDouble()).isLessThanOrEqualTo(fineTune.get("errorBefore").asDouble());
        assertThat(fineTune.get("epochs").asInt()).isEqualTo(100);
        assertThat(fineTune.get("bestEpoch").asInt()).isPositive();
        assertThat(fineTune.get("trainingRows").asInt() + fineTune.get("validationRows").asInt()).isEqualTo(427);

        Path plain = folder.resolve("plain.tflite");
        assertThat(quantize(plain).has("fineTune")).isFalse();
        assertThat(Cli.json("inspect", tuned).get("metadata")).isEqualTo(Cli.json("inspect", plain).get("metadata"));
        JsonNode models = Cli.json("evaluate", MODEL, plain, tuned, "--data", TABLE, "--rows", "train").get("models");
        String measure = goal.equals("float") ? "meanAbsDiff" : "mae";
        assertThat(models.get(2).get(measure).asDouble()).isLessThan(models.get(1).get(measure).asDouble());
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "full-int8"})
    void sameFileTwice(String precision) {
        Path first = folder.resolve("first.tflite");
        Path second = folder.resolve("second.tflite");
        for (Path output : List.of(first, second)) {
            Cli.Result result =
                    Cli.done("quantize", MODEL, "--precision", precision, "--calibrate", TABLE, "--fine-tune",
                            "float", "--fine-tune-epochs", "12", "-o", output);
            assertThat(result.out()).contains("Fine-tuned: mean deviation from the float model on 86 validation rows ")
                    .contains(" of 12");
        }
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void arrayTowardsTheFloatModelOnly() {
        Path x = folder.resolve("x.npy");
        Cli.done("encode", MODEL, "--data", TABLE, "-o", x);
        Path output = folder.resolve("q.tflite");
        assertThat(Cli.json("quantize", MODEL, "--precision", "full-uint8", "--calibrate", x, "--fine-tune", "float",
                "--fine-tune-epochs", "3", "-o", output).get("fineTune").get("epochs").asInt()).isEqualTo(3);
        assertThat(refused("--precision", "full-uint8", "--calibrate", x, "--fine-tune", "labels")).isEqualTo(MODEL
                + ": fine-tuning towards labels needs a table with labels, and a model that knows its columns."
                + " Use --fine-tune float, or a model that carries its pipeline and --calibrate with its table.");
    }

    @Test
    void aModelWithoutAPipelineHasNoLabels() {
        Path bare = Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "reference",
                "mlp_relu.float32.tflite");
        Path x = folder.resolve("x.npy");
        Npy.write(x, Tensor.of(Shape.of(2, 9), new float[18]));
        assertThat(
                Cli.refused(folder, "quantize", bare, "--precision", "int8", "--calibrate", x, "--fine-tune", "labels",
                        "-o", folder.resolve("q.tflite")))
                .contains("needs a table with labels");
    }

    private String refused(Object... more) {
        var arguments = new ArrayList<Object>(List.of("quantize", MODEL, "-o", folder.resolve("none.tflite")));
        arguments.addAll(List.of(more));
        return Cli.refused(folder, arguments.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "dynamic-range", "int16x8"})
    void refusesOtherPrecisions(String precision) {
        assertThat(refused("--precision", precision, "--calibrate", TABLE, "--fine-tune", "float"))
                .isEqualTo("a model of precision " + precision
                        + " cannot be fine-tuned. Choose int8, full-uint8 or full-int8, or leave out --fine-tune.");
    }

    @Test
    void refusesEpochsThatMeanNothing() {
        assertThat(refused("--precision", "int8", "--calibrate", TABLE, "--fine-tune-epochs", "5"))
                .isEqualTo("--fine-tune-epochs says how long to fine-tune, and not towards what."
                        + " Add --fine-tune labels or --fine-tune float.");
        assertThat(
                refused("--precision", "int8", "--calibrate", TABLE, "--fine-tune", "float", "--fine-tune-epochs", "0"))
                .isEqualTo("fine-tuning with 0 epochs is not possible. Choose at least 1.");
        assertThat(
                Cli.wrongUsage("halfstep quantize", "quantize", MODEL, "-o", folder.resolve("q.tflite"), "--precision",
                        "int8", "--fine-tune", "both"))
                .startsWith("Invalid value for option '--fine-tune': expected one of");
    }
}
