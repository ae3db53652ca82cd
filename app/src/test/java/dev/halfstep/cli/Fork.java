package dev.halfstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own. */
final class Fork {

    /** After which a command hangs, however much else the machine has to do. */
    private static final int SECONDS = 600;

    private final Process process;
    private final Path out;
    private final Path err;

    private Fork(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a command.
     *
     * @param logs where its output goes meanwhile
     */
    static Fork start(Path logs, Object... arguments) throws IOException {
        return start(List.of(), Path.of(""), file(logs, ".out"), logs, arguments);
    }

    /** Starts a command in a working directory. */
    static Fork startIn(Path directory, Path logs, Object... arguments) throws IOException {
        return start(List.of(), directory, file(logs, ".out"), logs, arguments);
    }

    /** Starts a command with another option for the JVM. */
    static Fork startWith(String option, Path logs, Object... arguments) throws IOException {
        return start(List.of(option), Path.of(""), file(logs, ".out"), logs, arguments);
    }

    /** Starts a command whose standard output is added to a file or a device. */
    static Fork startTo(Path out, Path logs, Object... arguments) throws IOException {
        return start(List.of(), Path.of(""), out, logs, arguments);
    }

    /** Starts a command whose standard output nobody reads, as after {@code | head -0}. */
    static Fork startUnread(Path logs, Object... arguments) throws IOException {
        Path err = file(logs, ".err");
        Process process = new ProcessBuilder(command(List.of(), arguments)).redirectError(err.toFile()).start();
        process.getInputStream().close();
        return new Fork(process, file(logs, ".out"), err);
    }

    private static Path file(Path logs, String suffix) throws IOException {
        return Files.createTempFile(logs, "fork", suffix);
    }

    private static Fork start(List<String> options, Path directory, Path out, Path logs, Object... arguments)
            throws IOException {
        Path err = file(logs, ".err");
        Process process = new ProcessBuilder(command(options, arguments)).directory(directory.toAbsolutePath().toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile())).redirectError(err.toFile()).start();
        return new Fork(process, out, err);
    }

    private static List<String> command(List<String> options, Object... arguments) {
        var command = new ArrayList<String>(receivingInterrupts());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-DOPT_OUT_TRACKING=true", "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1", "-Dhalfstep.kernels=reference"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    /** A process started in the background of a script inherits that it ignores Ctrl-C; one that a user starts does not. */
    private static List<String> receivingInterrupts() {
        List<String> prefix = List.of("env", "--default-signal=INT");
        try {
            var test = new ArrayList<>(prefix);
            test.add("true");
            Process process = new ProcessBuilder(test).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? prefix : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** As {@code kill -9} does: nothing of the program runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What the command did, once it has ended. */
    Cli.Result result() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the command did not end within " + SECONDS + " s");
        }
        return new Cli.Result(process.exitValue(), Files.isRegularFile(out) ? text(out) : "", text(err));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // data may be no text
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
