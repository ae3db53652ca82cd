package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of earlier versions still open, and give what they gave to the version that wrote them; each version has a folder. */
class OldFilesTest {

    private static final Path OLD = Path.of("src", "test", "resources", "dev", "halfstep", "old");
    /** Functions such as the exponential of a target mapping may differ by a rounding from machine to machine. */
    private static final double TOLERANCE = 1e-12;

    @TempDir
    private Path folder;

    static Stream<Path> modelsWithPipeline() throws IOException {
        return files("tflite").filter(model -> !isBare(model));
    }

    static Stream<Path> bareModels() throws IOException {
        return files("tflite").filter(OldFilesTest::isBare);
    }

    static Stream<Path> recipes() throws IOException {
        return files("json");
    }

    private static Stream<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(OLD)) {
            return all.filter(file -> file.toString().endsWith("." + ending)).sorted().toList().stream();
        }
    }

    private static boolean isBare(Path model) {
        Path folder = model.getParent();
        return folder != null && folder.endsWith("bare");
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.[^.]*$", ending));
    }

    @ParameterizedTest
    @MethodSource
    void modelsWithPipeline(Path model) throws IOException {
        Path predictions = folder.resolve("predictions.csv");
        Cli.done("predict", model, "--data", model.resolveSibling("rows.csv"), "-o", predictions);
        List<String> expected = Files.readAllLines(sibling(model, ".csv"));
        List<String> actual = Files.readAllLines(predictions);
        assertThat(actual).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            assertSameCells(actual.get(row).split(",", -1), expected.get(row).split(",", -1));
        }
    }

    private static void assertSameCells(String[] actual, String[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].matches("-?\\d+\\.\\d+.*")) {
                double value = Double.parseDouble(expected[i]);
                assertThat(Double.parseDouble(actual[i])).isBetween(value - TOLERANCE * Math.abs(value),
                        value + TOLERANCE * Math.abs(value));
            } else {
                assertThat(actual[i]).isEqualTo(expected[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void bareModels(Path model) {
        Path outputs = folder.resolve("outputs.npy");
        Cli.done("run", model, "--input", model.resolveSibling("input.npy"), "-o", outputs);
        assertThat(outputs).hasSameBinaryContentAs(sibling(model, ".npy"));
    }

    @ParameterizedTest
    @MethodSource
    void recipes(Path recipe) {
        Path quantized = folder.resolve("quantized.tflite");
        Cli.done("quantize", recipe.resolveSibling("float32.tflite"), "--precision", "full-int8", "--recipe", recipe,
                "--calibrate", recipe.resolveSibling("rows.csv"), "-o", quantized);
        assertThat(quantized).exists();
    }
}
