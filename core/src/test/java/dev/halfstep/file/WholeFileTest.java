package dev.halfstep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "new contents".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasWritten() {
        Path file = folder.resolve("a.bin");
        WholeFile.write(file, NEW);
        assertThat(WholeFile.read(file)).isEqualTo(NEW);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void replacesWhatWasThere() {
        Path file = old();
        WholeFile.write(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
    }

    @Test
    void failureWhileWritingLeavesWhatWasThere() {
        Path file = old();
        assertProblem(() -> WholeFile.write(file, out -> {
            out.write(NEW);
            throw new IOException("disk on fire");
        }), file, "disk on fire");
        assertThat(file).hasBinaryContent(OLD);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    /** A Problem found while the contents are made must come through as it is. */
    @Test
    void problemWhileWritingLeavesWhatWasThere() {
        Path file = old();
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
            out.write(NEW);
            throw Problem.of("column 'age' is missing");
        })).isInstanceOf(Problem.class).hasMessage("column 'age' is missing.");
        assertThat(file).hasBinaryContent(OLD);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void missingFileIsAProblem() {
        Path file = folder.resolve("none.csv");
        assertProblem(() -> WholeFile.read(file), file, "there is no such file");
    }

    @Test
    void directoryIsNoFile() {
        assertProblem(() -> WholeFile.read(folder), folder, "this is a directory");
        assertProblem(() -> WholeFile.write(folder, NEW), folder, "this is a directory");
    }

    @Test
    void missingFolderIsNamed() {
        Path file = folder.resolve("none/a.bin");
        assertProblem(() -> WholeFile.write(file, NEW), file,
                "the folder " + folder.resolve("none") + " does not exist");
    }

    @Test
    void fileInPlaceOfAFolderIsAProblem() {
        Path file = old().resolve("a.bin");
        assertProblem(() -> WholeFile.write(file, NEW), file, "does not exist");
    }

    @Test
    void unwritableFolderIsAProblem() {
        assertThat(folder.toFile().setWritable(false)).isTrue();
        Assumptions.assumeFalse(Files.isWritable(folder), "permissions do not bind this user");
        Path file = folder.resolve("a.bin");
        assertProblem(() -> WholeFile.write(file, NEW), file, "permission denied");
    }

    @Test
    void unreadableFileIsAProblem() {
        Path file = old();
        assertThat(file.toFile().setReadable(false)).isTrue();
        Assumptions.assumeFalse(Files.isReadable(file), "permissions do not bind this user");
        assertProblem(() -> WholeFile.read(file), file, "may not be read");
    }

    /** A link is written through, not replaced: what it leads to is what the user named. */
    @Test
    void followsSymbolicLinks() throws IOException {
        Path file = old();
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.write(link, NEW);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasBinaryContent(NEW);
    }

    @Test
    void linkToNowhereIsAProblem() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("none"));
        assertProblem(() -> WholeFile.write(link, NEW), link, "no such file or folder");
    }

    @Test
    void writesToDevices() {
        Path device = Path.of("/dev/null");
        Assumptions.assumeTrue(Files.exists(device));
        WholeFile.write(device, NEW);
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    private Path old() {
        Path file = folder.resolve("old.bin");
        WholeFile.write(file, OLD);
        return file;
    }

    private static void assertProblem(Runnable action, Path file, String what) {
        assertThatExceptionOfType(Problem.class).isThrownBy(action::run).withMessageContaining(what)
                .satisfies(problem -> assertThat(problem.places()).containsExactly(file.toString()));
    }
}
