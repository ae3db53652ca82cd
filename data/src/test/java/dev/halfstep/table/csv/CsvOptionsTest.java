package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.ColumnType;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvOptionsTest {

    private static final String CSV = "id,age,sex\n007,19,female\n008,?,male\n009,NA,male\n";

    @TempDir
    Path directory;

    private final ReadOptions options = ReadOptions.defaults().withMissing(List.of("?", " NA "));

    @Test
    void markersMakeCellsMissing() {
        assertThat(Tables.cells(Tables.read(directory, CSV, options), "age")).containsExactly(19.0, null, null);
    }

    @Test
    void markersAreComparedExactlyAndNumbersAsNumbers() {
        Table table = Tables.read(directory, "x,y\n-9,na\n-9.0,NA\n9,NAN\n",
                ReadOptions.defaults().withMissing(Set.of("-9", "NA")));
        assertThat(Tables.cells(table, "x")).containsExactly(null, null, 9.0);
        assertThat(Tables.cells(table, "y")).containsExactly("na", null, "NAN");
    }

    @Test
    void aForcedTextStaysAsItIs() {
        Table table = Tables.read(directory, CSV, options.withType("id", ColumnType.TEXT));
        assertThat(Tables.cells(table, "id")).containsExactly("007", "008", "009");
    }

    @Test
    void aForcedTypeHoldsForAColumnOfNothing() {
        Table table = Tables.read(directory, "x,y\n1,\n", ReadOptions.defaults().withType("y", ColumnType.TEXT));
        assertThat(table.column("y").type()).isEqualTo(ColumnType.TEXT);
        assertThat(table.column("y").missingCount()).isEqualTo(1);
    }

    @Test
    void droppedColumnsMayHoldAnything() {
        String csv = "x,bad,bad\n1,1e999,2\n2,3,abc\n3,4,5\n";
        assertThat(Tables.read(directory, csv, options.withDrop(Set.of("bad"))).columnNames()).containsExactly("x");
        assertThat(Tables.read(directory, csv, options.withOnly(Set.of("x"))).columnNames()).containsExactly("x");
    }

    @Test
    void onlyKeepsTheOrderOfTheFile() {
        assertThat(Tables.read(directory, CSV, options.withOnly(List.of("sex", "id"))).columnNames())
                .containsExactly("id", "sex");
        assertThat(Tables.read(directory, CSV, options.withOnly(List.of("sex", "id")).withDrop(Set.of("id")))
                .columnNames())
                .containsExactly("sex");
    }

    @Test
    void decimalCommas() {
        ReadOptions comma = ReadOptions.defaults().withDecimalComma(true);
        Table table = Tables.read(directory, "a;b\n1,5;x,y\n-2;z\n", comma);
        assertThat(Tables.cells(table, "a")).containsExactly(1.5, -2.0);
        assertThat(Tables.cells(table, "b")).containsExactly("x,y", "z");
        assertThat(Tables.cells(Tables.read(directory, "a,b\n\"1,5\",\"2,5\"\n", comma), "b")).containsExactly(2.5);
        assertThat(Tables.cells(Tables.read(directory, "a\n1,5\n", comma), "a")).containsExactly(1.5);
    }

    @Test
    void optionsDoNotChangeAfterwards() {
        var missing = new HashSet<>(Set.of("?"));
        ReadOptions made = ReadOptions.defaults().withMissing(missing);
        missing.add("-");
        assertThat(made.missing()).containsExactly("?");
        assertThat(made.withType("a", ColumnType.TEXT).withType("b", ColumnType.NUMERIC).types())
                .isEqualTo(Map.of("a", ColumnType.TEXT, "b", ColumnType.NUMERIC));
        assertThat(ReadOptions.defaults()).isEqualTo(ReadOptions.defaults().withDecimalComma(false));
    }

    @Test
    void columnsWithoutNames() {
        assertThat(Tables.read(directory, "a,b,\n1,2,\n3,4,\n").columnNames()).as("delimiter at the end of lines")
                .containsExactly("a", "b");
        String indexed = ",x\n0,5\n1,6\n";
        assertThat(Tables.read(directory, indexed, options.withDrop(Set.of("column 1"))).columnNames())
                .containsExactly("x");
        assertThat(Tables.read(directory, indexed, options.withOnly(Set.of("x"))).columnNames()).containsExactly("x");
        assertThat(Tables.read(directory, indexed, options.withType("column 1", ColumnType.NUMERIC)).columnNames())
                .as("asked for by name").containsExactly("column 1", "x");
    }
}
