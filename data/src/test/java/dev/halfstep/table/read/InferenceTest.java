package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import dev.halfstep.table.TextColumn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a column is taken for when nobody says, and what is said when that cannot be told. */
class InferenceTest {

    private static final String CATEGORIES = ", or oneHot=c to treat the column as categories.";

    @TempDir
    Path directory;

    private static String csv(String... cells) {
        return "c;d\n" + String.join(";\n", cells) + ";\n";
    }

    private ColumnType type(String... cells) {
        return Tables.read(directory, csv(cells)).column("c").type();
    }

    private String problem(String... cells) {
        return Tables.problem(directory, csv(cells));
    }

    @Test
    void allNumbers() {
        assertThat(type("1", "", "-2.5e3", "+.5")).isEqualTo(ColumnType.NUMERIC);
    }

    @Test
    void lessThanHalfNumbers() {
        assertThat(type("a", "b", "c")).isEqualTo(ColumnType.TEXT);
        assertThat(type("1", "2", "x", "y", "z", "", "", "")).isEqualTo(ColumnType.TEXT);
    }

    @Test
    void numbersBeforeTextsKeepTheirSpelling() {
        Table table = Tables.read(directory, csv("007", "1.0", "", "x", "y", "z", "w", "1e999"));
        assertThat(Tables.cells(table, "c")).containsExactly("007", "1.0", null, "x", "y", "z", "w", "1e999");
        assertThat(((TextColumn) table.column("c")).levels())
                .containsExactly("007", "1.0", "x", "y", "z", "w", "1e999");
    }

    @Test
    void columnsReadAgainStayInTheirPlaces() {
        Table table = Tables.read(directory, "a,b,c,d,e\n1,2,x,3,4\nq,5,y,r,6\nw,7,z,v,8\n");
        assertThat(table.columnNames()).containsExactly("a", "b", "c", "d", "e");
        assertThat(Tables.cells(table, "a")).containsExactly("1", "q", "w");
        assertThat(Tables.cells(table, "b")).containsExactly(2.0, 5.0, 7.0);
        assertThat(Tables.cells(table, "d")).containsExactly("3", "r", "v");
        assertThat(Tables.cells(table, "e")).containsExactly(4.0, 6.0, 8.0);
    }

    @Test
    void halfOrMoreNumbers() {
        assertThat(problem("1", "", "abc", "2")).isEqualTo("line 4, column 'c': 'abc' is not a number;"
                + " 2 of the column's 3 cells are. Add missing=abc if it marks a missing value" + CATEGORIES);
        assertThat(problem("x", "1"))
                .startsWith("line 2, column 'c': 'x' is not a number; 1 of the column's 2 cells is.");
    }

    @Test
    void theSameTextManyTimesIsOneMarker() {
        assertThat(problem("1", "2", "3", "x", "x", "x")).contains("Add missing=x if it marks");
    }

    @Test
    void severalTextsAreAllNamedUnlessTheyAreMany() {
        assertThat(problem("1", "2", "x", "a b")).contains("Add missing=x missing='a b' if they mark");
        assertThat(problem("1", "2", "3", "4", "5", "a", "b", "c", "d", "e")).contains("Add missing=a if they mark");
    }

    @Test
    void bigCountsAreReadable() {
        String[] cells = new String[1338];
        Arrays.fill(cells, "7");
        cells[15] = "abc";
        assertThat(problem(cells)).startsWith(
                "line 17, column 'c': 'abc' is not a number; 1,337 of the column's 1,338 cells are.");
    }

    @Test
    void usualMarkersOfMissingValues() {
        for (String marker : List.of("NaN", "NA", "null", "None", "n/a", "N/A", "NULL")) {
            assertThat(problem("1", marker, "2")).isEqualTo("line 3, column 'c': '" + marker + "' is not a number;"
                    + " 2 of the column's 3 cells are. Add missing=" + marker + " to treat such cells as missing.");
        }
        assertThat(problem("1", "-", "?")).endsWith("Add missing=- missing='?' to treat such cells as missing.");
    }

    @Test
    void markersDoNotMakeANumericColumnText() {
        assertThat(problem("1", "NA", "NA", "NA", "NA")).contains("Add missing=NA");
        assertThat(type("a", "NA", "NA", "NA")).as("no number among them").isEqualTo(ColumnType.TEXT);
        assertThat(type("1", "a", "b", "NA", "NA")).isEqualTo(ColumnType.TEXT);
    }

    @Test
    void infinities() {
        for (String infinity : List.of("inf", "-Inf", "Infinity", "+INFINITY")) {
            assertThat(problem("1", infinity, "2")).endsWith(
                    "2 of the column's 3 cells are. Correct the cells that are infinite, or remove their rows.");
        }
        assertThat(problem("1", "1e999")).isEqualTo("line 3, column 'c': '1e999' is too large a number."
                + " Correct it or remove its row; numbers go up to 1.8e308.");
    }

    @Test
    void decimalCommas() {
        String remedy = "Add decimalComma if the comma is the decimal sign" + CATEGORIES;
        assertThat(problem("1,5", "2,5")).isEqualTo("line 2, column 'c': '1,5' is not a number. " + remedy);
        assertThat(problem("1", "2,5", "", "3")).isEqualTo(
                "line 3, column 'c': '2,5' is not a number; 2 of the column's 3 cells are. " + remedy);
        assertThat(type("1,5", "a", "b")).as("mostly words").isEqualTo(ColumnType.TEXT);
        assertThat(Tables.problem(directory, csv("1.5", "2,5", "1,5"), ReadOptions.defaults().withDecimalComma(true)))
                .contains("'1.5' is not a number; 2 of the column's 3 cells are.");
    }

    @Test
    void aForcedNumericColumnHasNoChoice() {
        ReadOptions numeric = ReadOptions.defaults().withType("c", ColumnType.NUMERIC);
        assertThat(Tables.problem(directory, csv("1", "a", "b", "d"), numeric)).isEqualTo(
                "line 3, column 'c': 'a' is not a number; 1 of the column's 4 cells is."
                        + " Add missing=a missing=b missing=d if they mark a missing value.");
        assertThat(Tables.problem(directory, csv("a"), numeric)).isEqualTo(
                "line 2, column 'c': 'a' is not a number. Add missing=a if it marks a missing value.");
        assertThat(Tables.problem(directory, csv("NA"), numeric))
                .endsWith("Add missing=NA to treat such cells as missing.");
        assertThat(Tables.read(directory, csv("", ""), numeric).column("c").missingCount()).isEqualTo(2);
    }
}
