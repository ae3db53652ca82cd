package dev.halfstep.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Whole processes as users start them, from the command to its end, with what they took of processor and memory. */
final class Processes {

    static final String VERSION = "halfstep --version";
    static final String QUANTIZE = "halfstep quantize";
    static final String STUDY = "halfstep study";
    static final String PREDICT = "halfstep predict";
    static final String READ_ALONE = "FastCSV, reading alone";

    private static final String FILE = "processes.json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MANY_ROWS = 1_000_000;
    private static final int FEW_ROWS_FOR_A_TRY = 100_000;
    /** The clone that the launcher stands in. */
    private static final String ROOT = "bench.root";

    private final Path folder;
    private final String launcher = Path.of(System.getProperty(ROOT, "..")).resolve("halfstep").toAbsolutePath()
            .normalize().toString();

    private Processes(Path folder) {
        this.folder = folder;
    }

    /**
     * What one command took, run by run.
     *
     * @param wall seconds from start to end
     * @param cpu seconds of all cores, in the program and in the system; empty where they cannot be had
     * @param peak bytes of memory at most; empty where they cannot be had
     */
    record Measured(String name, double[] wall, double[] cpu, double[] peak) {

        Times wallTimes() {
            return Times.of(DoubleStream.of(wall));
        }
    }

    static List<Measured> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<List<Measured>>() {}) : List.of();
    }

    /** Measures all and writes them into the folder. */
    static void measure(Path folder, boolean quick) throws IOException {
        Path scratch = folder.resolve("processes").toAbsolutePath();
        Files.createDirectories(scratch);
        List<Measured> all = new Processes(scratch).all(quick);
        WholeFile.write(folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
    }

    private List<Measured> all(boolean quick) throws IOException {
        Path table = folder.resolve("table.csv");
        Path large = folder.resolve("large.csv");
        InsuranceTable.write(table, InsuranceTable.USUAL_ROWS);
        InsuranceTable.write(large, quick ? FEW_ROWS_FOR_A_TRY : MANY_ROWS);
        String model = folder.resolve("float.tflite").toString();
        String quantized = folder.resolve("full-uint8.tflite").toString();
        // The first one builds, if it has to.
        run(halfstep("train", table.toString(), "--target", InsuranceTable.TARGET, "-o", model));
        Command quantize = new Command(QUANTIZE, halfstep("quantize", model, "--precision", "full-uint8", "--calibrate",
                table.toString(), "-o", quantized));
        run(quantize.words());
        Command study = new Command(STUDY, halfstep("study", table.toString(), "--target", InsuranceTable.TARGET, "-o",
                folder.resolve("study").toString()));
        Command predict = new Command(PREDICT, halfstep("predict", quantized, "--data", large.toString(), "-o",
                folder.resolve("predictions.csv").toString()));
        Command read = new Command(READ_ALONE, readAlone(large));
        var measured = new ArrayList<Measured>();
        measured.addAll(measure(quick ? 3 : 10, new Command(VERSION, halfstep("--version")), quantize));
        measured.addAll(measure(quick ? 1 : 5, study));
        measured.addAll(measure(quick ? 1 : 5, predict, read));
        return measured;
    }

    private record Command(String name, List<String> words) {}

    private List<String> halfstep(String... arguments) {
        var words = new ArrayList<>(List.of(launcher));
        words.addAll(List.of(arguments));
        return words;
    }

    /** With the collector that the launcher uses, too; it is the fastest here. */
    private static List<String> readAlone(Path table) {
        return List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), ReadCsv.class.getName(), table.toString());
    }

    /** Takes turns, so that a slow minute of the machine falls on all. */
    private List<Measured> measure(int runs, Command... commands) throws IOException {
        var taken = new ArrayList<List<Usage>>();
        for (int i = 0; i < commands.length; i++) {
            taken.add(new ArrayList<>());
        }
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < commands.length; i++) {
                Usage usage = run(commands[i].words());
                System.out.printf("%s: %.3f s%n", commands[i].name(), usage.wall);
                taken.get(i).add(usage);
            }
        }
        var measured = new ArrayList<Measured>();
        for (int i = 0; i < commands.length; i++) {
            List<Usage> usages = taken.get(i);
            measured.add(new Measured(commands[i].name(), usages.stream().mapToDouble(Usage::wall).toArray(),
                    usages.stream().mapToDouble(Usage::cpu).filter(Double::isFinite).toArray(),
                    usages.stream().mapToDouble(Usage::peak).filter(Double::isFinite).toArray()));
        }
        return measured;
    }

    /** What GNU time tells of a process after its end, and the time to there. */
    private record Usage(double wall, double cpu, double peak) {}

    private Usage run(List<String> command) throws IOException {
        Path log = folder.resolve("log.txt");
        Path usage = folder.resolve("usage.txt");
        boolean known = Files.isExecutable(Path.of("/usr/bin/time")) && System.getProperty("os.name").equals("Linux");
        var words = new ArrayList<String>();
        if (known) {
            words.addAll(List.of("/usr/bin/time", "-f", "%U %S %M", "-o", usage.toString()));
        }
        words.addAll(command);
        long start = System.nanoTime();
        int code = exitCode(new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start());
        double wall = (System.nanoTime() - start) / 1e9;
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ends with " + code + ": "
                    + Files.readString(log));
        }
        if (!known) {
            return new Usage(wall, Double.NaN, Double.NaN);
        }
        String[] figures = Files.readString(usage).strip().split(" ", -1);
        return new Usage(wall, Double.parseDouble(figures[0]) + Double.parseDouble(figures[1]),
                Double.parseDouble(figures[2]) * 1024);
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
