package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Notation;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.Tables;
import dev.halfstep.table.read.TableReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text files whose lines, cells and characters are not those of every CSV file. */
class TextLayoutTest {

    private static final Notation USUAL = Notation.defaults();

    @TempDir
    Path directory;

    private Table table(String text, Notation notation) {
        return table(text.getBytes(StandardCharsets.UTF_8), notation);
    }

    /** The table, which must be the same in parts. */
    private Table table(byte[] bytes, Notation notation) {
        ReadOptions options = ReadOptions.defaults().withNotation(notation);
        Path file = Tables.file(directory, bytes);
        Table table = TableReader.read(file, options);
        int row = 0;
        try (TableParts parts = TableReader.parts(file, options)) {
            for (Optional<TablePart> part = parts.next(); part.isPresent(); part = parts.next()) {
                Table some = part.get().table();
                for (String column : table.columnNames()) {
                    List<@Nullable Object> cells = Tables.cells(table, column);
                    assertThat(Tables.cells(some, column)).isEqualTo(cells.subList(row, row + some.rowCount()));
                }
                assertThat(some.place(0)).isEqualTo(table.place(row));
                row += some.rowCount();
            }
        }
        assertThat(row).isEqualTo(table.rowCount());
        return table;
    }

    private static List<List<@Nullable Object>> columns(Table table) {
        var columns = new ArrayList<List<@Nullable Object>>();
        table.columns().forEach(column -> columns.add(Tables.cells(column)));
        return columns;
    }

    @Test
    void theLineThatNamesTheDelimiter() {
        for (String line : List.of("sep=;\n", "sep=;\r\n", "\"sep=;\"\n", "SEP=;\r", "sep=;;\n")) {
            Table table = table(line + "x;y\n1;2,0\n3;4,0\n", USUAL.withDecimalComma(true));
            assertThat(table.columnNames()).as(line).containsExactly("x", "y");
            assertThat(Tables.cells(table, "y")).containsExactly(2.0, 4.0);
            assertThat(table.place(0)).isEqualTo("line 3");
            assertThat(table.digest()).isEqualTo(table("x;y\n1;2,0\n3;4,0\n", USUAL.withDecimalComma(true)).digest());
        }
    }

    @Test
    void linesOfComment() {
        String text = "# logger, \"v2\n# serial\nx,y\n1,a\n# pause, \"\n3,b\n5,\"#6\"\n";
        assertThat(Tables.problem(directory, "# logger v2\n# serial\nx,y\n1,2\n")).isEqualTo(
                "lines begin with '#', such as '# logger v2'. Add comment='#' to leave them out.");
        assertThat(Tables.problem(directory, "x,y\n1,2\n# pause\n3,4\n")).isEqualTo(
                "line 3: 1 cell, but the header has 2 columns. Add comment='#' to leave out lines that begin with it.");
        Table table = table(text, USUAL.withComment('#'));
        assertThat(Tables.cells(table, "x")).containsExactly(1.0, 3.0, 5.0);
        assertThat(Tables.cells(table, "y")).containsExactly("a", "b", "#6");
        assertThat(table.place(1)).isEqualTo("line 6");
        assertThat(table("#id,y\n1,2\n3,4\n", USUAL).columnNames()).as("a name").containsExactly("#id", "y");
    }

    @Test
    void noHeader() {
        Table table = table("1,a\n2,b\n", USUAL.withHeader(false));
        assertThat(table.columnNames()).containsExactly("column 1", "column 2");
        assertThat(columns(table)).isEqualTo(List.of(List.of(1.0, 2.0), List.of("a", "b")));
        assertThat(table.place(0)).isEqualTo("line 1");
        assertThat(Tables.problem(directory, "1,a\n2\n", ReadOptions.defaults().withNotation(USUAL.withHeader(false))))
                .startsWith("line 2: 1 cell, but the first line has 2 columns.");
    }

    @Test
    void whiteSpaceBetweenCells() {
        for (String text : List.of("  x   y  z\n  1   2.5 a\n 10   2   b\n\n", "x\t y z\n1 \t2.5 a\n10\t2\tb\n",
                "x y \"z\"\n1 2.5 \"a\"\n10 2 b")) {
            assertThat(columns(table(text, USUAL))).as(text)
                    .isEqualTo(List.of(List.of(1.0, 10.0), List.of(2.5, 2.0), List.of("a", "b")));
        }
        assertThat(table("full name\nAnna Bell\nJohn Smith\n", USUAL).columnNames()).containsExactly("full name");
        assertThat(columns(table("a b\n1 \"x  y\"\n2 z\n", USUAL)))
                .isEqualTo(List.of(List.of(1.0, 2.0), List.of("x  y", "z")));
        assertThat(columns(table("a\tb\n1\t\n\t2\n", USUAL)).getFirst()).as("tabs with nothing between")
                .containsExactly(1.0, null);
    }

    @Test
    void characterSetsFoundByLooking() {
        String text = "größe;art\n1;grün\n2;süß\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1,
                StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            Table table = table(text.getBytes(charset), USUAL);
            assertThat(table.columnNames()).as(charset.name()).containsExactly("größe", "art");
            assertThat(Tables.cells(table, "art")).containsExactly("grün", "süß");
            assertThat(table.digest()).isEqualTo(table(text, USUAL).digest());
        }
    }

    /** The first byte beyond ASCII may stand anywhere, before or behind what was decoded at once. */
    @Test
    void latinFarIntoTheFile() {
        for (int lines : new int[] {1, 4_095, 8_190, 30_000}) {
            String text = "x;art\n" + "1;rot\n".repeat(lines) + "2;grün\n3;blau\n";
            Table table = table(text.getBytes(StandardCharsets.ISO_8859_1), USUAL);
            assertThat(table.rowCount()).isEqualTo(lines + 2);
            assertThat(Tables.cells(table, "art").subList(lines - 1, lines + 2))
                    .containsExactly("rot", "grün", "blau");
        }
    }

    @Test
    void aCharacterSetThatIsSaid() {
        String text = "размер;y\n1;2\n";
        Table table = table(text.getBytes(Charset.forName("windows-1251")),
                USUAL.withEncoding(Charset.forName("windows-1251")));
        assertThat(table.columnNames()).containsExactly("размер", "y");
        assertThat(table.column("y").type()).isEqualTo(ColumnType.NUMERIC);
    }
}
