package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags of reading do what they say, or are refused; what a model remembers can be undone by them. */
class ReadingFlagsTest {

    private static final Path PARQUET = Path.of("..", "data", "src", "test", "resources", "dev", "halfstep", "table",
            "parquet", "wages-none.parquet");

    @TempDir
    private Path folder;

    private Path model() {
        return folder.resolve("model.tflite");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void train(Path data, String target, Object... options) {
        Cli.done(Arguments.join(new Object[] {"train", data, "--target", target, "--epochs", 1, "--hidden", "4", "-o",
                model()}, options));
    }

    private String predicted(Path data, Object... options) throws IOException {
        Path out = folder.resolve("out.csv");
        Cli.done(Arguments.join(new Object[] {"predict", model(), "--data", data, "-o", out}, options));
        return Files.readString(out);
    }

    /** What is predicted for each row, without its place in the file. */
    private static List<String> values(String predictions) {
        return predictions.lines().skip(1).map(line -> line.substring(line.indexOf(',') + 1)).toList();
    }

    private static String rows() {
        return IntStream.range(0, 30).mapToObj(row -> row * 7 % 30 + "," + row + "\n").collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--comment #", "--encoding UTF-8", "--no-header"})
    void whatIsSaidOfTextIsRefusedForParquet(String flag) {
        Object[] train = {"train", PARQUET, "--target", "wage", "--epochs", 1, "-o", model()};
        assertThat(Cli.refused(folder, Arguments.join(train, (Object[]) flag.split(" ", -1))))
                .contains(flag.split(" ", -1)[0] + " has no effect here: this is a Parquet file, not text");
    }

    @Test
    void aHeaderCanBeReadAgainWhereAModelRemembersNone() throws IOException {
        train(write("bare.csv", rows()), "column 2", "--no-header");
        String expected = predicted(folder.resolve("bare.csv"));
        Path named = write("named.csv", "column 1,column 2\n" + rows());
        assertThat(values(predicted(named, "--header")))
                .hasSize(30).isEqualTo(values(expected));
    }

    @Test
    void aDecimalCommaThatAModelRemembersIsUndoneAsAdvised() throws IOException {
        String comma = IntStream.range(0, 30).mapToObj(row -> row * 7 % 30 + ",5;" + row + "\n")
                .collect(Collectors.joining("", "a;y\n", ""));
        train(write("comma.csv", comma), "y", "--decimal-comma");
        String expected = predicted(folder.resolve("comma.csv"));
        Path point = write("point.csv", comma.replace(',', '.'));
        assertThat(Cli.refused(folder, "predict", model(), "--data", point, "-o", folder.resolve("p.csv")))
                .contains("Give --no-decimal-comma if the point is the decimal sign");
        assertThat(predicted(point, "--no-decimal-comma")).isEqualTo(expected);
        assertThat(Cli.refused(folder, "predict", model(), "--data", point, "--thousands", ",", "-o",
                folder.resolve("p.csv"))).contains("Give --no-decimal-comma if the point is the decimal sign");
        assertThat(predicted(point, "--thousands", ",", "--no-decimal-comma")).isEqualTo(expected);
        assertThat(Cli.refused(folder, "predict", model(), "--data", point, "--thousands", ".", "--no-decimal-comma",
                "-o", folder.resolve("p.csv"))).contains("a point cannot be decimal sign and stand between thousands");
    }
}
