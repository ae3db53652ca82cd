package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import dev.halfstep.table.TextColumn;
import dev.halfstep.table.read.TableReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the cells of a text file become those of a table. */
class CsvReadingTest {

    @TempDir
    Path directory;

    private Table read(String content) {
        return Tables.read(directory, content);
    }

    @Test
    void numbersAndTextsWithMissingCells() {
        Table table = read("age,sex\n19,female\n,male\n2.5,\n");
        assertThat(table.columnNames()).containsExactly("age", "sex");
        assertThat(table.rowCount()).isEqualTo(3);
        assertThat(Tables.cells(table, "age")).containsExactly(19.0, null, 2.5);
        assertThat(Tables.cells(table, "sex")).containsExactly("female", "male", null);
        assertThat(table.columns()).extracting(Column::missingCount).containsExactly(1, 1);
        assertThat(table.columns()).extracting(Column::type).containsExactly(ColumnType.NUMERIC, ColumnType.TEXT);
    }

    @Test
    void textsAreCodedInOrderOfAppearance() {
        var column = (TextColumn) read("c\nb\na\nb\n\"\"\nc\n").column("c");
        assertThat(column.levels()).containsExactly("b", "a", "c");
        assertThat(List.of(column.code(0), column.code(1), column.code(2), column.code(3), column.code(4)))
                .containsExactly(0, 1, 0, TextColumn.MISSING, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEnd(String end) {
        Table table = read(String.join(end, "x,y", "1,\"a\nb\"", "", "2,c"));
        assertThat(Tables.cells(table, "x")).containsExactly(1.0, 2.0);
        assertThat(Tables.cells(table, "y")).containsExactly("a\nb", "c");
        assertThat(table.place(0)).isEqualTo("line 2");
        assertThat(table.place(1)).isEqualTo("line 5");
    }

    @Test
    void lineEndsWithinACellAreUnified() {
        assertThat(Tables.cells(read("y\n\"a\r\nb\rc\nd\"\n"), "y")).containsExactly("a\nb\nc\nd");
    }

    @Test
    void quotesHideDelimitersAndDoubleThemselves() {
        assertThat(Tables.cells(read("x,y\n1,\"a, \"\"b\"\", c\"\n"), "y")).containsExactly("a, \"b\", c");
        assertThat(Tables.cells(read("x,y\n1,5'11\"\n"), "y")).as("quotes within a bare cell")
                .containsExactly("5'11\"");
    }

    @Test
    void spacesAroundCellsAndNamesDoNotCount() {
        Table table = read(" x ,\" y \", z\n 1 , a b ,\" q \"\n\t2\t,\u00a0c\u00a0, \n");
        assertThat(table.columnNames()).containsExactly("x", "y", "z");
        assertThat(Tables.cells(table, "x")).containsExactly(1.0, 2.0);
        assertThat(Tables.cells(table, "y")).containsExactly("a b", "c");
        assertThat(Tables.cells(table, "z")).containsExactly("q", null);
    }

    @Test
    void quotesMayStandApartFromDelimiters() {
        Table table = read("x, \"the y\"\n1, \"a, b\"\n2,\"c\" \n");
        assertThat(Tables.cells(table, "the y")).containsExactly("a, b", "c");
    }

    @Test
    void blankLinesAreSkippedButCounted() {
        Table table = read("\n\nx,y\n\n1,2\n   \n3,4\n\n");
        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.place(0)).isEqualTo("line 5");
        assertThat(table.place(1)).isEqualTo("line 7");
    }

    @Test
    void aLineOfEmptyCellsIsARow() {
        assertThat(Tables.cells(read("x,y\n1,2\n,\n"), "x")).containsExactly(1.0, null);
        assertThat(Tables.cells(read("x\n1\n\"\"\n"), "x")).as("one quoted cell").containsExactly(1.0, null);
    }

    @Test
    void aColumnOfNothingIsNumeric() {
        Column column = read("x,y\n1,\n2,\n").column("y");
        assertThat(column.type()).isEqualTo(ColumnType.NUMERIC);
        assertThat(column.missingCount()).isEqualTo(2);
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertThat(Tables.cells(read("x,y\n1,2\n3,"), "y")).containsExactly(2.0, null);
    }

    private static byte[] marked(int... mark) {
        var bytes = new byte[mark.length];
        for (int i = 0; i < mark.length; i++) {
            bytes[i] = (byte) mark[i];
        }
        return bytes;
    }

    private Table read(byte[] mark, Charset charset) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(mark);
        bytes.write("größe,x\nklein,1\n猫,2\n".getBytes(charset));
        return TableReader.read(Tables.file(directory, bytes.toByteArray()), ReadOptions.defaults());
    }

    @Test
    void theByteOrderMarkTellsTheCharacterSet() throws IOException {
        List<Table> tables = List.of(read(marked(), StandardCharsets.UTF_8),
                read(marked(0xef, 0xbb, 0xbf), StandardCharsets.UTF_8),
                read(marked(0xff, 0xfe), StandardCharsets.UTF_16LE),
                read(marked(0xfe, 0xff), StandardCharsets.UTF_16BE),
                read(marked(0xff, 0xfe, 0, 0), StandardCharsets.UTF_32LE),
                read(marked(0, 0, 0xfe, 0xff), StandardCharsets.UTF_32BE));
        for (Table table : tables) {
            assertThat(Tables.cells(table, "größe")).containsExactly("klein", "猫");
            assertThat(table.digest()).isEqualTo(tables.getFirst().digest());
        }
    }

    @Test
    void gzipIsSeenThrough() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("x;y\n1;a\n".getBytes(StandardCharsets.UTF_8));
        }
        Table table = TableReader.read(Tables.file(directory, bytes.toByteArray()), ReadOptions.defaults());
        assertThat(Tables.cells(table, "y")).containsExactly("a");
        assertThat(table.digest()).isEqualTo(read("x;y\n1;a\n").digest());
    }

    @Test
    void moreRowsThanTheFirstGuessOfTheirNumber() {
        var content = new StringBuilder("i,even,late\n");
        int rows = 10_000;
        for (int i = 0; i < rows; i++) {
            content.append(i).append(i % 2 == 0 ? ",yes," : ",no,").append(i < 9_000 ? "" : "z").append('\n');
        }
        Table table = read(content.toString());
        var number = (NumericColumn) table.column("i");
        var text = (TextColumn) table.column("even");
        Column late = table.column("late");
        assertThat(table.rowCount()).isEqualTo(rows);
        assertThat(late.missingCount()).isEqualTo(9_000);
        for (int i = 0; i < rows; i++) {
            assertThat(number.value(i)).isEqualTo(i);
            assertThat(text.code(i)).isEqualTo(i % 2);
            assertThat(late.isMissing(i)).isEqualTo(i < 9_000);
        }
        assertThat(table.place(rows - 1)).isEqualTo("line " + (rows + 1));
    }

    @Test
    void theSourceIsTheFileAsGiven() {
        Table table = read("x\n1\n");
        assertThat(table.source()).isEqualTo(directory.resolve("table.csv").toString());
    }
}
