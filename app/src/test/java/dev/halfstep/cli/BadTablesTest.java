package dev.halfstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user reads when a table cannot be trained on: which file, where in it, and what to do. */
class BadTablesTest {

    private static final int ROWS = 20;
    private static final String MISSING_MARKERS =
            "line 8, column 'a': '%s' is not a number; 19 of the column's 20 cells are. ";

    @TempDir
    private Path folder;

    /** A table that is refused. */
    record Case(String what, String content, String message, String... options) {

        @Override
        public String toString() {
            return what;
        }
    }

    /** A table of two features and a target, with one line exchanged. */
    private static String lines(String header, IntFunction<String> row) {
        return header + "\n" + IntStream.rangeClosed(1, ROWS).mapToObj(row).collect(Collectors.joining("\n")) + "\n";
    }

    private static String withSeventh(String line) {
        return lines("a,b,y", i -> i == 7 ? line : i + "," + i % 3 + "," + (2 * i + 1));
    }

    private static String plain() {
        return withSeventh("7,1,15");
    }

    private static String colours() {
        return lines("a,b,y", i -> i + "," + "rgb".charAt(i % 3) + "," + (i + i % 3));
    }

    static Stream<Case> shapes() {
        return Stream.of(new Case("empty file", "", "the file is empty."),
                new Case("blank lines", "\n\n\n", "the file is empty."),
                new Case("header only", "a,b,y\n", "the file has a header but no rows."),
                new Case("ragged row", plain() + "1,2\n",
                        "line 22: 2 cells, but the header has 3 columns. Give every line as many cells as the header;"
                                + " put a cell that contains the delimiter in quotes."),
                new Case("duplicate column names", plain().replace("a,b,y", "a,a,y"),
                        "two columns are named 'a'. Rename one of them, or leave both out with --drop a."),
                new Case("one training row", "a,b,y\n1,2,3\n",
                        "1 complete row leaves 1 for training; at least 2 are needed. Give more data, or a larger --split."),
                new Case("one training row of two", "a,b,y\n1,2,3\n2,3,5\n",
                        "2 complete rows leave 1 for training; at least 2 are needed. Give more data, or a larger --split.",
                        "--split", "0.6"),
                new Case("two rows", "a,b,y\n1,2,3\n2,3,4\n",
                        "the split leaves no rows to test on. Give a table with more complete rows than 2, or use the train command."),
                new Case("unknown delimiter", plain().replace(',', ':'),
                        "there is no column 'y'. The columns are: a:b:y."),
                new Case("unclosed quote", plain() + "\"1,2,3\n",
                        "line 22: a quote is opened in this record and never closed."),
                new Case("no header", plain().replace("a,b,y\n", ""),
                        "the first line holds numbers, not the names of columns. Add a first line with a name for each column,"
                                + " or add --no-header, which calls them column 1 and so on."));
    }

    static Stream<Case> columns() {
        return Stream.of(
                new Case("constant column", lines("a,b,y", i -> i + ",5," + i),
                        "column 'b': the value is 5.0 in all 16 training rows, so nothing can be learned from it."
                                + " Leave it out with --drop b."),
                new Case("constant text", lines("a,b,y", i -> i + ",u," + i),
                        "column 'b': the value is 'u' in all 20 complete rows, so nothing can be learned from it."
                                + " Leave it out with --drop b."),
                new Case("constant target", lines("a,b,y", i -> i + "," + i % 3 + ",5"),
                        "column 'y': the value is 5.0 in all 16 training rows, so nothing can be learned from it."
                                + " Choose another --target."),
                new Case("all values missing", lines("a,b,y", i -> i + ",," + i),
                        "column 'b': all values are missing. Leave it out with --drop b."),
                new Case("all values marked missing", lines("a,b,y", i -> i + ",?," + i),
                        "column 'b': all values are missing. Leave it out with --drop b.", "--missing", "?"),
                new Case("target missing everywhere", lines("a,b,y", i -> i + "," + i % 3 + ","),
                        "column 'y': all values are missing. Choose another --target."),
                new Case("a gap in every row", lines("a,b,y", i -> (i % 4 == 1 ? "," + i : i + ",") + "," + i),
                        "every row has a missing cell; most are in column 'b' (15 of 20). Leave it out with --drop b."),
                new Case("unknown target", plain().replace("a,b,y", "a,b,price"),
                        "there is no column 'prize'. Did you mean 'price'? The columns are: a, b, price.",
                        "--target=prize"),
                new Case("unknown target, nothing alike", plain(),
                        "there is no column 'charges'. The columns are: a, b, y.", "--target=charges"),
                new Case("unknown --drop", plain(), "there is no column 'colour'. The columns are: a, b, y.", "--drop",
                        "colour"),
                new Case("unknown --one-hot", plain(), "there is no column 'colour'. The columns are: a, b, y.",
                        "--one-hot",
                        "colour"),
                new Case("nothing to predict from", plain(), "no column is left to predict from. Drop fewer columns.",
                        "--drop",
                        "a,b"),
                new Case("a map that misses a value", colours(),
                        "column 'b': --map does not say what 'b' stands for. Its values are [b, g, r].", "--map",
                        "b=r:1,g:2"),
                new Case("a map onto one number", colours(),
                        "column 'b': the value is 1.0 in all 16 training rows, so nothing can be learned from it."
                                + " Leave it out with --drop b.",
                        "--map", "b=r:1,g:1,b:1"));
    }

    static Stream<Case> cells() {
        return Stream.of(
                new Case("text in a numeric column", withSeventh("seven,1,15"),
                        MISSING_MARKERS.formatted("seven")
                                + "Add --missing seven if it marks a missing value, or --one-hot a to treat the column as categories."),
                new Case("NaN", withSeventh("NaN,1,15"),
                        MISSING_MARKERS.formatted("NaN") + "Add --missing NaN to treat such cells as missing."),
                new Case("question mark", withSeventh("?,1,15"),
                        MISSING_MARKERS.formatted("?") + "Add --missing '?' to treat such cells as missing."),
                new Case("NaN as target", withSeventh("7,1,NaN"),
                        "line 8, column 'y': 'NaN' is not a number; 19 of the column's 20 cells are."
                                + " Add --missing NaN to treat such cells as missing."),
                new Case("infinity", withSeventh("inf,1,15"),
                        MISSING_MARKERS.formatted("inf")
                                + "Correct the cells that are infinite, or remove their rows."),
                new Case("a number beyond double", withSeventh("1e999,1,15"),
                        "line 8, column 'a': '1e999' is too large a number."
                                + " Correct it or remove its row; numbers go up to 1.8e308."),
                new Case("text where --numeric says number", colours(), "line 2, column 'b': 'g' is not a number.",
                        "--numeric",
                        "b"),
                new Case("text as target", lines("a,b,y", i -> i + "," + i % 3 + "," + "rgb".charAt(i % 3)),
                        "line 2, column 'y': 'g' is not a number."),
                new Case("decimal commas", lines("a;b;y", i -> i + ",5;" + i % 3 + ";" + i + ",25"),
                        "line 2, column 'a': '1,5' is not a number. Add --decimal-comma if the comma is the decimal sign,"
                                + " or --one-hot a to treat the column as categories."));
    }

    @ParameterizedTest
    @MethodSource({"shapes", "columns", "cells"})
    void isRefused(Case table) throws IOException {
        Path data = Files.writeString(folder.resolve("table.csv"), table.content);
        var command = new ArrayList<Object>(List.of("study", data, "--epochs", 1, "-o", folder.resolve("study")));
        if (Arrays.stream(table.options).noneMatch(option -> option.startsWith("--target"))) {
            command.add("--target=y");
        }
        command.addAll(Arrays.asList(table.options));
        assertThat(Cli.refused(folder, command.toArray())).startsWith("table.csv: " + table.message);
        command.set(0, "train");
        if (!table.message.startsWith("the split leaves")) {
            assertThat(Cli.refused(folder, command.toArray())).startsWith("table.csv: " + table.message);
        }
    }

    @Test
    void fileThatIsNotThere() {
        assertThat(refused(folder.resolve("nothing.csv"))).isEqualTo("nothing.csv: there is no such file.");
    }

    @Test
    void directory() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        assertThat(refused(data)).isEqualTo("data: this is a directory. Name a CSV or Parquet file.");
    }

    @Test
    void binaryFiles() throws IOException {
        Path data = folder.resolve("table.csv");
        Files.write(data, new byte[] {1, 2, 0, 4});
        assertThat(refused(data)).isEqualTo(
                "table.csv: this is not a text file: it contains zero bytes. Give a CSV file in UTF-8, or a Parquet file.");
        Files.write(data, "a,y\n1,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused(data)).as("Latin-1").isEqualTo("table.csv: line 2, column 'y': '\u00fc' is not a number."
                + " Add --missing \u00fc if it marks a missing value.");
        Files.write(data, "a,y\n\u00fc,".getBytes(StandardCharsets.UTF_8));
        Files.write(data, "\u00fc\n".getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        assertThat(refused(data)).isEqualTo("table.csv: line 2: byte 0xfc is no UTF-8 text."
                + " Save the file in UTF-8, or say what it is in with --encoding.");
        Files.write(data, new byte[] {'P', 'K', 3, 4, 0, 0});
        assertThat(refused(data)).isEqualTo("table.csv: this is a spreadsheet or an archive, not a table in text form."
                + " Unpack the archive, or save the sheet as CSV (UTF-8).");
    }

    @Test
    void twoRowsCanBeTrainedOn() throws IOException {
        Path data = Files.writeString(folder.resolve("two.csv"), "a,y\n1,3\n2,4\n");
        assertThat(Cli
                .done("train", data, "--target", "y", "--split", 1, "--epochs", 1, "-o", folder.resolve("model.tflite"))
                .out()).contains("trained on 2 rows, validated on 0").doesNotContain("NaN");
    }

    private String refused(Path data) {
        return Cli.refused(folder, "study", data, "--target", "y", "-o", folder.resolve("study"));
    }

    @Test
    void tenThousandCategories() throws IOException {
        String content = IntStream.range(0, 10_000).mapToObj(i -> i % 7 + ",person" + i + "," + (i % 5 + i / 9.0))
                .collect(Collectors.joining("\n", "a,name,y\n", "\n"));
        Path data = Files.writeString(folder.resolve("people.csv"), content);
        Path model = folder.resolve("model.tflite");
        Object[] train =
                {"train", data, "--target", "y", "--split", "0.01", "--epochs", 1, "--hidden", "none", "-o", model};
        assertThat(Cli.refused(folder, train))
                .isEqualTo("people.csv: column 'name': text with 10,000 different values in 10,000 rows, such as"
                        + " 'person0', would become as many inputs. Leave it out with --drop name, or insist with --one-hot name.");
        assertThat(features(train, "--drop", "name")).isEqualTo(1);
        assertThat(features(train, "--one-hot", "name")).isEqualTo(10_001);
    }

    private static int features(Object[] command, Object... more) {
        return Cli.json(Stream.of(command, more).flatMap(Arrays::stream).toArray()).get("features").size();
    }
}
