package dev.halfstep.cli.file;

import dev.halfstep.file.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file that an option names to be written, or with {@code -} standard output. The names that systems have for standard output are it,
 * too: opened as files they would begin anew what it was to be added to, and fail where another user has opened it.
 *
 * @param name as the user gave it
 */
public record OutputFile(String name) {

    private static final Set<String> STANDARD_OUTPUT = Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");
    private static final Path STANDARD_OUTPUT_FILE = Path.of("/dev/stdout");

    /**
     * @throws java.nio.file.InvalidPathException if nothing can be called so
     */
    public OutputFile {
        Objects.requireNonNull(Path.of(name));
    }

    public boolean isStandardOutput() {
        return STANDARD_OUTPUT.contains(name) || STANDARD_OUTPUT.contains(Path.of(name).normalize().toString());
    }

    /** The regular file that is written, if there is one. */
    Optional<Path> file() {
        Path file = isStandardOutput() ? STANDARD_OUTPUT_FILE : Path.of(name);
        boolean isFile = isStandardOutput() ? Files.isRegularFile(file)
                : !Files.exists(file) || Files.isRegularFile(file);
        return Optional.of(file).filter(regular -> isFile);
    }

    public void write(byte[] bytes) {
        write(out -> out.write(bytes));
    }

    /** Writes a file whole or not at all; standard output as far as it gets. */
    public void write(WholeFile.Content content) {
        if (isStandardOutput()) {
            StandardOutput.write(content);
        } else {
            WholeFile.write(Path.of(name), content);
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return isStandardOutput() ? "standard output" : name;
    }
}
