package dev.halfstep.tflite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fuzzes without a fuzzer: as many hostile files as are asked for, from seeds in their order, each finding kept in a file. Knows
 * nothing of coverage, but reaches large numbers; see docs/fuzzing.md for how it is started.
 */
public final class FuzzLoop {

    private static final int KEPT_FINDINGS = 40;
    private static final int REPORT_EVERY = 500_000;
    private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();

    private final boolean runs;
    private final Map<String, Integer> findings = new HashMap<>();
    private long models;
    private long slowest;
    private long slowestSeed;

    private FuzzLoop(boolean runs) {
        this.runs = runs;
    }

    /**
     * Fuzzes.
     *
     * @param args {@code read} or {@code run}; how many executions; the first seed
     */
    public static void main(String[] args) throws IOException {
        var loop = new FuzzLoop("run".equals(args[0]));
        long executions = Long.parseLong(args[1]);
        long first = Long.parseLong(args[2]);
        long start = System.nanoTime();
        for (long i = 0; i < executions; i++) {
            loop.execute(first + i);
            if ((i + 1) % REPORT_EVERY == 0 || i + 1 == executions) {
                loop.report(i + 1, System.nanoTime() - start);
            }
        }
    }

    private void execute(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        byte[] bytes = HostileFiles.of(random::nextInt);
        long start = System.nanoTime();
        try {
            models += runs ? Survival.readAndRun(bytes) ? 1 : 0 : Survival.read(bytes).isPresent() ? 1 : 0;
        } catch (RuntimeException | Error e) {
            found(e, bytes, seed);
        }
        long took = System.nanoTime() - start;
        if (took > slowest) {
            slowest = took;
            slowestSeed = seed;
        }
        if (took > SLOW_NANOS) {
            found(new AssertionError("it takes " + Duration.ofNanos(took)), bytes, seed);
        }
    }

    /** One file for each place that findings come from. */
    private void found(Throwable e, byte[] bytes, long seed) throws IOException {
        String place = Arrays.stream(e.getStackTrace()).filter(f -> f.getClassName().startsWith("dev.halfstep"))
                .findFirst().map(StackTraceElement::toString).orElse("nowhere");
        String key = e.getClass().getSimpleName() + " in " + place;
        if (findings.merge(key, 1, Integer::sum) == 1 && findings.size() <= KEPT_FINDINGS) {
            Path file = Path.of("crash-" + seed);
            Files.write(file, bytes);
            System.out.println("FINDING " + key + ", kept as " + file);
            e.printStackTrace(System.out);
        }
    }

    private void report(long executions, long nanos) {
        System.out.printf("%d executions, %d per second, %d models, slowest %d ms (seed %d), findings %s%n", executions,
                executions * 1_000_000_000L / Math.max(1, nanos), models, slowest / 1_000_000, slowestSeed, findings);
    }
}
