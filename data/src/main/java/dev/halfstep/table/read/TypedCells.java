package dev.halfstep.table.read;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.CellText;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.ColumnFill;
import dev.halfstep.table.scan.Markers;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A table of values that a program holds, such as an engine's rows: each is taken as the same cell of a Parquet file is, and a text as
 * that of a text file. Cells that are not given are missing. For one thread.
 */
public final class TypedCells {

    private static final double NANOS_OF_DAY = 86_400e9;

    private final List<String> columns;
    private final List<CellForm> forms = new ArrayList<>();
    private final List<ColumnFill> fills = new ArrayList<>();
    private final Markers missing;
    private final int rows;

    /**
     * A table without any cells yet.
     *
     * @param options with the type of each column, in their order, as those of a pipeline
     */
    public TypedCells(ReadOptions options, int rows) {
        this.rows = rows;
        columns = List.copyOf(options.types().keySet());
        missing = new Markers(options.missing(), options.decimalSign());
        for (String column : columns) {
            CellForm form = form(options, column);
            forms.add(form);
            fills.add(ColumnFill.create(column, form, rows, options.decimalSign(), missing));
        }
    }

    private static CellForm form(ReadOptions options, String column) {
        CellForm known = options.notation().forms().get(column);
        ColumnType type = Objects.requireNonNull(options.types().get(column));
        return known != null ? known
                : type == ColumnType.DATE ? new DateForm(DateForm.Order.YEAR_MONTH_DAY, '-') : CellForm.plain(type);
    }

    /**
     * Puts a value into a cell.
     *
     * @param column by its position
     * @param value a number of any kind, a truth value, a text, a {@link LocalDate} or {@link LocalDateTime}; NaN, an empty text and
     *        the table's markers are missing
     * @throws Problem if the column cannot have such a value; the cell is missing then
     */
    public void put(int column, int row, Object value) {
        try {
            switch (value) {
                case Number number -> number(column, row, number);
                case CharSequence text -> text(column, row, CellText.strip(text.toString()));
                case Boolean truth -> truth(column, row, truth);
                case LocalDate date -> days(column, row, (double) date.toEpochDay(), date);
                case LocalDateTime time ->
                    days(column, row, time.toLocalDate().toEpochDay() + time.toLocalTime().toNanoOfDay() / NANOS_OF_DAY,
                            time);
                default -> throw unfit(value.getClass().getSimpleName());
            }
        } catch (Problem problem) {
            throw problem.at("column " + Quoted.of(columns.get(column)));
        }
    }

    private void number(int column, int row, Number number) {
        double value = number.doubleValue();
        if (!Double.isNaN(value)) {
            switch (fills.get(column)) {
                case ColumnFill.Numeric numeric -> numeric.number(row, value);
                case ColumnFill.Text texts ->
                    text(column, row, number instanceof BigDecimal exact ? exact.toPlainString() : number.toString());
            }
        }
    }

    private void truth(int column, int row, boolean truth) {
        switch (fills.get(column)) {
            case ColumnFill.Numeric numeric -> numeric.number(row, truth ? 1 : 0);
            case ColumnFill.Text texts -> text(column, row, truth ? "True" : "False");
        }
    }

    private void text(int column, int row, String text) {
        char[] characters = text.toCharArray();
        if (characters.length > 0 && !missing.contains(characters, 0, characters.length)) {
            fills.get(column).cell(row, characters, 0, characters.length);
        }
    }

    private void days(int column, int row, double days, Object value) {
        if (!(forms.get(column) instanceof DateForm) || !(fills.get(column) instanceof ColumnFill.Numeric numeric)) {
            throw unfit(value.toString());
        }
        numeric.number(row, days);
    }

    private static Problem unfit(String what) {
        return Problem.of("the column holds numbers or texts, not " + Quoted.of(what));
    }

    /**
     * The table; no more cells are put into it then.
     *
     * @param places what its rows are called
     */
    public Table table(String source, IntFunction<String> places) {
        List<Column> filled = fills.stream().map(fill -> fill.column(rows)).toList();
        return new Table(source, rows, filled, places, "");
    }
}
