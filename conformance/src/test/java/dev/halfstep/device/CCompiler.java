package dev.halfstep.device;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine that judge what is written in C. A test that needs one that is not installed is skipped, with a word. */
final class CCompiler {

    /** What the C is promised to bear without a warning. */
    static final List<String> STRICT =
            List.of("-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wsign-conversion", "-Wshadow",
                    "-Werror");
    /** That a program ends where something is undefined, or an access is out of bounds. */
    static final String[] CHECKED = {"-O1", "-fsanitize=undefined,address", "-fno-sanitize-recover=all"};
    private static final long SECONDS = 300;

    private CCompiler() {}

    /** Whether a program is installed. */
    static boolean isInstalled(String program) {
        return Path.of(program).isAbsolute() ? Files.isExecutable(Path.of(program))
                : List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static void assumeInstalled(String program) {
        assumeTrue(isInstalled(program), () -> "skipped: " + program + " is not installed");
    }

    /**
     * Runs a program in a folder.
     *
     * @return what it prints
     */
    static String run(Path folder, List<String> command) {
        try {
            Path printed = Files.createTempFile(folder, "printed", ".txt");
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(printed.toFile());
            // Some programs ask the environment where they are.
            builder.environment().put("PWD", folder.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + command);
            }
            String text = Files.readString(printed, StandardCharsets.UTF_8);
            Files.delete(printed);
            if (process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + process.exitValue() + ":\n"
                        + text.substring(0, Math.min(text.length(), 4000)));
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The same with what it reads and writes as bytes. */
    static byte[] filter(Path folder, List<String> command, byte[] in) {
        try {
            Path given = Files.write(Files.createTempFile(folder, "in", ".bin"), in);
            Path printed = Files.createTempFile(folder, "out", ".bin");
            Path errors = Files.createTempFile(folder, "err", ".txt");
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectInput(given.toFile())
                    .redirectOutput(printed.toFile()).redirectError(errors.toFile()).start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + command);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(
                        command + " ended with " + process.exitValue() + ":\n" + Files.readString(errors));
            }
            return Files.readAllBytes(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A command line of parts. */
    @SafeVarargs
    static List<String> command(String program, List<String>... parts) {
        var command = new ArrayList<>(List.of(program));
        for (List<String> part : parts) {
            command.addAll(part);
        }
        return command;
    }
}
