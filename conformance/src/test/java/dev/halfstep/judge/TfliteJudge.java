package dev.halfstep.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real TensorFlow Lite as the judge of files that we write and of results that we compute.
 *
 * <p>
 * It runs in a forked process, {@link TfliteProcess}: a file that makes native code crash ends that process and not the
 * tests. A crash after all outputs were written completely counts as success, any other failure is an
 * {@link AssertionError} that tells which model failed and what the process printed last.
 */
public final class TfliteJudge {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SHOWN_LINES = 25;

    private TfliteJudge() {}

    /**
     * A model with its samples.
     *
     * @param model the .tflite file
     * @param rawInputs the little-endian bytes of the model's inputs one after another, sample after sample
     * @param resolver whose kernels compute
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares jobs.
    public record Job(Path model, byte[] rawInputs, Resolver resolver) {}

    /** Whether this platform's native library of TensorFlow Lite is on the class path. */
    public static boolean isAvailable() {
        return TfliteJudge.class.getClassLoader().getResource(nativeLibrary()) != null;
    }

    /**
     * Whether {@code resolver} can be had here. Windows' library exports no C++ names, so that the reference kernels
     * cannot be reached.
     */
    public static boolean isAvailable(Resolver resolver) {
        return isAvailable() && (resolver != Resolver.REFERENCE || !operatingSystem().equals("windows"));
    }

    /** The reason to give where a test is skipped because {@code isAvailable} says no. */
    public static String whyUnavailable() {
        return isAvailable() ? "TensorFlow Lite's reference kernels cannot be reached on Windows"
                : "no TensorFlow Lite to judge by: " + nativeLibrary() + " is not on the class path";
    }

    /** Runs one model on {@code rawInputs}. */
    public static Result run(Path model, byte[] rawInputs, Resolver resolver) {
        return run(List.of(new Job(model, rawInputs, resolver))).getFirst();
    }

    /** Runs several jobs in one process, which saves its start; the results are in the order of the jobs. */
    public static List<Result> run(List<Job> jobs) {
        return run(jobs, TfliteProcess.class, TIMEOUT);
    }

    /** The same for jobs that TensorFlow Lite may refuse: their results are {@linkplain Result#isRefused refused}. */
    public static List<Result> attempt(List<Job> jobs) {
        return run(jobs, TfliteProcess.class, TIMEOUT, true);
    }

    static List<Result> run(List<Job> jobs, Class<?> program, Duration timeout) {
        return run(jobs, program, timeout, false);
    }

    private static List<Result> run(List<Job> jobs, Class<?> program, Duration timeout, boolean tolerant) {
        try {
            Path directory = Files.createTempDirectory("tflite-judge");
            try {
                return run(jobs, program, timeout, directory, tolerant);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while TensorFlow Lite ran", e);
        }
    }

    private static List<Result> run(List<Job> jobs, Class<?> program, Duration timeout, Path directory,
            boolean tolerant)
            throws IOException, InterruptedException {
        List<String> command = command(program, directory);
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            Path input = directory.resolve("input" + i);
            Files.write(input, job.rawInputs);
            command.addAll(List.of(job.model.toAbsolutePath().toString(), input.toString(),
                    output(directory, i).toString(), job.resolver.name().toLowerCase(Locale.ROOT)));
        }
        Path stdout = directory.resolve("stdout");
        Path stderr = directory.resolve("stderr");
        Process process = new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile())
                .start();
        String ending;
        try {
            ending = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    ? "ended with exit code " + process.exitValue()
                    : "did not end within " + timeout.toSeconds() + " s";
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<Result> results = results(jobs, lines(stdout), directory);
        boolean refused = !tolerant && results.stream().anyMatch(Result::isRefused);
        if (refused) {
            results = results.subList(0, results.indexOf(Result.REFUSED));
        }
        if (results.size() < jobs.size()) {
            throw new AssertionError("TensorFlow Lite " + ending + " in job " + (results.size() + 1) + " of "
                    + jobs.size()
                    + ": " + jobs.get(results.size()).model + ", kernels: " + jobs.get(results.size()).resolver
                    + "\nlast lines of its stdout:\n" + tail(stdout) + "\nlast lines of its stderr:\n" + tail(stderr));
        }
        return results;
    }

    private static List<String> command(Class<?> program, Path directory) {
        return new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), //
                "-cp", System.getProperty("java.class.path"), //
                "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("crash.log"), //
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.nopointergc=true", // See TfliteProcess: nothing is freed.
                program.getName()));
    }

    /** The results of the jobs that were completed: all, or those before the first that failed. */
    private static List<Result> results(List<Job> jobs, List<String> lines, Path directory) throws IOException {
        List<Result> results = new ArrayList<>();
        List<Result.Port> inputs = new ArrayList<>();
        List<Result.Port> outputs = new ArrayList<>();
        for (String line : lines) {
            List<String> fields = Arrays.asList(line.split("\t", -1));
            if (!fields.getFirst().equals(TfliteProcess.MARK)) {
                continue;
            }
            switch (fields.get(1)) {
                case "input" -> inputs.add(port(fields));
                case "output" -> outputs.add(port(fields));
                case "refused" -> {
                    results.add(Result.REFUSED);
                    inputs.clear();
                    outputs.clear();
                }
                case "done" -> {
                    byte[] raw = Files.readAllBytes(output(directory, results.size()));
                    long samples = Long.parseLong(fields.get(2));
                    var result = new Result(inputs, outputs, raw);
                    if (raw.length != samples * Result.bytes(outputs)
                            || jobs.get(results.size()).rawInputs.length != samples * Result.bytes(inputs)) {
                        return results;
                    }
                    results.add(result);
                    inputs.clear();
                    outputs.clear();
                }
                default -> throw new AssertionError("what does " + line + " mean?");
            }
        }
        return results;
    }

    private static Result.Port port(List<String> fields) {
        List<Integer> shape =
                Stream.of(fields.get(3).split(",")).filter(s -> !s.isEmpty()).map(Integer::valueOf).toList();
        return new Result.Port(Result.Type.of(Integer.parseInt(fields.get(2))), shape, Float.parseFloat(fields.get(4)),
                Integer.parseInt(fields.get(5)));
    }

    private static Path output(Path directory, int job) {
        return directory.resolve("output" + job);
    }

    private static String nativeLibrary() {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String architecture = machine.equals("aarch64") ? "arm64" : machine.equals("amd64") ? "x86_64" : machine;
        return "org/bytedeco/tensorflowlite/" + operatingSystem() + "-" + architecture + "/"
                + System.mapLibraryName("jnitensorflowlite");
    }

    private static String operatingSystem() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : name;
    }

    /** The complete lines of {@code file}: a process that crashes may leave a torn one. */
    private static List<String> lines(Path file) throws IOException {
        String text = text(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = text(file).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), Charset.defaultCharset());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
