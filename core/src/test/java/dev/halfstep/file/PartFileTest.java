package dev.halfstep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside a file while it is written: nobody can plant it, it shows nothing to others, and it does not stay. */
class PartFileTest {

    private static final byte[] NEW = "new contents".getBytes(StandardCharsets.UTF_8);
    /** A process that has ended, with the number that it had. */
    private static final String GONE = "-999999999999-1";

    @TempDir
    private Path folder;

    /** The only hidden file in the folder. */
    private Path part() throws IOException {
        List<Path> parts = parts();
        assertThat(parts).hasSize(1);
        return parts.getFirst();
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(".")).toList();
        }
    }

    @Test
    void namesAreNotRepeatedAndDoNotTellTheNext() throws IOException {
        var names = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            WholeFile.write(folder.resolve("a"), out -> names.add(part().getFileName().toString()));
        }
        assertThat(names).hasSize(100).allMatch(name -> name.matches("\\.halfstep-[0-9a-f-]+\\.part"));
        assertThat(names.stream().map(name -> name.substring(name.length() - 21))).doesNotHaveDuplicates();
    }

    /** As somebody would who may write in the folder and knows the name after all. */
    @Test
    void aPlantedLinkIsNotFollowed() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        try (PartFile part = PartFile.of(folder.resolve("a"))) {
            Files.createSymbolicLink(part.path(), victim);
            assertThatExceptionOfType(IOException.class).isThrownBy(part::open);
        }
        assertThat(victim).hasContent("mine");
    }

    /** The name that versions before took, for each process number. */
    @Test
    void linksUnderOldNamesAreNotFollowed() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        for (int i = 1; i <= 20; i++) {
            Files.createSymbolicLink(folder.resolve(".a." + ProcessHandle.current().pid() + "-" + i + ".part"), victim);
        }
        WholeFile.write(folder.resolve("a"), NEW);
        assertThat(victim).hasContent("mine");
        assertThat(folder.resolve("a")).hasBinaryContent(NEW);
    }

    @Test
    void keepsTheModeOfWhatIsReplacedAndShowsNothingMeanwhile() throws IOException {
        assumePosix();
        for (String mode : List.of("rw-------", "rw-r-----", "rwxr-xr-x", "r--r--r--", "rw-rw-rw-")) {
            Path file = Files.writeString(folder.resolve("a"), "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            WholeFile.write(file, out -> {
                assertThat(mode(part())).isEqualTo("rw-------");
                out.write(NEW);
            });
            assertThat(mode(file)).isEqualTo(mode);
            Files.delete(file);
        }
    }

    @Test
    void aNewFileHasTheUsualMode() throws IOException {
        assumePosix();
        Path usual = Files.createFile(folder.resolve("usual"));
        WholeFile.write(folder.resolve("a"), NEW);
        assertThat(mode(folder.resolve("a"))).isEqualTo(mode(usual));
    }

    /** A part beside a link that leads to another file system could not take that file's place at once. */
    @Test
    void standsBesideWhatALinkLeadsTo() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createFile(other.resolve("file")));
        WholeFile.write(link, out -> {
            assertThat(parts()).isEmpty();
            out.write(NEW);
        });
        assertThat(other.resolve("file")).hasBinaryContent(NEW);
    }

    @Test
    void aLongNameCanBeWritten() {
        Path file = folder.resolve("n".repeat(255));
        WholeFile.write(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
    }

    @Test
    void anInterruptLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> WholeFile.write(file, NEW))
                    .withMessageContaining("the thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasContent("old");
        assertThat(parts()).isEmpty();
    }

    @Test
    void nothingIsKeptForAWriteThatIsOver() {
        for (int i = 0; i < 50; i++) {
            WholeFile.write(folder.resolve("a" + i), NEW);
        }
        assertThat(Unfinished.count()).isZero();
    }

    @Test
    void whatAKilledRunLeftGoes() throws Exception {
        String left = leftByAKilledRun();
        assertThat(Files.readString(folder.resolve(left))).isEqualTo("half");
        WholeFile.write(folder.resolve("a"), NEW);
        assertThat(parts()).isEmpty();
    }

    private String leftByAKilledRun() throws Exception {
        kill(half());
        return part().getFileName().toString();
    }

    /** Starts a process that has written half a file. */
    private Process half(String... prefix) throws IOException {
        var command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Half.class.getName(),
                folder.resolve("a").toString()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.inputReader().readLine()).isEqualTo("half");
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Number 1 is another process there than here. */
    @Test
    void whatAnotherContainerWritesStays() throws Exception {
        String[] apart = {"unshare", "--pid", "--fork", "--kill-child"};
        assumeTrue(isDone(Stream.concat(Stream.of(apart), Stream.of("true")).toArray(String[]::new)),
                "skipped: this user may not make a PID namespace");
        Process other = half(apart);
        try {
            Path part = part();
            assertThat(Owner.ofName(part.getFileName().toString()).orElseThrow().pid()).isEqualTo(1);
            WholeFile.write(folder.resolve("b"), NEW);
            assertThat(part).exists();
        } finally {
            kill(other);
        }
    }

    private static boolean isDone(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes half a file, says so, and waits. */
    static final class Half {

        private Half() {}

        public static void main(String[] arguments) {
            WholeFile.write(Path.of(arguments[0]), out -> {
                out.write("half".getBytes(StandardCharsets.UTF_8));
                out.flush();
                System.out.println("half");
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    @Test
    void whatSomebodyWritesStays() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        WholeFile.write(folder.resolve("a"), out -> {
            // Of this process and this start, in a folder that was not looked through yet.
            Files.copy(part(), other.resolve(part().getFileName()));
            WholeFile.write(other.resolve("b"), NEW);
            assertThat(other.resolve(part().getFileName())).exists();
        });
    }

    /** Another container's process of the same number is not ours: it goes only when it is old. */
    @Test
    void whatCannotBeKnownStaysForADay() throws IOException {
        String place = Owner.ofName(Owner.newName()).orElseThrow().place();
        Path young = made(".halfstep-00000000" + GONE + "-0123456789abcdef.part", Duration.ZERO);
        Path old = made(".halfstep-00000000" + GONE + "-0123456789abcde0.part", Duration.ofDays(2));
        Path unknown = made(".halfstep-" + GONE + "-0123456789abcdef.part", Duration.ZERO);
        Path gone = made(".halfstep-" + place + GONE + "-0123456789abcdef.part", Duration.ZERO);
        WholeFile.write(folder.resolve("a"), NEW);
        assertThat(young).exists();
        assertThat(old).doesNotExist();
        assertThat(unknown).exists();
        assumeTrue(!place.isEmpty(), "skipped: the place of a process is not known here");
        assertThat(gone).doesNotExist();
    }

    @Test
    void aNumberThatAnotherProcessGotMeanwhileIsNoOwner() {
        Owner self = Owner.ofName(Owner.newName()).orElseThrow();
        assertThat(self.isGone(Instant.now())).isFalse();
        assumeTrue(!self.place().isEmpty(), "skipped: the place of a process is not known here");
        assertThat(new Owner(self.place(), self.pid(), self.start() - 100).isGone(Instant.now())).isTrue();
    }

    @Test
    void onlyFilesOfThatNameGo() throws IOException {
        String place = Owner.ofName(Owner.newName()).orElseThrow().place();
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        String name = ".halfstep-" + place + GONE + "-0123456789abcde";
        Path link = Files.createSymbolicLink(folder.resolve(name + "1.part"), victim);
        Path dir = Files.createDirectory(folder.resolve(name + "2.part"));
        Path others = made(".halfstep-notes.part", Duration.ofDays(2));
        WholeFile.write(folder.resolve("a"), NEW);
        assertThat(victim).hasContent("mine");
        assertThat(link).isSymbolicLink();
        assertThat(dir).isDirectory();
        assertThat(others).exists();
    }

    /** What another user left stays, also where this one may remove it. */
    @Test
    void whatIsAnotherUsersStays() throws IOException {
        String place = Owner.ofName(Owner.newName()).orElseThrow().place();
        Path file = made(".halfstep-" + place + GONE + "-0123456789abcdef.part", Duration.ofDays(2));
        try {
            Files.setOwner(file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "skipped: this user may not give files away");
        }
        WholeFile.write(folder.resolve("a"), NEW);
        assertThat(file).exists();
    }

    /** Of many writes at once into one folder each is whole, and nothing is left. */
    @Test
    void manyAtOnce() throws Exception {
        var threads = new ArrayList<Thread>();
        var failures = new ArrayList<Throwable>();
        for (int t = 0; t < 5; t++) {
            byte[] content = new byte[100_000];
            Arrays.fill(content, (byte) t);
            threads.add(Thread.ofPlatform().uncaughtExceptionHandler((thread, e) -> failures.add(e)).start(() -> {
                for (int i = 0; i < 20; i++) {
                    WholeFile.write(folder.resolve("a"), content);
                    assertIsOneOf(folder.resolve("a"));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(parts()).isEmpty();
    }

    private static void assertIsOneOf(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            assertThat(bytes).hasSize(100_000).containsOnly(bytes[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path made(String name, Duration age) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assumePosix() {
        assumeTrue(Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null,
                "skipped: files have no modes here");
    }
}
