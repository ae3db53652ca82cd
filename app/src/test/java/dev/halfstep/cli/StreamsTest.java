package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows that come through a pipe: what commands make of them is what they make of a file, and nothing hangs or is left. */
@Timeout(600)
class StreamsTest {

    @TempDir
    private static Path folder;

    private static Path table;
    private static Path floats;
    private static Path codes;

    private final InputStream standard = System.in;

    @BeforeAll
    static void make() {
        table = Sample.make().write(folder.resolve("table.csv"));
        floats = folder.resolve("float.tflite");
        codes = folder.resolve("codes.tflite");
        Cli.done("train", table, "--target", Sample.TARGETS, "--epochs", 3, "--hidden", "16", "-o", floats);
        Cli.done("quantize", floats, "--precision", "full-uint8", "--calibrate", table, "-o", codes);
    }

    @AfterEach
    void restore() {
        System.setIn(standard);
    }

    private static void feed(byte[] bytes) {
        System.setIn(new ByteArrayInputStream(bytes));
    }

    private static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    /** A pipe with a name, into which somebody writes a file each time that it is opened. */
    private static Path pipe(String name, Path content) throws Exception {
        Path pipe = folder.resolve(name);
        Files.deleteIfExists(pipe);
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")) || Files.isExecutable(Path.of("/bin/mkfifo")),
                "there is no mkfifo here");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        write(pipe, content);
        return pipe;
    }

    private static void write(Path pipe, Path content) throws IOException {
        new ProcessBuilder("sh", "-c", "cat '" + content + "' > '" + pipe + "'").start();
    }

    @Test
    void standardInputIsPredictedAsAFileIs() throws IOException {
        Cli.done("predict", codes, "--data", table, "-o", folder.resolve("file.csv"));
        var zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            Files.copy(table, out);
        }
        for (byte[] content : List.of(Files.readAllBytes(table), zipped.toByteArray())) {
            assertTakenAsAFile(content, "csv", "predict", codes, "--data", "-", "-o");
        }
    }

    /** A command that reads a stream, and ends with where to write, gives what it gave of a file. */
    private static void assertTakenAsAFile(byte[] content, String ending, Object... command) throws IOException {
        feed(content);
        Cli.done(Arguments.join(command, folder.resolve("stream." + ending)));
        assertThat(bytes("stream." + ending)).isEqualTo(bytes("file." + ending));
    }

    @Test
    void pipesWithANameAreReadOnce() throws Exception {
        Path pipe = pipe("rows", table);
        Cli.done("quantize", floats, "--precision", "full-uint8", "--calibrate", pipe, "-o",
                folder.resolve("q.tflite"));
        assertThat(bytes("q.tflite")).isEqualTo(bytes("codes.tflite"));
        write(pipe, table);
        ObjectNode evaluated = (ObjectNode) Cli.json("evaluate", floats, codes, "--data", pipe);
        assertThat(evaluated.without("data").toString())
                .isEqualTo(
                        ((ObjectNode) Cli.json("evaluate", floats, codes, "--data", table)).without("data").toString());
        assertThat(evaluated.toString()).doesNotContain(System.getProperty("java.io.tmpdir") + "/halfstep-");
        write(pipe, table);
        assertThat(Cli.done("explain", floats, codes, "--data", pipe).out()).startsWith("codes.tflite on ");
        write(pipe, table);
        Cli.done("train", pipe, "--target", Sample.TARGETS, "--epochs", 3, "--hidden", "16", "-o",
                folder.resolve("piped.tflite"));
        assertThat(bytes("piped.tflite")).isEqualTo(bytes("float.tflite"));
    }

    /** They are read from where their headers say, and an archive is known without its name. */
    @Test
    void arraysToo() throws Exception {
        Path rows = folder.resolve("rows.npy");
        Cli.done("encode", floats, "--data", table, "-o", rows);
        Cli.done("run", floats, "--input", rows, "--output", folder.resolve("file.npy"));
        var archive = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("features.npy"));
            Files.copy(rows, zip);
        }
        for (byte[] content : List.of(Files.readAllBytes(rows), archive.toByteArray())) {
            assertTakenAsAFile(content, "npy", "run", floats, "--input", "-", "--output");
        }
    }

    @Test
    void aStudyNamesItsStream() throws IOException {
        feed(Files.readAllBytes(table));
        Path output = folder.resolve("study");
        Cli.done("study", "-", "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "4", "-o", output);
        assertThat(Cli.tree(Files.readString(output.resolve("study.json"))).get("data").get("file").asText())
                .isEqualTo("-");
    }

    @Test
    void messagesNameTheStream() throws Exception {
        String faulty = Files.readAllLines(table).getFirst() + "\n1\n";
        feed(faulty.getBytes(StandardCharsets.UTF_8));
        assertThat(Cli.refused(folder, "predict", codes, "--data", "-", "-o", folder.resolve("none.csv")))
                .startsWith("standard input: line 2: 1 cell, but the header has 6 columns.");
        feed(new byte[0]);
        assertThat(Cli.refused(folder, "evaluate", codes, "--data", "-"))
                .isEqualTo("standard input: the file is empty.");
        Path pipe = pipe("faulty", Files.writeString(folder.resolve("faulty.csv"), faulty));
        assertThat(Cli.run("predict", codes, "--data", pipe, "-o", folder.resolve("none.csv")).err())
                .startsWith("halfstep: " + pipe + ": line 2: 1 cell");
    }

    /** Zeros without end have no lines, and a device of them is none of data. */
    @Test
    void whatNeverEndsIsGivenUp() {
        System.setIn(new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        });
        assertThat(Cli.refused(folder, "predict", codes, "--data", "-", "-o", folder.resolve("none.csv")))
                .startsWith("standard input: there is no end of a line in ");
        assumeTrue(Files.exists(Path.of("/dev/zero")), "there are no devices here");
        assertThat(Cli.refused(folder, "predict", codes, "--data", "/dev/zero", "-o", folder.resolve("none.csv")))
                .isEqualTo("/dev/zero: this is a device, not a file or a pipe. Name a file, or - for standard input.");
    }

    /** What a stream held is private, and goes with the command, also where that fails or is stopped. */
    @Test
    void nothingIsLeft() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        String option = "-Djava.io.tmpdir=" + temporary;
        Path pipe = pipe("last", table);
        Path out = folder.resolve("left.csv");
        assertThat(Fork.startWith(option, folder, "predict", codes, "--data", pipe, "-o", out).result().exit())
                .isZero();
        assertThat(names(temporary)).isEmpty();
        // A writer that never ends.
        Process writer =
                new ProcessBuilder("sh", "-c", "(cat '" + table + "'; exec sleep 600) > '" + pipe + "'").start();
        try {
            Fork stopped = Fork.startWith(option, folder, "predict", codes, "--data", pipe, "-o", out);
            while (stopped.isRunning() && names(temporary).isEmpty()) {
                Thread.sleep(20);
            }
            assertThat(names(temporary)).hasSize(1)
                    .allSatisfy(stored -> assertThat(Files.getPosixFilePermissions(stored)).hasSize(3));
            stopped.interrupt();
            assertThat(stopped.result().exit()).isNotZero();
            assertThat(names(temporary)).isEmpty();
        } finally {
            writer.descendants().forEach(ProcessHandle::destroy);
            writer.destroy();
        }
    }

    private static List<Path> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> String.valueOf(file.getFileName()).startsWith("halfstep-")).toList();
        }
    }
}
