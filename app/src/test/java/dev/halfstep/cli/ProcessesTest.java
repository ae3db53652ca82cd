package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only whole processes show: runs that meet in one folder, and a run that is stopped. */
class ProcessesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    private Path logs;

    @TempDir
    private Path folder;

    private Object[] study(Path output, int seed, int epochs) {
        Path data = Sample.make().write(logs.resolve("table.csv"));
        return new Object[] {"study", data, "--target", Sample.TARGETS, "--hidden", "8", "--epochs", epochs, "--seed",
                seed,
                "-o", output};
    }

    @Test
    void twoStudiesAtOnceIntoOneFolder() throws Exception {
        Path output = folder.resolve("study");
        var runs = new ArrayList<Fork>();
        for (int seed = 0; seed < 2; seed++) {
            runs.add(Fork.start(logs, study(output, seed, 300)));
        }
        int done = 0;
        for (Fork run : runs) {
            Cli.Result result = run.result();
            done += result.exit() == 0 ? 1 : 0;
            if (result.exit() != 0) {
                assertThat(result.exit()).as(result.err()).isEqualTo(1);
                assertThat(Cli.inFolder(folder, result.err()))
                        .isEqualTo("halfstep: study: another run is filling this folder."
                                + " Wait for it to end, or choose another folder with -o.\n");
                assertThat(result.out()).isEmpty();
            }
        }
        assertThat(done).as("runs that ended well").isPositive();
        assertThat(names(folder)).containsExactly("study");
        assertIsOneRun(output);
    }

    /** The files are those that the run named in study.json makes. */
    private void assertIsOneRun(Path output) throws IOException {
        int seed = Cli.tree(Files.readString(output.resolve("study.json"))).get("training").get("seed").asInt();
        Path again = logs.resolve("again");
        Cli.done(study(again, seed, 300));
        for (String name : names(again)) {
            if (name.endsWith(".tflite")) {
                assertThat(output.resolve(name)).hasSameBinaryContentAs(again.resolve(name));
            }
        }
        assertThat(names(output)).isEqualTo(names(again));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void interruptedStudyLeavesNothing() throws Exception {
        Path earlier = folder.resolve("earlier");
        Cli.done(study(earlier, 0, 1));
        Snapshot before = Snapshot.of(folder);
        Fork fresh = Fork.start(logs, study(folder.resolve("new").resolve("study"), 1, 1_000_000));
        awaitWork(fresh, folder.resolve("new"));
        assertStopsAtOnce(fresh);
        assertThat(Snapshot.of(folder)).isEqualTo(before);
        Fork replacing = Fork.start(logs, study(earlier, 1, 1_000_000));
        awaitWork(replacing, earlier);
        assertStopsAtOnce(replacing);
        assertThat(Snapshot.of(folder)).isEqualTo(before);
    }

    @Test
    void tooLittleMemory() throws Exception {
        String rows = IntStream.range(0, 500_000).mapToObj(i -> i + "," + i % 977 + "," + 2 * i)
                .collect(Collectors.joining("\n", "a,b,y\n", "\n"));
        Path data = Files.writeString(logs.resolve("long.csv"), rows);
        Cli.Result result =
                Fork.startWith("-Xmx12m", logs, "study", data, "--target", "y", "-o", folder.resolve("study"))
                        .result();
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).matches("halfstep: [^\n]*memory[^\n]*\n");
        assertThat(result.out()).isEmpty();
        assertThat(names(folder)).isEmpty();
    }

    /** Waits until the run has claimed its folder, by the hidden entries in it or beside it. */
    private static void awaitWork(Fork run, Path folder) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.isDirectory(folder) || names(folder).stream().noneMatch(name -> name.startsWith("."))) {
            assertThat(run.isRunning() && System.nanoTime() < end).as("the run has started").isTrue();
            Thread.sleep(20);
        }
        Thread.sleep(500); // into the training, most likely
    }

    private static void assertStopsAtOnce(Fork run) throws Exception {
        long start = System.nanoTime();
        run.interrupt();
        Cli.Result result = run.result();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        assertThat(result.exit()).as(result.err()).isEqualTo(130);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEmpty();
    }

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
