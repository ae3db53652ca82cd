package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard output that takes data, takes no more, or that nobody reads. */
class StandardOutputTest {

    private static final Path FULL = Path.of("/dev/full");
    private static final String CANNOT =
            "halfstep: standard output cannot be written: no space left on device.\n";
    private static final int CLOSED_PIPE = 141;

    @TempDir
    private static Path given;

    private static Path data;
    private static Path model;
    private static Path array;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        Sample.Trained trained = Sample.trained(given);
        data = trained.data();
        model = trained.model();
        array = trained.array();
    }

    private Object[] study() {
        return new Object[] {"study", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "8", "-o",
                folder.resolve("study"), "--json", "-"};
    }

    @Test
    void aFullDiskIsAProblem() throws Exception {
        assumeTrue(Files.exists(FULL), "skipped: there is no /dev/full here");
        for (Object[] command : List.of(new Object[] {"inspect", model}, new Object[] {"inspect", "--help"}, study(),
                new Object[] {"predict", model, "--data", data, "-o", "-"},
                new Object[] {"predict", model, "--data", data, "-o", "/dev/stdout"})) {
            Cli.Result result = Fork.startTo(FULL, given, command).result();
            assertThat(result.err()).as(String.valueOf(command[0])).isEqualTo(CANNOT);
            assertThat(result.exit()).isEqualTo(1);
        }
        assertThat(folder.resolve("study").resolve("study.json")).as("the study itself").isNotEmptyFile();
    }

    @Test
    void aClosedPipeEndsQuietly() throws Exception {
        for (Object[] command : List.of(new Object[] {"inspect", model},
                new Object[] {"predict", model, "--data", data, "-o", "-"})) {
            Cli.Result result = Fork.startUnread(given, command).result();
            assertThat(result.err()).as(String.valueOf(command[0])).isEmpty();
            assertThat(result.exit()).isEqualTo(CLOSED_PIPE);
        }
    }

    /** What was there stays, in front of what is added, and no word gets into the data. */
    @Test
    void dataIsAdded() throws Exception {
        Path expected = folder.resolve("q.tflite");
        Cli.done("quantize", model, "--precision", "float16", "-o", expected);
        for (String name : List.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")) {
            Path log = Files.writeString(folder.resolve("log"), "before");
            Cli.Result result =
                    Fork.startTo(log, given, "quantize", model, "--precision", "float16", "-o", name).result();
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.err()).startsWith("Wrote standard output: float16");
            byte[] written = Files.readAllBytes(log);
            assertThat(new String(written, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("before");
            assertThat(Arrays.copyOfRange(written, 6, written.length))
                    .isEqualTo(Files.readAllBytes(expected));
        }
    }

    /** Every command that writes files: the same bytes, and nothing else. */
    @Test
    void dataAloneGoesToStandardOutput() throws IOException {
        Path file = folder.resolve("file");
        for (Object[] command : List.of(
                new Object[] {"train", data, "--target", Sample.TARGETS, "--epochs", 1, "--hidden", "none", "-o"},
                new Object[] {"quantize", model, "--precision", "float16", "-o"},
                new Object[] {"predict", model, "--data", data, "-o"},
                new Object[] {"encode", model, "--data", data, "-o"},
                new Object[] {"encode", model, "--data", data, "-o", "/dev/null", "--labels"},
                new Object[] {"run", model, "--input", array, "--output"},
                new Object[] {"explain", model, quantized(), "--data", data, "--report"})) {
            Cli.done(Arguments.join(command, file));
            byte[] printed = printed(Arguments.join(command, "-"));
            if (!command[0].equals("explain")) { // a page says how long things took
                assertThat(printed).as(String.valueOf(command[0])).isEqualTo(Files.readAllBytes(file));
            }
            assertThat(new String(printed, StandardCharsets.ISO_8859_1)).doesNotContain("Wrote ");
        }
    }

    private Path quantized() {
        Path file = folder.resolve("quantized.tflite");
        Cli.done("quantize", model, "--precision", "full-int8", "--calibrate", data, "-o", file);
        return file;
    }

    private static byte[] printed(Object... command) {
        PrintStream before = System.out;
        PrintStream errBefore = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(Arrays.stream(command).map(Object::toString).toArray(String[]::new))).isZero();
        } finally {
            System.setOut(before);
            System.setErr(errBefore);
        }
        return bytes.toByteArray();
    }

    /** Work stops with the first write that fails, and whoever embeds the command line learns of it. */
    @Test
    void anyStreamThatFails() {
        PrintStream before = System.out;
        PrintStream errBefore = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("it burns");
            }
        }));
        try {
            assertThat(Main.run("inspect", model.toString())).isEqualTo(1);
        } finally {
            System.setOut(before);
            System.setErr(errBefore);
        }
    }

    @Test
    void aStudyIsAFolder() {
        assertThat(Cli.wrongUsage("halfstep study", "study", data, "--target", "y1", "-o", "-")).isEqualTo(
                "Invalid value for option '--output': a folder cannot be written to standard output");
    }
}
