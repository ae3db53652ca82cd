package dev.halfstep.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code halfstep-spark} writes against what {@code halfstep} writes for the same arguments, and what it says of bad ones. */
class SparkCommandsTest {

    private static final Path MODEL = Path.of("../examples/wages.tflite");
    private static final Path TABLE = Path.of("../examples/wages.csv");

    @TempDir
    private Path folder;

    /** What a command ended with and said on standard error. */
    private record Ended(int code, List<String> said) {}

    private static Ended spark(Object... arguments) {
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int code = SparkMain.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
            return new Ended(code, said.toString(StandardCharsets.UTF_8).lines().toList());
        } finally {
            System.setErr(before);
        }
    }

    private static void halfstep(Object... arguments) {
        assertThat(Main.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new))).isZero();
    }

    private static JsonNode scores(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(file.toFile()).get("models");
    }

    /** All lines of the files of a folder, without headers. */
    private static List<String> lines(Path written) throws IOException {
        var lines = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(written, "*.csv")) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file).stream().skip(1).toList());
            }
        }
        return lines;
    }

    @Test
    void writesWhatTheOtherCommandWrites() throws IOException {
        Path one = folder.resolve("one.tflite");
        Path cluster = folder.resolve("cluster.tflite");
        halfstep("quantize", MODEL, "--precision", "full-uint8", "--calibrate", TABLE, "--rows", "all", "-o", one);
        assertThat(spark("quantize", MODEL, "--precision", "full-uint8", "--calibrate", TABLE, "-o", cluster).code)
                .isZero();
        assertThat(cluster).hasSameBinaryContentAs(one);

        Path scores = folder.resolve("scores.json");
        Path sparks = folder.resolve("sparks.json");
        halfstep("evaluate", MODEL, one, "--data", TABLE, "--rows", "all", "--json", scores);
        assertThat(spark("evaluate", MODEL, one, "--data", TABLE, "--json", sparks).code).isZero();
        assertThat(scores(sparks)).isEqualTo(scores(scores));

        Path predicted = folder.resolve("one.csv");
        Path written = folder.resolve("cluster.csv");
        halfstep("predict", one, "--data", TABLE, "-o", predicted);
        Ended ended = spark("predict", one, "--data", TABLE, "--columns", "age", "-o", written);
        assertThat(ended.said).containsExactly("Wrote " + written + ": 534 rows; 0 outside the input's domain, 0 at an"
                + " end of the output's");
        assertThat(lines(written).stream().map(line -> line.split(",", -1)[1]).toList()).isEqualTo(
                Files.readAllLines(predicted).stream().skip(1).map(line -> line.split(",", -1)[1]).toList());
    }

    @Test
    void trainsOnASampleThatTheOtherCommandsKnow() throws IOException {
        Path sample = folder.resolve("sample.csv");
        Path model = folder.resolve("model.tflite");
        Path result = folder.resolve("train.json");

        assertThat(spark("train", TABLE, "--target", "wage", "--share", "0.4", "--epochs", "2", "--sample", sample,
                "-o", model, "--json", result).code).isZero();

        JsonNode said = JsonMapper.builder().build().readTree(result.toFile());
        assertThat(said.get("rows").intValue()).isEqualTo(534);
        assertThat(said.get("sample").intValue()).isBetween(170, 260)
                .isEqualTo(Files.readAllLines(sample).size() - 1);
        // The model was trained on it, and has test rows there.
        halfstep("evaluate", model, "--data", sample, "--rows", "test");
    }

    @Test
    void saysWhatIsWrongInOneLine() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out.csv"));
        Path odd = Files.writeString(folder.resolve("odd.csv"), Files.readString(TABLE).replaceFirst("\n21,", "\nx,")
                .replaceFirst("\n\\d+,", "\nmany,"));

        assertThat(spark("predict", MODEL, "--data", TABLE, "-o", out)).isEqualTo(new Ended(1, List.of(
                "halfstep: Path file:" + out.toAbsolutePath()
                        + " already exists. Set mode as \"overwrite\" to overwrite"
                        + " the existing path.")));
        refused(1, "nowhere.tflite", "evaluate", "nowhere.tflite", "--data", TABLE);
        refused(1, "does not exist", "evaluate", MODEL, "--data", folder.resolve("nothing.csv"));
        refused(1, "--format", "evaluate", MODEL, "--data", folder.resolve("table"));
        refused(1, "'many' is not a number", "evaluate", MODEL, "--data", odd);
        refused(1, "'ages'", "predict", MODEL, "--data", TABLE, "--columns", "ages", "-o", folder.resolve("p"));
        refused(1, "needs no representative rows", "quantize", MODEL, "--precision", "float16", "--calibrate", TABLE,
                "-o", folder.resolve("q.tflite"));
        refused(2, "there is no command 'guess'", "guess");
        refused(2, "--data", "evaluate", MODEL);
    }

    private static void refused(int code, String why, Object... arguments) {
        Ended ended = spark(arguments);
        assertThat(ended.code).isEqualTo(code);
        assertThat(ended.said.getFirst()).startsWith("halfstep: ").contains(why);
        assertThat(ended.said).hasSize(code);
    }
}
