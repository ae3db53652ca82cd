package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cells and names of a megabyte, which no message shows whole. */
class LongTextsTest {

    private static final String LONG = "x".repeat(1_000_000);
    private static final int LONGEST_MESSAGE = 1000;

    @TempDir
    private Path folder;

    record Case(String name, String table, List<String> options) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, String last, IntFunction<String> cell, String... options) {
        return new Case(name, "a,c,y\n" + IntStream.range(0, 20)
                .mapToObj(row -> row % 7 + "," + cell.apply(row) + "," + row * row + "\n").collect(Collectors.joining())
                + last + "\n", List.of(options));
    }

    static Stream<Case> tables() {
        return Stream.of(
                of("no number", LONG + ",1,2", Integer::toString),
                of("no number in the target", "1,2," + LONG, Integer::toString),
                of("number with a unit", "1,3 " + LONG + ",2", row -> row + ".5"),
                of("no date", "1," + LONG + ",2", row -> "2020-01-" + (10 + row), "--date", "c"),
                of("texts where numbers must be", "1," + LONG + ",2", row -> row % 2 == 0 ? "u" : "v", "--numeric",
                        "c"),
                of("texts that all differ", "1,2,3", row -> LONG + row),
                of("too large", "1," + "1".repeat(1_000_000) + ",3", Integer::toString),
                of("not said", "1," + LONG + ",2", row -> "u", "--map", "c=u:1"),
                of("no such column", "1,2,3", Integer::toString, "--drop", LONG),
                new Case("name", "a," + LONG + "\n1,2\n2,3\n3,5\n", List.of()),
                new Case("two names", LONG + "," + LONG + ",y\n1,2,3\n", List.of()));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void messagesCutThem(Case given) throws IOException {
        Path data = Files.writeString(folder.resolve("table.csv"), given.table);
        var command = new ArrayList<Object>(List.of("train", data, "--target", "y", "-o", folder.resolve("m.tflite")));
        command.addAll(given.options);
        assertThat(Cli.refused(folder, command.toArray())).hasSizeLessThan(LONGEST_MESSAGE);
    }

    @Test
    void soDoMessagesAboutCategories() throws IOException {
        Path data = Files.writeString(folder.resolve("table.csv"),
                of("", "1," + LONG + ",2", row -> "uv".substring(row % 2, row % 2 + 1)).table);
        Path model = folder.resolve("m.tflite");
        Cli.done("train", data, "--target", "y", "--epochs", 1, "-o", model);
        Path other = Files.writeString(folder.resolve("other.csv"), "a,c\n1,w\n");
        assertThat(Cli.refused(folder, "predict", model, "--data", other, "-o", folder.resolve("p.csv")))
                .contains("'w' did not occur in training; known are [u, v, xxx").hasSizeLessThan(LONGEST_MESSAGE);
    }
}
