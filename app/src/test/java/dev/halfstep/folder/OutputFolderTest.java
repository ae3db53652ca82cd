package dev.halfstep.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that meet in one folder, in one process and in several, and runs that end while files take their places. */
class OutputFolderTest {

    private static final List<String> NAMES = List.of("a", "src/b", "src/c");

    @TempDir
    private Path parent;

    private Path target() {
        return parent.resolve("study");
    }

    /** What the files say which run they are of. */
    private Set<String> runs() throws IOException {
        var runs = new HashSet<String>();
        for (String file : FillFolder.FILES) {
            runs.add(Files.readString(target().resolve(file)));
        }
        return runs;
    }

    private void assertHoldsOneRunOnly() throws IOException {
        assertThat(runs()).hasSize(1);
        assertThat(names(target())).containsExactlyElementsOf(FillFolder.FILES);
        assertThat(names(parent)).containsExactly("study");
    }

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void threadsAtOnce(int number) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(number)) {
            for (int round = 0; round < 10; round++) {
                var runs = new ArrayList<Callable<Boolean>>();
                for (int t = 0; t < number; t++) {
                    String run = round + "-" + t;
                    runs.add(() -> FillFolder.isFilled(target(), run, FillFolder.SLOWLY));
                }
                boolean filled = false;
                for (Future<Boolean> done : threads.invokeAll(runs)) {
                    filled |= done.get();
                }
                assertThat(filled).isTrue();
                assertHoldsOneRunOnly();
                if (round % 2 == 0) {
                    deleteAll(target());
                }
            }
        }
    }

    private static void deleteAll(Path dir) throws IOException {
        for (String file : FillFolder.FILES) {
            Files.delete(dir.resolve(file));
        }
        Files.delete(dir);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void processesAtOnce(int number) throws Exception {
        var processes = new ArrayList<Process>();
        for (int p = 0; p < number; p++) {
            processes.add(fork(FillFolder.class, target().toString(), "run " + p + "-", "10"));
        }
        int refused = 0;
        for (Process process : processes) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).matches("refused \\d+\\R");
            refused += Integer.parseInt(said.strip().substring("refused ".length()));
        }
        assertThat(refused).isLessThan(10 * number);
        assertHoldsOneRunOnly();
    }

    private static Process fork(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** While this process fills a folder, no other one can, whoever looked at the lock in this process meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLockHolds(boolean exists) throws Exception {
        if (exists) {
            Files.createDirectory(target());
        }
        try (OutputFolder folder = OutputFolder.claim(target(), FillFolder.STUDY)) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> OutputFolder.claim(target(), FillFolder.STUDY))
                    .withMessageContaining("another run is filling this folder");
            Process other = fork(FillFolder.class, target().toString(), "other", "1");
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo("refused 1");
            folder.publish();
        }
        assertThat(names(parent)).containsExactly("study");
        assertThat(names(target())).isEmpty();
    }

    /** A folder that did not exist when the first run began has its lock beside it, the second looks within. */
    @Test
    void aFolderThatIsMadeMeanwhile() throws IOException {
        try (OutputFolder early = OutputFolder.claim(target(), FillFolder.STUDY)) {
            Files.createDirectory(target());
            try (OutputFolder late = OutputFolder.claim(target(), FillFolder.STUDY)) {
                assertThatExceptionOfType(Problem.class).isThrownBy(early::publish)
                        .withMessageContaining("another run is filling this folder");
                late.publish();
            }
            early.write(FillFolder.MARK, new byte[1]);
            early.publish();
        }
        assertThat(names(target())).containsExactly(FillFolder.MARK);
        assertThat(names(parent)).containsExactly("study");
    }

    /** Ends a process between two files that take their places, as kill -9 does. */
    static final class KilledWhilePublishing {

        private KilledWhilePublishing() {}

        public static void main(String[] arguments) throws IOException {
            int[] left = {Integer.parseInt(arguments[1])};
            FillFolder.isFilled(Path.of(arguments[0]), "killed", (from, to) -> {
                if (left[0]-- == 0) {
                    Runtime.getRuntime().halt(137);
                }
                Staging.Move.AT_ONCE.apply(from, to);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void killedWhileFilesTakeTheirPlaces(int after) throws Exception {
        assertThat(FillFolder.isFilled(target(), "earlier", Staging.Move.AT_ONCE)).isTrue();
        Process killed = fork(KilledWhilePublishing.class, target().toString(), Integer.toString(after));
        killed.waitFor();
        assertThat(target().resolve(FillFolder.MARK).toFile().exists()).as("marked as finished")
                .isEqualTo(after > 3);
        // A run that fails brings what was begun to its end, and so leaves the files of one run.
        try (OutputFolder failed = OutputFolder.claim(target(), FillFolder.STUDY)) {
            failed.write("a.tflite", new byte[3]);
        }
        assertThat(runs()).containsExactly("killed");
        assertHoldsOneRunOnly();
        assertThat(FillFolder.isFilled(target(), "later", Staging.Move.AT_ONCE)).isTrue();
        assertHoldsOneRunOnly();
    }

    @Test
    void killedInAFolderThatIsNotThereYet() throws Exception {
        fork(KilledWhilePublishing.class, target().toString(), "0").waitFor();
        assertThat(names(parent)).hasSize(2).allMatch(name -> name.startsWith(".study."));
        Files.createDirectory(target());
        assertThat(FillFolder.isFilled(target(), "later", Staging.Move.AT_ONCE)).isTrue();
        assertHoldsOneRunOnly();
    }

    @Test
    void aPlantedLockIsNotWrittenTo() throws IOException {
        Path victim = Files.writeString(parent.resolve("victim"), "mine");
        Path lock = parent.resolve(".study.lock");
        Files.createSymbolicLink(lock, victim);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> OutputFolder.claim(target(), FillFolder.STUDY))
                .withMessageContaining("no lock file of a run");
        Files.delete(lock);
        try {
            Files.createLink(lock, victim);
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue(false, "skipped: there are no hard links here");
        }
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> OutputFolder.claim(target(), FillFolder.STUDY))
                .withMessageContaining("no lock file of a run");
        assertThat(victim).hasContent("mine");
    }

    /** What merely looks like a leftover is not followed. */
    @Test
    void aPlantedStagingFolderIsNotFollowed() throws IOException {
        Path victim = Files.createDirectory(parent.resolve("victim"));
        Files.writeString(victim.resolve("file"), "mine");
        Path link = Files.createSymbolicLink(parent.resolve(".study.0123456789abcdef.part"), victim);
        assertThat(FillFolder.isFilled(target(), "run", Staging.Move.AT_ONCE)).isTrue();
        assertThat(link).isSymbolicLink();
        assertThat(victim.resolve("file")).hasContent("mine");
    }

    /** Fills a folder with files of known names, some in a folder of their own; fails when so many have taken their places. */
    private void fillNamed(String run, int most, String... files) {
        int[] left = {most};
        try (OutputFolder folder = OutputFolder.claim(target(), FolderContents.of(NAMES), (from, to) -> {
            if (left[0]-- == 0) {
                throw new IOException("no space left");
            }
            Staging.Move.AT_ONCE.apply(from, to);
        })) {
            for (String file : files) {
                folder.write(file, run.getBytes(StandardCharsets.UTF_8));
            }
            folder.publish();
        }
    }

    private List<String> filesAndRuns() throws IOException {
        try (Stream<Path> entries = Files.walk(target())) {
            var all = new ArrayList<String>();
            for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
                all.add(target().relativize(file) + " " + Files.readString(file));
            }
            return all;
        }
    }

    /** What the later run does not write goes when all else is in place, whoever brings that to its end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9})
    void filesOfKnownNames(int most) throws IOException {
        fillNamed("earlier", 9, "a", "src/b", "src/c");
        assertThat(filesAndRuns()).containsExactly("a earlier", "src/b earlier", "src/c earlier");
        if (most < 2) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> fillNamed("later", most, "a", "src/b"))
                    .withMessageContaining("no space left");
            assertThat(filesAndRuns()).anyMatch(file -> file.startsWith("src/c"));
            OutputFolder.claim(target(), FolderContents.of(NAMES)).close();
        } else {
            fillNamed("later", most, "a", "src/b");
        }
        assertThat(filesAndRuns()).containsExactly("a later", "src/b later");
        assertThat(names(parent)).containsExactly("study");
        assertThat(names(target())).containsExactly("a", "src");
    }

    @Test
    void otherNamesAndLinksAreLeftAlone() throws IOException {
        fillNamed("earlier", 9, "a");
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(target().resolve("src"), elsewhere);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> fillNamed("later", 9, "a", "src/b"))
                .withMessageContaining("holds other files, such as 'src'");
        Files.delete(link);
        Files.createDirectory(link);
        Files.writeString(link.resolve("mine"), "");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> fillNamed("later", 9, "a", "src/b"))
                .withMessageContaining("holds other files, such as 'src/mine'");
        assertThat(target().resolve("a")).hasContent("earlier");
        assertThat(names(elsewhere)).isEmpty();
    }
}
