package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Model files that were cut short or changed on their way: a result or a problem in one line, and nothing else. */
class DamagedModelsTest {

    private static final int FLIPS = 300;
    private static final int CUT_EVERY = 97;
    private static final List<String> PRECISIONS = List.of("float32", "float16", "dynamic-range", "int8", "full-uint8",
            "full-int8", "int16x8");

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path input;

    @BeforeAll
    static void makeModels() {
        data = Sample.make().rows(1, 60).write(folder.resolve("table.csv"));
        Cli.done("study", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "8", "-o",
                folder.resolve("study"));
        input = folder.resolve("x.npy");
        Cli.done("encode", folder.resolve("study").resolve("float32.tflite"), "--data", data, "-o", input);
    }

    private static byte[] model(String precision) throws IOException {
        return Files.readAllBytes(folder.resolve("study").resolve(precision + ".tflite"));
    }

    private static List<Object[]> commands(Path model) {
        return List.of(new Object[] {"inspect", model},
                new Object[] {"evaluate", model, "--data", data},
                new Object[] {"predict", model, "--data", data, "-o", folder.resolve("out.csv")},
                new Object[] {"run", model, "--input", input, "--output", folder.resolve("out.npy")});
    }

    @ParameterizedTest
    @CsvSource({"float32", "full-uint8"})
    void cutShort(String precision) throws IOException {
        byte[] whole = model(precision);
        for (int length = CUT_EVERY; length < whole.length; length += CUT_EVERY) {
            Path cut = Files.write(folder.resolve("cut.tflite"), Arrays.copyOf(whole, length));
            Object[] command = commands(cut).get(length % commands(cut).size());
            Cli.Result result = Cli.run(command);
            assertThat(result.exit()).as("%s of the first %d bytes: %s", command[0], length, result.err()).isEqualTo(1);
            assertThat(result.err()).matches("halfstep: [^\n]*cut.tflite: [^\n]+\n");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void flippedBits() throws IOException {
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] bytes = model(PRECISIONS.get(flip % PRECISIONS.size()));
            int bit = new Random(flip).nextInt(8 * bytes.length);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Path flipped = Files.write(folder.resolve("flipped.tflite"), bytes);
            for (Object[] command : commands(flipped)) {
                assertResultOrProblem(Cli.run(command), command[0] + " of " + PRECISIONS.get(flip % PRECISIONS.size())
                        + " with bit " + bit % 8 + " of byte " + bit / 8 + " flipped");
            }
        }
    }

    private static void assertResultOrProblem(Cli.Result result, String what) {
        String said = what + ": " + result.err();
        assertThat(result.err()).as(said).doesNotContain("should not have happened");
        if (result.exit() == 0) {
            assertThat(result.err()).as(said).doesNotContain("halfstep: ");
        } else {
            assertThat(result.exit()).as(said).isEqualTo(1);
            assertThat(result.err()).as(said).matches("halfstep: [^\n]+\n");
            assertThat(result.out()).as(said).isEmpty();
        }
    }
}
