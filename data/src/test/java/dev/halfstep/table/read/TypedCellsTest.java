package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TypedCellsTest {

    private static final Map<String, ColumnType> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("number", ColumnType.NUMERIC);
        TYPES.put("text", ColumnType.TEXT);
        TYPES.put("date", ColumnType.DATE);
    }

    private static final ReadOptions OPTIONS =
            ReadOptions.defaults().withTypes(TYPES).withMissing(List.of("NA", "-999"));
    private static final int NUMBER = 0;
    private static final int TEXT = 1;
    private static final int DATE = 2;

    /** A value, and what a cell of a column is by it; null if it is missing. */
    record Case(int column, Object value, Object expected) {}

    static final List<Case> CASES = List.of(
            new Case(NUMBER, (byte) 3, 3.0), new Case(NUMBER, 1L << 60, 0x1p60), new Case(NUMBER, 0.1f, (double) 0.1f),
            new Case(NUMBER, new BigDecimal("12.30"), 12.3), new Case(NUMBER, true, 1.0),
            new Case(NUMBER, " 4.5 ", 4.5), new Case(NUMBER, Double.NaN, null), new Case(NUMBER, "", null),
            new Case(NUMBER, "NA", null), new Case(NUMBER, -999, null), new Case(NUMBER, "-999.0", null),
            new Case(TEXT, " a ", "a"), new Case(TEXT, "NA", null), new Case(TEXT, " ", null),
            new Case(TEXT, 7, "7"), new Case(TEXT, new BigDecimal("1E+3"), "1000"), new Case(TEXT, false, "False"),
            new Case(DATE, LocalDate.ofEpochDay(-999), -999.0), new Case(DATE, LocalDate.ofEpochDay(3), 3.0),
            new Case(DATE, LocalDateTime.of(1970, 1, 2, 6, 0), 1.25), new Case(DATE, "1970-01-11", 10.0));

    @ParameterizedTest
    @FieldSource("CASES")
    void takesValuesAsFilesHaveThem(Case given) {
        var cells = new TypedCells(OPTIONS, 2);
        cells.put(given.column, 1, given.value);
        Table table = cells.table("here", row -> "place " + row);
        Column column = table.columns().get(given.column);

        assertThat(table.columns()).allSatisfy(own -> assertThat(own.isMissing(0)).isTrue());
        assertThat(table.place(1)).isEqualTo("place 1");
        if (given.expected == null) {
            assertThat(column.isMissing(1)).isTrue();
        } else {
            assertThat(switch (column) {
                case NumericColumn numbers -> (Object) numbers.value(1);
                case TextColumn texts -> texts.value(1);
            }).isEqualTo(given.expected);
        }
    }

    static final List<Case> ODD = List.of(new Case(NUMBER, "x", "'x' is not a number"),
            new Case(NUMBER, Double.POSITIVE_INFINITY, "infinite"),
            new Case(NUMBER, LocalDate.EPOCH, "not '1970-01-01'"), new Case(TEXT, LocalDate.EPOCH, "numbers or texts"),
            new Case(DATE, "soon", "'soon' is no date"), new Case(TEXT, List.of(), "not 'ListN'"));

    @ParameterizedTest
    @FieldSource("ODD")
    void refusesWhatAColumnCannotHave(Case given) {
        var cells = new TypedCells(OPTIONS, 1);

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> cells.put(given.column, 0, given.value))
                .withMessageContaining((String) given.expected)
                .withMessageContaining("column '" + List.copyOf(TYPES.keySet()).get(given.column) + "'");
        assertThat(cells.table("here", row -> "").columns().get(given.column).isMissing(0)).isTrue();
    }

    @Test
    void hasTheColumnsInTheirOrder() {
        assertThat(new TypedCells(OPTIONS, 1).table("here", row -> "").columnNames())
                .containsExactly("number", "text", "date");
    }
}
