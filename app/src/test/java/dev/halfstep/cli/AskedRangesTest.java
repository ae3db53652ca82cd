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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges that are asked for on the command line, in the words of the table. */
class AskedRangesTest {

    @TempDir
    private static Path folder;

    private static TrainedModel trained = new TrainedModel(Path.of(""), Path.of(""), Path.of(""));
    private static Path data = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        trained = TrainedModel.of(folder, table(), 16, 60);
        data = trained.data();
        model = trained.model();
    }

    /** Two columns that go together in the rows: where one is large and the other small nothing was seen. */
    private static String table() {
        var text = new StringBuilder("age,weight,place,y\n");
        var random = new Random(3);
        for (int row = 0; row < 600; row++) {
            double age = 20 + 40 * random.nextDouble();
            double weight = 2 * age + 5 * random.nextGaussian();
            text.append(age).append(',').append(weight).append(',').append("abc".charAt(random.nextInt(3))).append(',')
                    .append(1000 + 10 * age + age * weight / 10).append('\n');
        }
        return text.toString();
    }

    /** What the first and the last code of an 8-bit output stand for. */
    private static double[] ends(Path quantized) {
        JsonNode values = Cli.json("inspect", quantized).findValue("decoding").get(0).get("values");
        return new double[] {values.get(0).asDouble(), values.get(values.size() - 1).asDouble()};
    }

    @ParameterizedTest
    @ValueSource(strings = {"500,4000", "y=500,4000", "\"y\"=5e2,4000.0"})
    void anOutputRangeIsInTheTargetsUnit(String range) {
        double[] ends = ends(trained.quantized("--precision", "full-uint8", "--output-range", range));
        double step = 3500 / 255.0;
        assertThat(ends[0]).isBetween(500 - step, 500 + step);
        assertThat(ends[1]).isBetween(4000 - step, 4000 + step);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4000,500   | no output can be from 4000 to 500
            500        | is no range of an output
            z=1,2      | there is no column 'z'
            1,1        | no output can be from 1 to 1
            0,1e999    | no output can be from 0 to 1e999
            """)
    void aRangeThatIsNoneIsRefused(String range, String message) {
        Cli.Result result = Cli.run("quantize", model, "--precision", "full-int8", "--calibrate", data, "-o",
                folder.resolve("none.tflite"), "--output-range", range);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains(message);
    }

    @Test
    void ofSeveralTargetsEachNeedsItsRange() {
        Sample.Trained two = Sample.trained(folder);
        Path out = folder.resolve("two.tflite");
        Object[] start =
                {"quantize", two.model(), "--precision", "full-int8", "--calibrate", two.data(), "-o", out};
        assertThat(refused(start, "--output-range", "0,1")).contains("there are 2 targets");
        assertThat(refused(start, "--output-range", "y1=0,1000")).contains("nothing is said of y2");
        assertThat(refused(start, "--output-range", "y1=0,1000", "--output-range", "y1=0,1"))
                .contains("has two ranges");
        Cli.done(Stream.concat(Arrays.stream(start),
                Stream.of("--output-range", "y1=0,1000", "--output-range", "y2=-20,20")).toArray());
        assertThat(out).exists();
    }

    private static String refused(Object[] start, Object... more) {
        Cli.Result result = Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(more)).toArray());
        assertThat(result.exit()).isEqualTo(1);
        return result.err();
    }

    /** With ranges of the domain the largest proven deviation is a few steps; nothing clips. */
    @ParameterizedTest
    @ValueSource(strings = {"full-uint8", "int8", "int16x8"})
    void rangesOfADomainLetNothingClip(String precision) throws IOException {
        Path usual = trained.quantized("--precision", precision);
        Path wide = trained.quantized("--precision", precision, "--ranges", "domain", "--domain", "age=0:120");
        JsonNode before = bound(usual, "5s");
        boolean isCoarse = !precision.equals("int16x8");
        assertThat(before.get("boundSteps").asDouble()).isGreaterThan(isCoarse ? 10 : 0);
        // A machine with much else to do needs more time for the same proof.
        boolean isClose = Stream.of("5s", "1m", "10m").map(time -> bound(wide, time)).anyMatch(
                after -> after.get("bound").asDouble() < before.get("bound").asDouble()
                        && (!isCoarse || after.get("boundSteps").asDouble() < 5));
        assertThat(isClose).isTrue();
    }

    private static JsonNode bound(Path quantized, String time) {
        return Cli.json("certify", model, quantized, "--time", time, "--domain", "age=0:120").get("outputs").get(0);
    }

    /** The first recipe that is proven is taken, with its certificate; if none is, nothing is written. */
    @Test
    void aDeviationIsProvenForAllOfTheDomain() throws IOException {
        Path output = folder.resolve("proven.tflite");
        Object[] start = {"quantize", model, "--precision", "full-uint8", "--calibrate", data, "-o", output, "--domain",
                "age=0:120", "--certified", "--time", "5s", "--max-deviation"};
        Cli.Result refused = Cli.run(Stream.concat(Arrays.stream(start), Stream.of("0.001")).toArray());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("none of the recipes is proven to deviate by at most 0.001");
        assertThat(output).doesNotExist();
        JsonNode json = Cli.json(Stream.concat(Arrays.stream(start), Stream.of("60")).toArray());
        assertThat(json.at("/plan/recipe/name").asText()).isEqualTo("default + ranges domain");
        Path certificate = Files.writeString(folder.resolve("proven.json"), json.get("certificate").toString());
        assertThat(json.at("/certificate/outputs/0/bound").asDouble()).isLessThanOrEqualTo(60);
        Cli.done("certify", "--check", certificate, model, output);
    }

    @Test
    void aDomainBeyondTheRowsIsCovered() {
        Path wide = trained.quantized("--precision", "full-uint8", "--ranges", "domain", "--domain", "age=0:120");
        // One code or two: the first from the one end on, the last to the other.
        List<String[]> codes =
                Cli.done("inspect", wide).out().lines().filter(line -> line.matches("age( +[-0-9.e]+){3}"))
                        .map(line -> line.split(" +", -1)).toList();
        assertThat(codes).isNotEmpty();
        assertThat(Double.parseDouble(codes.getFirst()[1])).isBetween(-0.3, 0.3);
        assertThat(Double.parseDouble(codes.getLast()[3])).isBetween(119.7, 121.0);
    }
}
