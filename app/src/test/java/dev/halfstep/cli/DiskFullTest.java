package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while results are written: a small file system in memory, where this user may mount one. */
class DiskFullTest {

    private static final int PAGE = 4096;
    private static final int PAGES = 1024;
    private static final String FULL = "this cannot be written: no space left on device."
            + " Check the space and the permissions there, or name another place.";

    private static final String FILE_AND_FULL =
            "study/[a-z0-9-]+\\.(tflite|json|html): " + FULL.replace("no space", "[nN]o space");

    @TempDir
    private static Path given;

    private static Path data;
    private static Path model;

    @TempDir
    private Path disk;

    @BeforeAll
    static void train() {
        data = Sample.make().write(given.resolve("table.csv"));
        model = given.resolve("model.tflite");
        Cli.done("train", data, "--target", Sample.TARGETS, "--epochs", 1, "-o", model);
    }

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(call("mount", "-t", "tmpfs", "-o", "size=" + PAGES * PAGE, "none", disk.toString()),
                "skipped: this user may not mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        call("umount", disk.toString());
    }

    private static boolean call(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Leaves some pages of the disk free. */
    private void fillUp(int free) throws IOException {
        long space = Files.getFileStore(disk).getUsableSpace();
        Files.write(disk.resolve("filler"), new byte[Math.toIntExact(space - (long) free * PAGE)]);
    }

    private static Object[] study(Path output, int seed) {
        return new Object[] {"study", data, "--target", Sample.TARGETS, "--epochs", 1, "--seed", seed, "-o", output};
    }

    @Test
    void study() throws IOException {
        fillUp(4);
        assertThat(Cli.refused(disk, study(disk.resolve("study"), 0))).matches(FILE_AND_FULL);
        assertThat(Cli.refused(disk, study(disk.resolve("new").resolve("study"), 0))).matches("new/" + FILE_AND_FULL);
    }

    @Test
    void studyWithNoSpaceAtAll() throws IOException {
        fillUp(0);
        assertThat(Cli.refused(disk, study(disk.resolve("study"), 0))).isEqualToIgnoringCase("study: " + FULL);
    }

    @Test
    void studyInPlaceOfAnEarlierOne() throws IOException {
        Cli.done("study", data, "--target", "y1", "--hidden", "none", "--epochs", 1, "-o", disk.resolve("study"));
        fillUp(5);
        assertThat(Cli.refused(disk, study(disk.resolve("study"), 1))).matches(FILE_AND_FULL);
    }

    /** A mounted file system is the one place beside which no folder can be made and then renamed. */
    @Test
    void studyIntoTheDiskItself() throws IOException {
        Cli.done("study", data, "--target", "y1", "--hidden", "none", "--epochs", 1, "-o", disk);
        Cli.done("study", data, "--target", "y1", "--hidden", "none", "--epochs", 1, "--seed", 1, "-o", disk);
        assertThat(Snapshot.of(disk).contents()).containsKeys("study.json", "report.html", "float32.tflite")
                .hasSize(1 + 7 + 2);
    }

    @Test
    void files() throws IOException {
        Path rows = given.resolve("many.npy");
        Npy.write(rows, Tensor.of(Shape.of(2000, 6), new float[12_000]));
        for (Object[] command : List.of(
                new Object[] {"train", data, "--target", Sample.TARGETS, "--epochs", 1, "-o"},
                new Object[] {"quantize", model, "--precision", "full-uint8", "--calibrate", data, "-o"},
                new Object[] {"predict", model, "--data", data, "-o"},
                new Object[] {"encode", model, "--data", data, "-o"},
                new Object[] {"inspect", model, "--json"},
                new Object[] {"run", model, "--input", rows, "--output"})) {
            Files.writeString(disk.resolve("out"), "from before");
            Files.deleteIfExists(disk.resolve("filler"));
            fillUp(0);
            assertThat(Cli.refused(disk, Arguments.join(command, disk.resolve("out")))).as(String.valueOf(command[0]))
                    .isEqualToIgnoringCase("out: " + FULL);
            assertThat(disk.resolve("out")).hasContent("from before");
        }
    }
}
