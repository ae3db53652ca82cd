package dev.halfstep.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures, keeps what was measured as JSON, and writes the page of all that was kept.
 *
 * <p>
 * A part that counts is measured in several rounds, each with all engines, so that what slows the machine down for a minute
 * does not slow down one of them alone.
 */
public final class Benchmarks {

    /** Set for a short run that shows that everything works; its figures are rough. */
    static final String QUICK = "bench.quick";
    /** The folder for the page. */
    static final String DOCS = "bench.docs";
    private static final String PROCESSES = "processes";
    private static final String PAGE = "page";

    private Benchmarks() {}

    /**
     * Runs some parts, or all without arguments.
     *
     * @param args names of parts in small letters, {@code processes} among them; {@code page} writes the page alone
     */
    public static void main(String[] args) throws RunnerException, IOException {
        List<String> chosen = List.of(args);
        List<String> known = Stream.concat(Arrays.stream(Part.values()).map(Benchmarks::name),
                Stream.of(PROCESSES, PAGE)).toList();
        if (!known.containsAll(chosen)) {
            System.err.println("There are the parts " + String.join(", ", known) + ", not " + String.join(", ", args));
            System.exit(2);
        }
        boolean quick = Boolean.getBoolean(QUICK);
        Path folder = Models.folder();
        if (!chosen.equals(List.of(PAGE))) {
            measure(chosen, folder, quick);
        }
        Path docs = Path.of(System.getProperty(DOCS, "../docs"));
        new PerformancePage(Results.read(folder)).write(docs);
        System.out.println("Wrote " + docs.resolve(PerformancePage.FILE).normalize());
    }

    private static void measure(List<String> chosen, Path folder, boolean quick) throws RunnerException, IOException {
        Files.createDirectories(folder);
        deleteModels();
        Machine.measured(quick).write(folder);
        for (Part part : Part.values()) {
            if (chosen.isEmpty() || chosen.contains(name(part))) {
                deleteResults(folder, name(part));
                if (part.isPossible()) {
                    run(part, folder, quick);
                } else {
                    System.err.println("Leaving out " + name(part) + ": " + Models.given("*") + " is not there.");
                }
            }
        }
        if (chosen.isEmpty() || chosen.contains(PROCESSES)) {
            Processes.measure(folder, quick);
        }
    }

    private static void run(Part part, Path folder, boolean quick) throws RunnerException {
        for (int round = 1; round <= part.rounds(quick); round++) {
            int number = 0;
            for (ChainedOptionsBuilder run : part.runs(quick)) {
                number++;
                if (quick) {
                    run.warmupIterations(3).warmupTime(TimeValue.milliseconds(200))
                            .measurementIterations(3).measurementTime(TimeValue.milliseconds(60));
                }
                String file = name(part) + "-" + round + "-" + number + ".json";
                run.resultFormat(ResultFormatType.JSON).result(folder.resolve(file).toString());
                new Runner(new OptionsBuilder().parent(run.build()).build()).run();
            }
        }
    }

    private static void deleteResults(Path folder, String part) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().startsWith(part + "-")).forEach(Benchmarks::delete);
        }
    }

    /** What quantizes them may have changed. */
    private static void deleteModels() throws IOException {
        if (Files.exists(Models.made())) {
            try (Stream<Path> files = Files.list(Models.made())) {
                files.forEach(Benchmarks::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }
}
