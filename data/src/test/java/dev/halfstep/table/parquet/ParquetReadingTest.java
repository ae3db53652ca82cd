package dev.halfstep.table.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.Tables;
import dev.halfstep.table.TextColumn;
import dev.halfstep.table.read.TableReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files read here and where they come from: parquet/README.md. */
class ParquetReadingTest {

    private final ReadOptions options = ReadOptions.defaults();

    private Table read(String name) {
        return TableReader.read(Tables.parquet(name), options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "snappy-v2", "snappy-index", "gzip", "zstd", "lz4"})
    void everyCompressionAndLayoutIsTheSameTable(String layout) {
        Table table = read("wages-" + layout);
        assertThat(table.columnNames()).containsExactly("age", "gender", "education", "experience", "race",
                "occupation", "wage");
        assertThat(table.rowCount()).isEqualTo(100);
        assertThat(table.columns().stream().map(column -> Tables.cells(column).getFirst()))
                .containsExactly(35.0, "female", 8.0, 21.0, "hispanic", "other", 5.1);
        // Sums that pandas gives for the same rows.
        assertThat(sum(table, "age")).isEqualTo(3635);
        assertThat(sum(table, "wage")).isEqualTo(826.8000000000002);
        assertThat(((TextColumn) table.column("race")).levels()).containsExactly("hispanic", "white", "other");
        assertThat(table.place(99)).isEqualTo("row 100");
        assertThat(table.digest()).isEqualTo(read("wages-none").digest());
    }

    private static double sum(Table table, String column) {
        var numbers = (NumericColumn) table.column(column);
        double sum = 0;
        for (int row = 0; row < numbers.rowCount(); row++) {
            sum += numbers.value(row);
        }
        return sum;
    }

    @Test
    void everyKindThatIsANumber() {
        Table table = read("kinds");
        Map<String, List<@Nullable Object>> cells = table.columns().stream().filter(NumericColumn.class::isInstance)
                .collect(Collectors.toMap(Column::name, Tables::cells));
        assertThat(cells).containsOnly(
                Map.entry("int8", list(-128.0, null, 127.0)), Map.entry("uint8", list(0.0, null, 255.0)),
                Map.entry("int32", list(-2147483648.0, null, 2147483647.0)),
                Map.entry("uint32", list(0.0, null, 4294967295.0)),
                Map.entry("int64", list(-9007199254740992.0, null, 9007199254740992.0)),
                Map.entry("uint64", list(0.0, null, 0x1p64)), Map.entry("half", list(1.5, null, -2.0)),
                Map.entry("float", list((double) 0.1f, null, null)), Map.entry("double", list(0.1, null, null)),
                Map.entry("bool", list(1.0, null, 0.0)), Map.entry("decimal", list(1.25, null, -0.01)),
                Map.entry("big decimal", list(0x1.56a95319d63e1p63, null, -1.0)),
                Map.entry("nothing", list(null, null, null)));
    }

    private static List<@Nullable Object> list(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }

    @Test
    void everyKindThatIsText() {
        Table table = read("kinds");
        assertThat(Tables.cells(table, "text")).as("stripped, and missing when empty").containsExactly("b", null, null);
        assertThat(Tables.cells(table, "category")).containsExactly("ä", null, "ä");
    }

    @ParameterizedTest
    @CsvSource({"int8, -128, 127", "uint64, 0, 18446744073709551615", "half, 1.5, -2.0", "float, 0.1,", "double, 0.1,",
            "bool, True, False", "decimal, 1.25, -0.01", "big decimal, 12345678901234567890.125, -1.000",
            "int64, -9007199254740992, 9007199254740993"})
    void everyNumberAsText(String column, String first, String last) {
        Table table = TableReader.read(Tables.parquet("kinds"), options.withType(column, ColumnType.TEXT));
        assertThat(Tables.cells(table, column)).containsExactly(first, null, last);
    }

    @Test
    void markersOfMissingValuesAreComparedAsNumbers() {
        ReadOptions marked = options.withMissing(Set.of("-128.0", "1.25", "ä", "x"));
        Table table = TableReader.read(Tables.parquet("kinds"), marked);
        assertThat(Tables.cells(table, "int8")).containsExactly(null, null, 127.0);
        assertThat(Tables.cells(table, "decimal")).containsExactly(null, null, -0.01);
        assertThat(table.column("category").missingCount()).isEqualTo(3);
        assertThat(table.digest()).isEqualTo(read("kinds").digest());
    }

    @Test
    void textsAsNumbers() {
        ReadOptions numeric = options.withType("x", ColumnType.NUMERIC);
        assertThat(read("number-texts").column("x").type()).isEqualTo(ColumnType.TEXT);
        assertThat(
                Tables.cells(TableReader.read(Tables.parquet("number-texts"), numeric.withMissing(Set.of("?"))), "x"))
                .containsExactly(1.0, 2.0, null);
        assertThat(Tables.problem(Tables.parquet("number-texts"), numeric)).isEqualTo(
                "row 3, column 'x': '?' is not a number. Add missing='?' if it marks a missing value.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':', value = {"time:TIME(MICROS, local)", "list:list", "struct:group of columns", "map:map",
            "fixed:FIXED_LEN_BYTE_ARRAY"})
    void kindsThatAreNeitherNumberNorText(String column, String kind) {
        assertThat(Tables.problem(Tables.parquet("unusable"), options.withOnly(Set.of(column)))).isEqualTo(
                "column '" + column + "': its kind, " + kind + ", is neither number nor text. Leave it out with drop="
                        + column + ", or write numbers or texts instead.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':', value = {"date:DATE", "timestamp:TIMESTAMP(MICROS, local)"})
    void datesAreReadWhereTheyAreAskedFor(String column, String kind) {
        assertThat(Tables.problem(Tables.parquet("unusable"), options.withOnly(Set.of(column)))).isEqualTo(
                "column '" + column + "': its kind, " + kind + ", is neither number nor text. Leave it out with drop="
                        + column + ", or make features of year, month and so on with date=" + column + ".");
        ReadOptions dates = options.withOnly(Set.of(column)).withType(column, ColumnType.DATE);
        Table table = TableReader.read(Tables.parquet("unusable"), dates);
        assertThat((Double) Tables.cells(table, column).getFirst()).isBetween(10_000.0, 40_000.0);
    }

    @Test
    void aPointInAName() {
        Path file = Tables.brought("n_dot.parquet");
        Table table = TableReader.read(file, options);
        assertThat(table.columnNames()).containsExactly("Sepal.Length", "y");
        assertThat(table.rowCount()).isGreaterThan(1);
        assertThat(TableReader.survey(file, options).digest()).isEqualTo(table.digest());
        assertThat(Tables.problem(file, options.withDrop(Set.of("Sepal Length"))))
                .contains("Did you mean 'Sepal.Length'?");
    }

    @Test
    void columnsThatAreNotReadDoNotMatter() {
        Table table = TableReader.read(Tables.parquet("unusable"), options.withOnly(Set.of("x")));
        assertThat(Tables.cells(table, "x")).containsExactly(1.0, 2.0);
        assertThat(TableReader.read(Tables.parquet("kinds"), options.withOnly(Set.of("bool"))).digest())
                .isEqualTo(read("kinds").digest());
    }

    @Test
    void theIndexOfPandas() {
        assertThat(Tables.problem(Tables.parquet("index"), options)).isEqualTo(
                "column '__index_level_0__' is a row index. If it only numbers the rows, leave it out with"
                        + " drop=__index_level_0__; else give it a name in the file.");
        assertThat(
                TableReader.read(Tables.parquet("index"), options.withDrop(Set.of("__index_level_0__"))).columnNames())
                .containsExactly("x");
    }

    @Test
    void contentsThatCannotBe() {
        assertThat(Tables.problem(Tables.parquet("infinite"), options)).isEqualTo(
                "row 2, column 'x': the number is infinite. Correct it or remove its row; numbers go up to 1.8e308.");
        assertThat(Tables.problem(Tables.parquet("no-rows"), options)).isEqualTo("the file has columns but no rows.");
        assertThat(Tables.problem(Tables.parquet("not-utf8"), options))
                .isEqualTo("row 2, column 'x': the cell is no UTF-8 text.");
        assertThat(Tables.problem(Tables.parquet("kinds"), options.withDrop(Set.of("int12")))).startsWith(
                "there is no column 'int12'. Did you mean 'int32'? The columns are: int8, uint8,");
    }
}
