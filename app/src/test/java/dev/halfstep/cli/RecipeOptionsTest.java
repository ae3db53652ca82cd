package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a recipe, set on the command line, as they show in models, predictions and the listing of a model. */
class RecipeOptionsTest {

    @TempDir
    private static Path folder;

    private static TrainedModel trained = new TrainedModel(Path.of(""), Path.of(""), Path.of(""));
    private static Path data = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        trained = TrainedModel.of(folder, table(), 16, 20);
        data = trained.data();
        model = trained.model();
    }

    /** Whole numbers, tenths, a flag, and a column with one value far off. */
    private static String table() {
        var text = new StringBuilder("age,dose,member,income,y\n");
        var random = new Random(3);
        for (int row = 0; row < 300; row++) {
            int age = 18 + row % 47;
            double dose = random.nextInt(100) / 10.0;
            double income = row == 7 ? 900 : random.nextGaussian();
            int member = random.nextInt(2);
            text.append(age).append(',').append(dose).append(',').append(member).append(',').append(income).append(',')
                    .append(age + 3 * dose - 10 * member + (row == 7 ? 0 : 2 * income)).append('\n');
        }
        return text.toString();
    }

    private static Path quantized(Object... options) {
        return trained
                .quantized(Stream.concat(Stream.of("--precision", "full-uint8"), Arrays.stream(options)).toArray());
    }

    private static double deviation(Path quantized) throws IOException {
        JsonNode models = Cli.json("evaluate", model, quantized, "--data", data).get("models");
        return models.get(1).get("meanAbsDiff").asDouble();
    }

    @Test
    void inspectListsNumbersInTheTablesUnits() {
        List<String> lines = Cli.done("inspect", quantized()).out().lines().map(l -> l.strip().replaceAll(" +", " "))
                .toList();
        assertThat(lines).anyMatch(line -> line.matches("age 18 (1|0\\.5|0\\.3333?|0\\.25|0\\.2) .*"))
                .anyMatch(line -> line.matches("member 0 [0-9.]+ [0-9.]+"))
                .anyMatch(line -> line.startsWith("dose 0 0.")).anyMatch(line -> line.startsWith("number = round("));
    }

    @Test
    void inputCodesCanBeShared() {
        assertThat(Cli.done("inspect", quantized("--input-codes", "shared")).out()).doesNotContain("input code");
    }

    @Test
    void vernierAndWidthComeNearerToTheFloatModel() throws IOException {
        double plain = deviation(quantized());
        Path fine = quantized("--vernier", "8");
        Path wide = quantized("--vernier", "8", "--width", "2");
        assertThat(deviation(fine)).isLessThan(0.9 * plain);
        assertThat(deviation(wide)).isLessThan(deviation(fine));
        assertThat(Cli.done("inspect", fine).out()).contains("uint8[?, 8]", "the mean of 8 neighbouring values");
    }

    @Test
    void predictAveragesTheCopies() throws IOException {
        Path fine = quantized("--vernier", "8");
        Path out = folder.resolve("p.csv");
        Cli.done("predict", fine, "--data", data, "-o", out);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(301);
        double mean = lines.stream().skip(1).mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1])).average()
                .orElseThrow();
        assertThat(mean).isBetween(30.0, 70.0);
        assertThat(lines.stream().skip(1).map(line -> line.split(",", -1)[1]).distinct().count()).isGreaterThan(200);
    }

    @Test
    void headroomWidensTheOutput() throws IOException {
        double narrow = Cli.json("evaluate", quantized("--headroom", "0"), "--data", data).get("models").get(0)
                .get("outputStep").asDouble();
        double wide = Cli.json("evaluate", quantized("--headroom", "10%"), "--data", data).get("models").get(0)
                .get("outputStep").asDouble();
        assertThat(wide / narrow).isBetween(1.15, 1.25);
    }

    @Test
    void badPartsAreRefused() {
        for (String[] bad : new String[][] {{"--headroom", "much"}, {"--input-codes", "own"}, {"--fitting", "hard"},
                {"--ranges", "widest"}}) {
            assertThat(Cli.run("quantize", model, "--precision", "full-uint8", "--calibrate", data, "-o",
                    folder.resolve("none.tflite"), bad[0], bad[1]).exit()).as(bad[0]).isEqualTo(2);
        }
        for (String[] bad : new String[][] {{"--headroom", "-1%"}, {"--width", "0.5"}, {"--vernier", "0"},
                {"--vernier", "1000"}, {"--width", "NaN"}}) {
            assertThat(Cli.run("quantize", model, "--precision", "full-uint8", "--calibrate", data, "-o",
                    folder.resolve("none.tflite"), bad[0], bad[1]).exit()).as(bad[0]).isEqualTo(1);
        }
        assertThat(folder.resolve("none.tflite")).doesNotExist();
    }
}
