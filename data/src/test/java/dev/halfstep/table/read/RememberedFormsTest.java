package dev.halfstep.table.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import dev.halfstep.table.Tables;
import dev.halfstep.table.Thousands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The next table is read as the one that a model was trained on, at once and in parts alike, or refused. */
class RememberedFormsTest {

    private static final DateForm DAY_FIRST = new DateForm(DateForm.Order.DAY_MONTH_YEAR, '/');

    @TempDir
    Path directory;

    private static ReadOptions dates(Notation notation) {
        return ReadOptions.defaults().withNotation(notation.withForms(Map.of("d", DAY_FIRST)))
                .withType("d", ColumnType.DATE);
    }

    private Path file(String text) {
        return Tables.file(directory, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The cells of a column, the same at once and in parts. */
    private static List<@Nullable Object> cells(Path file, ReadOptions options, String column) {
        List<@Nullable Object> cells = Tables.cells(TableReader.read(file, options), column);
        assertThat(inParts(file, options, column)).isEqualTo(cells);
        return cells;
    }

    private static List<@Nullable Object> inParts(Path file, ReadOptions options, String column) {
        var cells = new ArrayList<@Nullable Object>();
        try (TableParts parts = TableReader.parts(file, options, 1 << 10)) {
            for (Optional<TablePart> part = parts.next(); part.isPresent(); part = parts.next()) {
                cells.addAll(Tables.cells(part.get().table(), column));
            }
        }
        return cells;
    }

    private static double day(int year, int month, int day) {
        return LocalDate.of(year, month, day).toEpochDay();
    }

    @Test
    void datesThatCouldBeEitherAreWhatTheyWereInTraining() {
        Path file = file("d;k\n03/04/2024;1\n04/04/2024;2\n");
        assertThat(cells(file, dates(Notation.defaults()), "d")).containsExactly(day(2024, 4, 3), day(2024, 4, 4));
    }

    @Test
    void monthsFirstAreNotMixedWithDaysFirst() {
        Path file = file("d;k\n" + "03/04/2024;1\n".repeat(3000) + "12/31/2024;2\n");
        ReadOptions options = dates(Notation.defaults());
        String said = "the dates are not written day-month-year with '/', as those that the model was trained on, but"
                + " month-day-year with '/'";
        assertThatThrownBy(() -> TableReader.read(file, options)).isInstanceOf(Problem.class)
                .hasMessageContaining(said).hasMessageContaining("Write dates as 2024-12-31");
        assertThatThrownBy(() -> inParts(file, options, "d")).isInstanceOf(Problem.class).hasMessageContaining(said);
        Path advised = file("d;k\n" + "2024-03-04;1\n".repeat(300) + "2024-12-31;2\n");
        assertThat(cells(advised, options, "d")).startsWith(day(2024, 3, 4)).endsWith(day(2024, 12, 31));
        assertThat(cells(file("d;k\n31.12.2024;1\n"), options, "d")).containsExactly(day(2024, 12, 31));
    }

    @Test
    void aColumnOfDatesMayBeAllMissing() {
        assertThat(cells(file("d;k\n;1\n;2\n"), dates(Notation.defaults()), "d")).containsExactly(null, null);
    }

    /** The 18th of May 1997 is day 9999. */
    @Test
    void aNumberThatMarksMissingCellsMarksNoDate() {
        assertThat(day(1997, 5, 18)).isEqualTo(9999);
        ReadOptions options = dates(Notation.defaults().withMissing(List.of("9999")));
        assertThat(cells(file("d;k\n18/05/1997;1\n9999;2\n"), options, "d")).containsExactly(9999.0, null);
        Path parquet = Tables.parquet("unusable");
        ReadOptions whole = ReadOptions.defaults().withOnly(List.of("date")).withType("date", ColumnType.DATE);
        double day = day(2020, 1, 2);
        assertThat(day).isEqualTo(18263);
        assertThat(cells(parquet, whole.withMissing(List.of("18263")), "date")).containsExactly(day, day);
    }

    private Pipeline fitted(String text, PipelineOptions options) {
        return PipelineFitter.fit(Tables.read(directory, text, options.readOptions()), options).pipeline();
    }

    private static String rates(UnaryOperator<String> rate) {
        return "rate;y\n"
                + IntStream.range(0, 30).mapToObj(row -> rate.apply("0." + (10 + row)) + ";" + (row * row + 0.5))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    @Test
    void aUnitAfterPlainNumbersIsRefused() {
        Pipeline pipeline = fitted(rates(rate -> rate), PipelineOptions.forTargets("y"));
        assertThat(pipeline.toJson()).doesNotContain("forms");
        Path percent = file(rates(rate -> rate.substring(2) + "%"));
        String said = "'10%' is not written as the numbers that the model was trained on, which have no unit. Add"
                + " unit='rate=%' if that is the unit of all cells";
        for (boolean targets : new boolean[] {true, false}) {
            ReadOptions options = pipeline.readOptions(targets);
            assertThatThrownBy(() -> TableReader.read(percent, options)).hasMessageContaining(said);
            assertThatThrownBy(() -> inParts(percent, options, "rate")).hasMessageContaining(said);
        }
        assertThat(cells(percent, pipeline.readOptions(false, known -> known.withUnit("rate", "%")), "rate"))
                .startsWith(10.0, 11.0);
    }

    @Test
    void thousandsAfterPlainNumbersSayTheSame() {
        Pipeline pipeline = fitted(rates(rate -> rate.substring(2) + "00"), PipelineOptions.forTargets("y"));
        Path grouped = file(rates(rate -> rate.substring(2, 3) + "," + rate.substring(3) + "00"));
        assertThat(cells(grouped, pipeline.readOptions(true), "rate")).startsWith(1000.0, 1100.0);
        assertThat(cells(file(rates(rate -> "1,0" + rate.substring(2) + "%")),
                pipeline.readOptions(true, known -> known.withUnit("rate", "%")), "rate")).startsWith(1010.0, 1011.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {" \u20ac", "%"})
    void aPointBetweenThousandsIsSeenBesideAKnownUnit(String unit) {
        String text = List.of("1.250", "500", "2.500", "3.750").stream().map(cell -> cell + unit + ";1\n")
                .collect(Collectors.joining("", "x;k\n", ""));
        ReadOptions options = ReadOptions.defaults().withNotation(Notation.defaults().withForms(
                Map.of("x", new NumberForm(Thousands.NONE, unit.strip(), false, false, false))))
                .withType("x", ColumnType.NUMERIC).withOnly(List.of("x"));
        Path file = file(text);
        assertThatThrownBy(() -> TableReader.read(file, options))
                .hasMessageContaining("'1.250' beside '500' looks like a number with '.' between thousands")
                .hasMessageContaining("Add thousands=. if it is 1250, or add thousands=none if it is 1.250");
        // In parts the numbers of the first are as certain as those of the whole.
        assertThatThrownBy(() -> {
            inParts(file, options, "x");
            TableReader.survey(file, options);
        }).hasMessageContaining("between thousands");
        ReadOptions none = options.withNotation(options.notation().withThousands(Thousands.NONE));
        assertThat(cells(file, none, "x")).containsExactly(1.25, 500.0, 2.5, 3.75);
        ReadOptions point = options.withNotation(options.notation().withThousands(Thousands.POINT));
        assertThat(cells(file, point, "x")).containsExactly(1250.0, 500.0, 2500.0, 3750.0);
        assertThat(cells(file("x;k\n1.25" + unit + ";1\n500" + unit + ";2\n"), options, "x"))
                .containsExactly(1.25, 500.0);
    }

    @Test
    void aParquetNumberHasNoUnit() {
        Path parquet = Tables.parquet("wages-none");
        Table table = TableReader.read(parquet, ReadOptions.defaults());
        String column = table.columns().stream().filter(c -> c.type() == ColumnType.NUMERIC).findFirst().orElseThrow()
                .name();
        Notation percent = Notation.defaults()
                .withForms(Map.of(column, new NumberForm(Thousands.NONE, "%", false, false, false)));
        ReadOptions options = ReadOptions.defaults().withNotation(percent).withOnly(List.of(column))
                .withType(column, ColumnType.NUMERIC);
        String said = "the numbers have no unit, and those that the model was trained on have the unit '%'. Add unit='"
                + column + "=%' if that is the unit of all cells";
        assertThatThrownBy(() -> TableReader.read(parquet, options)).hasMessageContaining(said);
        assertThatThrownBy(() -> inParts(parquet, options, column)).hasMessageContaining(said);
        assertThat(cells(parquet, options.withNotation(percent.withUnit(column, "%")), column))
                .isEqualTo(Tables.cells(table, column));
    }
}
