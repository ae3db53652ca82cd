package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.tflite.TfliteReader;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only whole processes show: runs that meet in one folder, and a run that is stopped. */
class ProcessesTest {

    /** After which a run has not started, however much else the machine has to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Far more than there is time for: such a run ends because it is stopped. */
    private static final int ENDLESS = 1_000_000;

    private static final String FILLED = "halfstep: study: another run is filling this folder."
            + " Wait for it to end, or choose another folder with -o.\n";

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

    /** While one run works, which here it does for as long as need be, every other one is refused. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSecondStudyIntoOneFolderIsRefused(boolean exists) throws Exception {
        Path output = folder.resolve("study");
        if (exists) {
            Files.createDirectory(output);
        }
        Snapshot before = Snapshot.of(folder);
        Fork first = Fork.start(logs, study(output, 0, ENDLESS));
        awaitWork(first, exists ? output : folder);
        for (int i = 0; i < 2; i++) { // the first refusal must not take the lock away
            Cli.Result second = Fork.start(logs, study(output, 1, 1)).result();
            assertThat(Cli.inFolder(folder, second.err())).isEqualTo(FILLED);
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
        }
        assertThat(first.isRunning()).isTrue();
        first.interrupt();
        assertThat(first.result().exit()).isEqualTo(130);
        assertThat(Snapshot.of(folder)).isEqualTo(before);
        Cli.done(study(output, 1, 1));
        assertThat(names(folder)).containsExactly("study");
    }

    /** They end one after the other, or one is refused; the files are of one of them. */
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
                assertThat(Cli.inFolder(folder, result.err())).isEqualTo(FILLED);
                assertThat(result.exit()).isEqualTo(1);
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
        Fork fresh = Fork.start(logs, study(folder.resolve("new").resolve("study"), 1, ENDLESS));
        awaitWork(fresh, folder.resolve("new"));
        assertStops(fresh);
        assertThat(Snapshot.of(folder)).isEqualTo(before);
        Fork replacing = Fork.start(logs, study(earlier, 1, ENDLESS));
        awaitWork(replacing, earlier);
        assertStops(replacing);
        assertThat(Snapshot.of(folder)).isEqualTo(before);
    }

    /** A run that is ended at once, wherever it is, leaves nothing half-written, and nothing at all after the next one. */
    @Test
    void killedRuns() throws Exception {
        Path data = Sample.make().write(logs.resolve("table.csv"));
        Path output = folder.resolve("study");
        Path model = folder.resolve("model.tflite");
        Cli.done(study(output, 0, 1));
        Object[] train = {"train", data, "--target", Sample.TARGETS, "--hidden", "8", "--epochs", 1, "-o", model};
        Cli.done(train);
        for (int millis : new int[] {300, 450, 600, 800, 1100}) {
            Fork study = Fork.start(logs, study(output, 1, 20));
            Fork training = Fork.start(logs, train);
            Thread.sleep(millis);
            study.kill();
            training.kill();
            TfliteReader.read(model);
            for (String name : names(output)) {
                if (name.endsWith(".tflite")) {
                    TfliteReader.read(output.resolve(name));
                }
            }
        }
        Fork.start(logs, study(output, 1, 300)).result();
        assertThat(Fork.start(logs, train).result().exit()).isZero();
        assertThat(names(folder)).containsExactly("model.tflite", "study");
        assertIsOneRun(output);
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

    private static void assertStops(Fork run) throws Exception {
        run.interrupt();
        Cli.Result result = run.result();
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
