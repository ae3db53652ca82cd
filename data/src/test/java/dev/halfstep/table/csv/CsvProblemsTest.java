package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Tables;
import dev.halfstep.table.read.TableReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with a text file, each in the words in which a user reads it. */
class CsvProblemsTest {

    @TempDir
    Path directory;

    private final ReadOptions options = ReadOptions.defaults();

    private String problem(String content) {
        return Tables.problem(directory, content);
    }

    private String problem(byte[] content) {
        return Tables.problem(Tables.file(directory, content), options);
    }

    @Test
    void noFile() {
        assertThat(Tables.problem(directory.resolve("none.csv"), options)).isEqualTo("there is no such file.");
        assertThat(Tables.problem(directory, options)).isEqualTo("this is a directory. Name a CSV or Parquet file.");
    }

    @Test
    void nothingInIt() {
        assertThat(problem("")).isEqualTo("the file is empty.");
        assertThat(problem("\n \n\n")).isEqualTo("the file is empty.");
        assertThat(problem(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf})).isEqualTo("the file is empty.");
        assertThat(problem("a,b\n\n")).isEqualTo("the file has a header but no rows.");
    }

    @Test
    void noHeader() {
        String expected = "the first line holds numbers, not the names of columns."
                + " Add a first line with a name for each column, or add noHeader, which calls them column 1 and so on.";
        assertThat(problem("1,2\n3,4\n")).isEqualTo(expected);
        assertThat(problem("-1.5\n2\n")).isEqualTo(expected);
        assertThat(Tables.read(directory, "2019,name\n1,a\n").columnNames()).containsExactly("2019", "name");
    }

    @Test
    void recordsOfOtherLengths() {
        String remedy =
                " Give every line as many cells as the header; put a cell that contains the delimiter in quotes.";
        assertThat(problem("a,b\n1,2\n\n\"3\n\"\n"))
                .isEqualTo("line 4: 1 cell, but the header has 2 columns." + remedy);
        assertThat(problem("a,b\n1,2\n3,4,5,6\n")).isEqualTo("line 3: 4 cells, but the header has 2 columns." + remedy);
        assertThat(problem("Costs\na,b,c\n1,2,3\n"))
                .isEqualTo("line 2: 3 cells, but the header has 1 column." + remedy);
    }

    @Test
    void quotes() {
        assertThat(problem("a,b\n1,2\n3,\"4\n5,6\n"))
                .isEqualTo("line 3: a quote is opened in this record and never closed.");
        assertThat(problem("a,b\n1,\"x\"y\n")).isEqualTo(
                "line 2: text follows the closing quote of a cell. Write a quote within a cell twice.");
        assertThat(problem("a,b\n1, \"x\" y\n")).startsWith("line 2: text follows the closing quote of a cell.");
        assertThat(problem("a,b\n1,\"" + "x".repeat(17 << 20))).isEqualTo(
                "line 2: a cell is too long. Look for a quote that is never closed.");
    }

    @Test
    void namesOfColumns() {
        assertThat(problem("x,a,a\n1,2,3\n")).isEqualTo(
                "two columns are named 'a'. Rename one of them, or leave both out with drop=a.");
        assertThat(problem(",a\n0,5\n1,6\n")).isEqualTo("column 1 has no name."
                + " If it only numbers the rows, leave it out with drop='column 1';"
                + " else give it a name in the file.");
        assertThat(problem(String.join(",", Collections.nCopies(16_385, "a")) + "\n1\n"))
                .isEqualTo("line 1: more than 16,384 columns.");
    }

    @Test
    void unknownColumns() {
        String csv = "age,charges\n1,2\n";
        String expected = "there is no column 'chrages'. Did you mean 'charges'? The columns are: age, charges.";
        assertThat(Tables.problem(directory, csv, options.withDrop(Set.of("chrages")))).isEqualTo(expected);
        assertThat(Tables.problem(directory, csv, options.withOnly(Set.of("chrages")))).isEqualTo(expected);
        assertThat(Tables.problem(directory, csv, options.withType("chrages", ColumnType.TEXT))).isEqualTo(expected);
        assertThat(Tables.problem(directory, csv, options.withDrop(Set.of("age", "charges"))))
                .isEqualTo("no column is left to read. The columns are: age, charges.");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9_000, 50_000})
    void bytesThatAreNoText(int line) {
        String before = "x\n" + "grün\r\n".repeat(line - 2);
        byte[] bytes = (before + "fahl\n").getBytes(StandardCharsets.UTF_8);
        bytes[before.getBytes(StandardCharsets.UTF_8).length + 1] = (byte) 0xe4;
        assertThat(problem(bytes)).isEqualTo("line " + line + ": byte 0xe4 is no UTF-8 text."
                + " Save the file in UTF-8, or say what it is in with encoding.");
    }

    @Test
    void textThatEndsWithinACharacter() {
        byte[] bytes = "x\nä".getBytes(StandardCharsets.UTF_8);
        assertThat(problem(Arrays.copyOf(bytes, bytes.length - 1))).startsWith("line 2: byte 0xc3 is no UTF-8 text.");
    }

    @Test
    void filesOfOtherKinds() throws IOException {
        assertThat(problem("x\n1\n\0\n")).startsWith("this is not a text file: it contains zero bytes.");
        assertThat(problem("PK\u0003\u0004....")).startsWith("this is a spreadsheet or an archive");
        assertThat(problem("PARE....")).startsWith("the Parquet file is encrypted");
        assertThat(problem("PAR1")).isEqualTo("the Parquet file is damaged or not complete.");
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("x,y\n1,2\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = bytes.toByteArray();
        for (int length : List.of(3, 12, whole.length - 9)) {
            assertThat(problem(Arrays.copyOf(whole, length)))
                    .isEqualTo("the compressed file is damaged or not complete.");
        }
    }

    @Test
    void tooManyDifferentTexts() throws IOException {
        Path file = directory.resolve("keys.csv");
        try (var writer = Files.newBufferedWriter(file)) {
            writer.write("key,x\n");
            for (int i = 0; i <= 1_000_000; i++) {
                writer.write("k" + i + ",1\n");
            }
        }
        assertThat(Tables.problem(file, options)).isEqualTo("line 1000002, column 'key':"
                + " the column has more than 1,000,000 different texts. Leave it out with drop=key.");
        assertThat(TableReader.read(file, options.withDrop(Set.of("key"))).rowCount())
                .isEqualTo(1_000_001);
    }
}
