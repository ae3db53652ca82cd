package dev.halfstep;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of reference files and real tables that stands beside a checkout where they may be used. Tests that need it are
 * skipped, with a word, where it is absent.
 */
public final class Shared {

    private Shared() {}

    /** A file in the folder, such as {@code reference/insurance.csv}. */
    public static Path file(String name) {
        Path folder = Path.of("..", "..", "shared").toAbsolutePath().normalize();
        assumeTrue(Files.isDirectory(folder), "skipped: the folder 'shared' is not beside the checkout");
        return folder.resolve(name);
    }
}
