package dev.halfstep.c.size;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs of this machine, run in a folder of their own. */
final class Programs {

    private static final long SECONDS = 60;
    /** A line that says what is wrong, among those that say where, or sum up. */
    private static final Pattern WRONG =
            Pattern.compile("(?<!collect2: )error: |will not fit|within region|overflowed|undefined");

    private Programs() {}

    /** A program of a name in the path. */
    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator))).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name)).filter(Path::isAbsolute).filter(Files::isExecutable).findFirst();
    }

    /**
     * Runs a program.
     *
     * @return what it prints
     * @throws IOException if it fails, or does not end
     */
    static String run(Path folder, List<String> command) throws IOException {
        Path printed = folder.resolve("printed.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(printed.toFile()).start();
        process.getOutputStream().close();
        String name = String.valueOf(Path.of(command.getFirst()).getFileName());
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(name + " does not end within " + SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(name + " says: " + text.lines().filter(line -> WRONG.matcher(line).find()).findFirst()
                    .or(() -> text.lines().findFirst()).orElse("nothing"));
        }
        return text;
    }

    /** Something that is done in a temporary folder. */
    @FunctionalInterface
    interface Work<T> {
        T in(Path folder) throws IOException;
    }

    /** Does something in a folder that is deleted afterwards. */
    static <T> T inFolder(Work<T> work) throws IOException {
        Path folder = Files.createTempDirectory("halfstep-size");
        try {
            return work.in(folder);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
