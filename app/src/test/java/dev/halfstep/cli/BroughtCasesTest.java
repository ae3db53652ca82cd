package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Interface;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks as people brought them; see {@code cases/README.md} among the test resources of core. */
class BroughtCasesTest {

    private static final Path CASES = Path.of("..", "core", "src", "test", "resources", "dev", "halfstep", "cases");
    private static final Path NORM = CASES.resolve("keras_normalization/norm.tflite");
    private static final Path NORM_X = CASES.resolve("keras_normalization/x.npy");
    private static final Path RAW = CASES.resolve("raw_features/raw.tflite");
    private static final Path RAW_X = CASES.resolve("raw_features/x.npy");
    private static final Path FOUR = CASES.resolve("four_scales_one_output/four.tflite");
    private static final Path FOUR_X = CASES.resolve("four_scales_one_output/x.npy");
    private static final Path TWO = CASES.resolve("per_feature_ignored/two.tflite");
    private static final Path TWO_X = CASES.resolve("per_feature_ignored/x.npz");

    @TempDir
    private Path folder;

    private Cli.Result quantize(Path model, Path rows, Object... options) {
        return Cli.done(Arguments.join(new Object[] {"quantize", model, "--precision", "full-int8", "--calibrate", rows,
                "-o", quantized()}, options));
    }

    private Path quantized() {
        return folder.resolve("q.tflite");
    }

    /** The mean absolute deviation as a part of the float output's standard deviation. */
    private double deviation(Path model, Path rows) {
        return Cli.json("evaluate", model, quantized(), "--data", rows).at("/models/0/outputs/0/ofStandardDeviation")
                .asDouble();
    }

    private static String line(String text) {
        return text.replace('\n', ' ');
    }

    @Test
    void codesForEachFeatureOfTwoInputs() {
        Cli.Result result = quantize(TWO, TWO_X, "--input-codes", "per-feature");
        assertThat(result.out().split("each feature has codes of its own", -1)).hasSize(3);
        assertThat(deviation(TWO, TWO_X)).isLessThan(0.015);
    }

    @Test
    void aNormalizationLayer() {
        assertThat(line(quantize(NORM, NORM_X).out())).contains("of 256 codes column 0 keeps 1, column 2 keeps 1.",
                "with --input-codes per-feature the mean deviation from the float model is 0.56 % instead of 81.5 %");
        assertThat(deviation(NORM, NORM_X)).isCloseTo(0.815, within(0.001));
        String explained = Cli.done("explain", NORM, quantized(), "--data", NORM_X).out();
        assertThat(line(explained)).contains("85 % of its squared deviation comes from rounding of the input",
                "--input-codes per-feature");
        quantize(NORM, NORM_X, "--input-codes", "per-feature");
        assertThat(deviation(NORM, NORM_X)).isLessThan(0.00565);
        assertThat(Cli.done("explain", NORM, quantized(), "--data", NORM_X, "--advice", "none").out())
                .contains("weights of layer 1", "clipping of the output");
    }

    /** With float inputs the normalising stays in float, where that is asked for, and it is said that it helps. */
    @Test
    void aNormalizationLayerBehindFloatInputs() {
        String out = line(Cli.done("quantize", NORM, "--precision", "int8", "--calibrate", NORM_X, "-o", quantized())
                .out());
        assertThat(out)
                .containsPattern("with --keep-float \\S+Sub --keep-float '\\S+' the mean deviation from the float"
                        + " model is 0\\.\\d+ % instead of 81\\.5 %");
    }

    @Test
    void rawFeatures() {
        quantize(RAW, RAW_X);
        JsonNode budget = Cli.json("explain", RAW, quantized(), "--data", RAW_X, "--advice", "none").get("budget");
        assertThat(budget.at("/sources/0/name").asText()).isEqualTo("rounding of the input");
        double total = budget.get("total").asDouble();
        assertThat(budget.at("/sources/0/share").asDouble() / total).isGreaterThan(0.8);
        double sum = StreamSupport.stream(budget.get("sources").spliterator(), false)
                .mapToDouble(source -> source.get("share").asDouble()).sum();
        assertThat(sum).isCloseTo(total, within(1e-9 * total));
    }

    @Test
    void aBoundIsHeldByCodesForEachFeature() {
        JsonNode trials = Cli.json("quantize", RAW, "--precision", "full-int8", "--calibrate", RAW_X, "--fitting",
                "quick", "--max-deviation", "0.1", "-o", quantized()).at("/plan/choice/trials");
        JsonNode taken = trials.get(trials.size() - 1);
        assertThat(taken.at("/recipe/name").asText()).isEqualTo("default + codes per feature");
        assertThat(taken.get("value").asDouble()).isLessThan(0.031);
        assertThat(Cli.refused(folder, "quantize", RAW, "--precision", "full-int8", "--calibrate", RAW_X, "--fitting",
                "quick", "--input-codes", "shared", "--max-deviation", "0.1", "-o", quantized().resolveSibling("n")))
                .doesNotContain("int16x8").contains("--precision float16, which came to 0.");
    }

    @Test
    void outputsOfUnlikeSize() {
        assertThat(line(quantize(FOUR, FOUR_X).out()))
                .contains("its 4 columns share one scale, though they differ in size; of 256 codes column 0 keeps 2,"
                        + " column 1 keeps 1, column 2 keeps 2.", "with --precision int16x8 the mean deviation");
        String explained = Cli.done("explain", FOUR, quantized(), "--data", FOUR_X).out();
        assertThat(line(explained)).contains("output 1 keeps 1 of 256 codes",
                "Mean deviation of each output as a part of its standard deviation").doesNotContain("standardised");
    }

    @Test
    void severalInputsAreExplained() {
        quantize(TWO, TWO_X);
        String text = line(Cli.done("explain", TWO, quantized(), "--data", TWO_X).out());
        assertThat(text).contains("deviates from the float model by", "rounding of the input '", "weights of layer",
                "layers are the ops as inspect lists them", "ways");
        assertThat(Cli.refused(folder, "explain", TWO, quantized(), "--data", TWO_X, "--seen", "3"))
                .contains("go with a model of one input and one output", "Leave out --labels, --target and --seen");
    }

    @Test
    void severalInputsAsJsonAndAsAPage() throws IOException {
        quantize(TWO, TWO_X);
        Path json = folder.resolve("explained.json");
        Path page = folder.resolve("explained.html");
        Cli.done("explain", TWO, quantized(), "--data", TWO_X, "--json", json, "--report", page, "--advice", "none");
        JsonNode budget = new JsonMapper().readTree(json.toFile()).path("outputs").path(0).path("budget");
        double sum = 0;
        for (JsonNode source : budget.path("sources")) {
            sum += source.path("share").asDouble();
        }
        assertThat(sum).isCloseTo(budget.path("total").asDouble(), within(1e-9 * sum));
        assertThat(Files.readString(page)).contains("one layer after another goes over from float");
    }

    @Test
    void inputCodesOfSeveralInputsAreEncoded() {
        quantize(TWO, TWO_X, "--input-codes", "per-feature");
        Path codes = folder.resolve("codes.npz");
        assertThat(Cli.refused(folder, "encode", quantized(), "--data", TWO_X, "-o", folder.resolve("codes.npy")))
                .contains("the model has 2 inputs").endsWith("Name a file that ends in .npz with -o.");
        Cli.done("encode", quantized(), "--data", TWO_X, "-o", codes);
        Path raw = folder.resolve("raw.npy");
        Cli.done("run", quantized(), "--input", codes, "--raw", "--output", raw);
        Cli.done("run", quantized(), "--input", TWO_X, "--output", folder.resolve("real.npy"));
        assertSameValues(raw, folder.resolve("real.npy"));
    }

    /** Codes that stand for the values, as the model's output says. */
    private void assertSameValues(Path raw, Path real) {
        var codes = (Codes) Npy.read(raw);
        float[] values = ((Tensor) Npy.read(real)).values();
        Domain domain = Interface.of(TfliteReader.read(quantized())).outputs().getFirst().domain().orElseThrow();
        for (int i = 0; i < values.length; i++) {
            assertThat(domain.quantization().dequantize(codes.rawCode(i), 0)).isEqualTo(values[i]);
        }
    }

    /** What {@code inspect} lists and {@code encode} makes is what the model takes. */
    @Test
    void inputCodesAreEncoded() {
        quantize(NORM, NORM_X, "--input-codes", "per-feature");
        Path codes = folder.resolve("codes.npy");
        Cli.done("encode", quantized(), "--data", NORM_X, "-o", codes);
        Path raw = folder.resolve("raw.npy");
        Path real = folder.resolve("real.npy");
        Cli.done("run", quantized(), "--input", codes, "--raw", "--output", raw);
        Cli.done("run", quantized(), "--input", NORM_X, "--output", real);
        assertThat(Cli.done("inspect", quantized()).out()).contains("feature 1", "number = round(");
        assertSameValues(raw, real);
    }
}
