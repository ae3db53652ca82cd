package dev.halfstep.predict;

import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of named values as a table, so that they are encoded as those of files are. */
final class NamedRows {

    static final String MISSING = "the row has no value for it";

    private static final double NANOS_OF_DAY = 86_400e9;

    private final Pipeline pipeline;

    NamedRows(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * A table of some rows.
     *
     * @throws Problem that names the column if a value is missing, or of another type than its column
     */
    Table table(List<? extends Map<String, ?>> rows) {
        List<Column> columns = new ArrayList<>();
        for (InputColumn column : pipeline.inputs()) {
            columns.add(switch (column) {
                case InputColumn.Numeric numeric -> numeric.filled()
                        .map(number -> numbers(filled(rows, column.column(), number), column.column(),
                                NamedRows::number))
                        .orElseGet(() -> numbers(rows, column.column(), NamedRows::number));
                case InputColumn.Date date -> numbers(rows, column.column(), this::days);
                case InputColumn.Mapped mapped -> texts(rows, column.column());
                case InputColumn.OneHot oneHot -> texts(rows, column.column());
            });
        }
        return new Table("rows", rows.size(), columns, row -> "row " + (row + 1), "");
    }

    /** Only one column of the rows is read. */
    private static List<Map<String, Object>> filled(List<? extends Map<String, ?>> rows, String column,
            double number) {
        return rows.stream().map(row -> {
            Object value = row.get(column);
            boolean isMissing = value == null || (value instanceof Number own && Double.isNaN(own.doubleValue()));
            return Map.of(column, isMissing ? (Object) number : value);
        }).toList();
    }

    private interface Reading {
        double of(String column, Object value);
    }

    private static NumericColumn numbers(List<? extends Map<String, ?>> rows, String column, Reading reading) {
        var values = new double[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = reading.of(column, present(column, rows.get(i).get(column)));
        }
        return new NumericColumn(column, values);
    }

    private static Object present(String column, @Nullable Object value) {
        if (value == null) {
            throw Problem.of(MISSING).at("column " + Quoted.of(column));
        }
        return value;
    }

    private static double number(String column, Object value) {
        if (!(value instanceof Number number)) {
            throw unfit(column, value, "numbers");
        }
        if (Double.isNaN(number.doubleValue())) {
            throw Problem.of("a value that is not a number (NaN) has no code").at("column " + Quoted.of(column));
        }
        return number.doubleValue();
    }

    private static Problem unfit(String column, Object value, String what) {
        return Problem.of("it holds " + what + ", not " + Quoted.of(value.toString()))
                .at("column " + Quoted.of(column));
    }

    private double days(String column, Object value) {
        return switch (value) {
            case Number number -> number(column, number);
            case LocalDate date -> date.toEpochDay();
            case LocalDateTime time -> time.toLocalDate().toEpochDay() + fraction(time.toLocalTime());
            default -> {
                double days = pipeline.days(column, value.toString());
                if (Double.isNaN(days)) {
                    throw unfit(column, value, "dates as the table has them that the model was trained on");
                }
                yield days;
            }
        };
    }

    private static double fraction(LocalTime time) {
        return time.toNanoOfDay() / NANOS_OF_DAY;
    }

    private static TextColumn texts(List<? extends Map<String, ?>> rows, String column) {
        var codes = new int[rows.size()];
        var levels = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < codes.length; i++) {
            Object value = present(column, rows.get(i).get(column));
            if (!(value instanceof CharSequence || value instanceof Boolean)) {
                throw unfit(column, value, "texts");
            }
            codes[i] = levels.computeIfAbsent(value.toString(), text -> levels.size());
        }
        return new TextColumn(column, codes, List.copyOf(levels.keySet()));
    }
}
