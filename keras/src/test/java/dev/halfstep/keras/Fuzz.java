package dev.halfstep.keras;

import dev.halfstep.format.ModelFormats;
import dev.halfstep.keras.hdf5.Hdf5Walk;
import dev.halfstep.problem.Problem;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads as many hostile files as are asked for, each finding kept in a file; see docs/fuzzing.md. */
public final class FuzzLoop {

    private static final int REPORT_EVERY = 10_000;
    private static final int KEPT_FINDINGS = 40;
    private static final long SLOW_NANOS = Duration.ofSeconds(2).toNanos();
    /** Not found as a service for each. */
    private static final KerasFormat FORMAT = new KerasFormat();
    private static final int WHOLE_EVERY = 16;
    private static final Path NAME = Path.of("model.keras");

    private final boolean isHdf5;
    private final Map<String, Integer> findings = new HashMap<>();
    private long models;
    private long slowest;
    private long slowestSeed;

    private FuzzLoop(boolean isHdf5) {
        this.isHdf5 = isHdf5;
    }

    /**
     * Fuzzes.
     *
     * @param args {@code model}, or {@code hdf5} for that part alone; how many; the first seed
     */
    public static void main(String[] args) throws IOException {
        HostileModels.of(0);
        var loop = new FuzzLoop(args[0].equals("hdf5"));
        long executions = Long.parseLong(args[1]);
        long first = Long.parseLong(args[2]);
        long start = System.nanoTime();
        for (long i = 0; i < executions; i++) {
            loop.execute(first + i);
            if ((i + 1) % REPORT_EVERY == 0 || i + 1 == executions) {
                System.out.printf("%d read, %d a second, %d models, slowest %d ms (%d), findings %s%n", i + 1,
                        Math.round((i + 1) * 1e9 / (System.nanoTime() - start)), loop.models, loop.slowest / 1_000_000,
                        loop.slowestSeed, loop.findings);
            }
        }
    }

    /** Whether a file is a model; a finding is thrown. */
    static boolean read(byte[] bytes, boolean isWhole) {
        try {
            if (isWhole) {
                TfliteReader.read(ModelFormats.tflite(NAME, bytes));
            } else {
                FORMAT.read(Optional.of(NAME), bytes);
            }
            return true;
        } catch (Problem problem) {
            return false;
        }
    }

    private void execute(long seed) throws IOException {
        byte[] bytes = isHdf5 ? HostileModels.hdf5(seed) : HostileModels.of(seed);
        long start = worked();
        try {
            boolean sound = isHdf5 ? Hdf5Walk.all(bytes) : read(bytes, seed % WHOLE_EVERY == 0);
            models += sound ? 1 : 0;
        } catch (RuntimeException | Error e) {
            found(e, bytes, seed);
        }
        long took = worked() - start;
        if (took > slowest) {
            slowest = took;
            slowestSeed = seed;
        }
        if (took > SLOW_NANOS) {
            found(new IllegalStateException("slow"), bytes, seed);
        }
    }

    private static long worked() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void found(Throwable e, byte[] bytes, long seed) throws IOException {
        StackTraceElement[] trace = e.getStackTrace();
        String what = e + " at " + (trace.length == 0 ? "" : trace[0]);
        if (findings.merge(what, 1, Integer::sum) == 1 && findings.size() <= KEPT_FINDINGS) {
            System.out.println("seed " + seed + ": " + what);
            e.printStackTrace(System.out);
            Files.write(Path.of("crash-" + seed), bytes);
        }
    }
}
