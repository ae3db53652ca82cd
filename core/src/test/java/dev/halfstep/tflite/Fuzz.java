package dev.halfstep.tflite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fuzzes without a fuzzer: as many hostile files as are asked for, from seeds in their order, each finding kept in a file. Knows
 * nothing of coverage, but reaches large numbers; see docs/fuzzing.md for how it is started.
 */
public final class FuzzLoop {

    private static final int KEPT_FINDINGS = 40;
    private static final int REPORT_EVERY = 10_000;
    private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();

    /** What is done with each file. */
    private enum Mode {
        READ,
        RUN,
        USE
    }

    private final Mode mode;
    private final Map<String, Integer> findings = new HashMap<>();
    private long models;
    private long slowest;
    private long slowestSeed;

    private FuzzLoop(Mode mode) {
        this.mode = mode;
    }

    /**
     * Fuzzes.
     *
     * @param args {@code read}, {@code run} or {@code use}; how many executions; the first seed
     */
    public static void main(String[] args) throws IOException {
        // Not to be counted as the time of the first.
        HostileFiles.sound();
        var loop = new FuzzLoop(Mode.valueOf(args[0].toUpperCase(Locale.ROOT)));
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
        byte[] bytes = mode == Mode.USE ? new byte[0] : HostileFiles.of(random::nextInt);
        long start = worked();
        try {
            boolean model = switch (mode) {
                case READ -> Survival.read(bytes).isPresent();
                case RUN -> Survival.readAndRun(bytes);
                case USE -> Uses.ofAny(seed);
            };
            models += model ? 1 : 0;
        } catch (RuntimeException | Error e) {
            found(e, bytes, seed);
        }
        long took = worked() - start;
        if (took > slowest) {
            slowest = took;
            slowestSeed = seed;
        }
        if (took > SLOW_NANOS) {
            found(new AssertionError("it takes " + Duration.ofNanos(took)), bytes, seed);
        }
    }

    /** What this thread has worked: other processes take their part of the clock's time. */
    private static long worked() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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
