package dev.halfstep;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What TensorFlow gave for known networks: files among the test resources, and those that may not be published, in a folder that
 * stands beside a checkout where they may be used. Tests that need one of the latter are skipped, with a word, where it is absent.
 */
public final class Shared {

    private static final Path FOLDER = Path.of("..", "..", "shared");

    private Shared() {}

    /** A file or folder among the test resources, such as {@code ops}; see the README there. */
    public static Path reference(String name) {
        return Path.of("src", "test", "resources", "reference").resolve(name);
    }

    /** A file or folder that may not be published, such as {@code reference/insurance.csv}. */
    public static Path file(String name) {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.exists(file), () -> "skipped: " + file + " is not beside the checkout");
        return file;
    }

    /**
     * Tests of something that may not be published; where it is absent, one that is skipped in place of all.
     *
     * @param tests makes them of the path
     */
    public static Stream<DynamicTest> tests(String name, Function<Path, Stream<DynamicTest>> tests) {
        Path file = FOLDER.resolve(name);
        return Files.exists(file) ? tests.apply(file) : Stream.of(dynamicTest(name, () -> Shared.file(name)));
    }
}
