package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of scikit-learn, through all commands, with a raw table. */
class SklearnTest {

    /** What scikit-learn predicts for the first rows; {@code make_sklearn_wage.py} prints it. */
    private static final double[] PREDICTED = {4.58443518, 6.80063965, 6.83890386};

    @TempDir
    private Path folder = Path.of("");
    private Path model = Path.of("");
    private Path quantized = Path.of("");
    private final Path table = Path.of("..", "examples", "wages.csv");

    @BeforeEach
    void quantize() throws IOException {
        model = folder.resolve("wage.onnx");
        quantized = folder.resolve("wage.tflite");
        try (InputStream in = SklearnTest.class.getResourceAsStream("sklearn-wage.onnx")) {
            Files.write(model, Objects.requireNonNull(in).readAllBytes());
        }
        assertThat(
                Cli.done("quantize", model, "--precision", "full-uint8", "--calibrate", table, "-o", quantized).out())
                .contains("each feature has codes of its own");
    }

    @Test
    void predictsWhatScikitLearnDoes() throws IOException {
        Path predicted = folder.resolve("predicted.csv");
        Cli.done("predict", model, "--data", table, "-o", predicted);
        List<String> lines = Files.readAllLines(predicted);
        for (int row = 0; row < PREDICTED.length; row++) {
            assertThat(Double.parseDouble(lines.get(row + 1).split(",", -1)[1])).isCloseTo(PREDICTED[row],
                    within(1e-4));
        }
    }

    @Test
    void theTargetIsNamedByTheCommand() {
        assertThat(Cli.run("evaluate", model, quantized, "--data", table).err()).contains("no column 'variable'",
                "--target");
        JsonNode models = Cli.json("evaluate", model, quantized, "--data", table, "--target", "wage").get("models");
        double mae = models.get(0).get("mae").asDouble();
        assertThat(models.get(1).get("mae").asDouble()).isCloseTo(mae, within(0.01 * mae));
        assertThat(Cli.run("evaluate", model, "--data", table, "--target", "wage,age").err())
                .contains("predicts [variable], not [wage, age]");
        assertThat(Cli.done("explain", model, quantized, "--data", table, "--target", "wage", "--advice", "none").out())
                .contains(" wage in the mean");
    }

    @Test
    void otherCommandsTakeItToo() throws IOException {
        assertThat(Cli.done("inspect", quantized).out()).contains("13.0", "if missing", "{female=0.0, male=1.0}",
                "level of occupation", "what the model's own file does");
        assertThat(Cli.run("certify", model, quantized).err()).contains("from elsewhere", "education", "--domain-from");
        Cli.done("export", quantized, "--to", "c", "-o", folder.resolve("c"));
        assertThat(Files.readString(folder.resolve("c/wage.h"))).contains("NAN is taken for", "female");
        Cli.done("export", quantized, "--to", "onnx", "--with-pipeline", "-o", folder.resolve("rows.onnx"));
    }

    @Test
    void missingNumbersAreFilledIn() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"),
                "education,experience,age,gender,occupation\n12,,40,female,clerical\n12,5,40,female,\n");
        Path predicted = folder.resolve("predicted.csv");
        Cli.done("predict", quantized, "--data", rows, "-o", predicted);
        List<String> lines = Files.readAllLines(predicted);
        assertThat(lines.get(1).split(",", -1)[1]).isNotEmpty();
        assertThat(lines.get(2)).startsWith("2,,missing");
    }
}
