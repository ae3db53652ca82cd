package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Notation;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import dev.halfstep.table.Thousands;
import dev.halfstep.table.read.TableReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tabs beside spaces, quotes beside comments, character sets that are named and cannot be seen. */
class OddLayoutsTest {

    @TempDir
    Path directory;

    private Table table(byte[] bytes, Notation notation) {
        return TableReader.read(Tables.file(directory, bytes), ReadOptions.defaults().withNotation(notation));
    }

    private Table table(String text, Notation notation) {
        return table(text.getBytes(StandardCharsets.UTF_8), notation);
    }

    @Test
    void tabsThatPartAllRecordsAlikeAreTheDelimiter() {
        Table table = table("Model Year\tPrice\nFocus 2010\t5000\nGolf 2012\tNA\n",
                Notation.defaults().withMissing(List.of("NA")));
        assertThat(table.columnNames()).containsExactly("Model Year", "Price");
        assertThat(Tables.cells(table, "Model Year")).containsExactly("Focus 2010", "Golf 2012");
        assertThat(Tables.cells(table, "Price")).containsExactly(5000.0, null);
        Table mixed = table("a b\tc\n1\t2 3\n4 5 6\n", Notation.defaults());
        assertThat(mixed.columnNames()).containsExactly("a", "b", "c");
    }

    @Test
    void manyLinesOfCommentAreLeftOut() {
        String text = "# x\n".repeat(20_000) + "a;y\n1;2\n3;4\n";
        assertThat(Tables.problem(directory, "# x\n".repeat(10_000) + "a;y\n1;2\n3;4\n"))
                .contains("lines begin with '#'").contains("comment='#'");
        Table table = table(text, Notation.defaults().withComment('#'));
        assertThat(Tables.cells(table, "a")).containsExactly(1.0, 3.0);
    }

    @Test
    void quotesWithinQuotesDoNotEndACell() {
        Table table = table("a;y\n\"say \"\"hi\"\"\n#there\";1\n# left out\n\"\";2\n\"\"\"b\n#\";3\n",
                Notation.defaults().withComment('#'));
        assertThat(Tables.cells(table, "a")).containsExactly("say \"hi\"\n#there", null, "\"b\n#");
        assertThat(Tables.cells(table, "y")).containsExactly(1.0, 2.0, 3.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void cyrillicInUtf16WithoutAMark(String charset) {
        String text = """
                \u0433\u043e\u0440\u043e\u0434;\u0446\u0435\u043d\u0430
                \u041c\u043e\u0441\u043a\u0432\u0430;5
                \u041a\u0430\u0437\u0430\u043d\u044c;7
                """;
        Table table = table(text.getBytes(Charset.forName(charset)),
                Notation.defaults().withEncoding(StandardCharsets.UTF_16));
        assertThat(table.columnNames()).containsExactly("\u0433\u043e\u0440\u043e\u0434", "\u0446\u0435\u043d\u0430");
        assertThat(Tables.cells(table, "\u0446\u0435\u043d\u0430")).containsExactly(5.0, 7.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOP", "ALL", "CUP", "TRY", "MAD", "PEN", "GEL"})
    void wordsBeforeNumbersAreNoMoney(String word) {
        Table table = table("x;y\n" + word + " 5;1\n" + word + " 10;2\n" + word + " 5;3\n", Notation.defaults());
        assertThat(table.column("x").type()).isEqualTo(ColumnType.TEXT);
        Table money = table("x;y\nUSD 5;1\nUSD 10;2\n", Notation.defaults());
        assertThat(Tables.cells(money, "x")).containsExactly(5.0, 10.0);
        var many = new StringBuilder("x;y\n");
        for (int row = 1; row <= 10; row++) {
            many.append(word).append(' ').append(row).append(";1\n");
        }
        assertThat(table(many.toString(), Notation.defaults()).column("x").type()).isEqualTo(ColumnType.NUMERIC);
    }

    @Test
    void whatMarksMissingValuesIsNamedBesideWords() {
        ReadOptions target = ReadOptions.defaults().withType("b", ColumnType.NUMERIC);
        String text = "b;k\nTRUE;1\nFALSE;2\nNA;3\n";
        assertThat(Tables.problem(directory, text, target))
                .isEqualTo("line 4, column 'b': 'NA' is not a number. Add missing=NA if it marks a missing value.");
        Table table = TableReader.read(directory.resolve("table.csv"), target.withMissing(List.of("NA")));
        assertThat(Tables.cells(table, "b")).containsExactly(1.0, 0.0, null);
    }

    @Test
    void unitsThatDifferAreThoseThatAreNamed() {
        assertThat(Tables.problem(directory, "x;k\nNA;1\n5 kg;2\n6 kg;3\n7 foo;4\n"))
                .startsWith("line 5, column 'x': '7 foo' and '5 kg' have different units");
    }

    /** What proved the decimal sign in training does so where it is not read. */
    @Test
    void columnsThatAreNotReadProveTheDecimalSign() {
        String text = "b;y\n1.250;20.63\n2.500;21.5\n3.750;7\n500;8\n";
        Table all = table(text, Notation.defaults());
        ReadOptions only = ReadOptions.defaults().withOnly(List.of("b")).withType("b", ColumnType.NUMERIC);
        Path file = directory.resolve("table.csv");
        assertThat(Tables.cells(TableReader.read(file, only), "b")).isEqualTo(Tables.cells(all, "b"))
                .containsExactly(1.25, 2.5, 3.75, 500.0);
        assertThat(TableReader.survey(file, only).rows()).isEqualTo(4);
        Path dressed = Tables.file(directory, text.replace("63", "63 $").replace("21.5", "21.5 $").replace(";7", ";7 $")
                .replace(";8", ";8 $").getBytes(StandardCharsets.UTF_8));
        assertThat(Tables.cells(TableReader.read(dressed, only), "b")).startsWith(1.25);
        for (String other : List.of("words", "3.1.4")) {
            assertThat(Tables.problem(directory, text.replace("21.5", other), only)).contains("between thousands");
        }
        assertThat(Tables.problem(directory, text.replaceAll(";.*", ""), only)).contains("thousands=none");
        Path alone = directory.resolve("table.csv");
        assertThat(Tables.cells(TableReader.read(alone, only.withNotation(
                Notation.defaults().withThousands(Thousands.NONE))), "b"))
                .containsExactly(1.25, 2.5, 3.75, 500.0);
    }
}
