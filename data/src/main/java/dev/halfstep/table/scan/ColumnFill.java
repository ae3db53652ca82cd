package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.CellText;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.TextColumn;
import dev.halfstep.table.TextForm;
import java.util.Arrays;

/** A column being filled with cells of a known type. Rows that get no cell are missing. */
public sealed interface ColumnFill {

    /** A cell that is not missing, in a row below the capacity. */
    void cell(int row, char[] text, int from, int to);

    /** Makes room for more rows. */
    void grow(int capacity);

    /** The column made of the first rows. */
    Column column(int rows);

    ColumnType type();

    static ColumnFill create(String name, CellForm form, int capacity, char decimalSign, Markers missing) {
        return switch (form) {
            case NumberForm numbers -> new Numeric(name, capacity, numbers, decimalSign, missing);
            case DateForm dates -> new Numeric(name, capacity, dates, decimalSign, missing);
            case TextForm texts -> new Text(name, capacity);
        };
    }

    /** Bytes that one row of a column takes. */
    static int bytesPerRow(ColumnType type) {
        return switch (type) {
            case NUMERIC, DATE -> Double.BYTES;
            case TEXT -> Integer.BYTES;
        };
    }

    final class Numeric implements ColumnFill {

        private static final String INFINITE = "Correct it or remove its row; numbers go up to 1.8e308.";

        private final String name;
        private final CellForm form;
        private final char decimalSign;
        private final Markers missing;
        private double[] values = {};

        Numeric(String name, int capacity, CellForm form, char decimalSign, Markers missing) {
            this.name = name;
            this.form = form;
            this.decimalSign = decimalSign;
            this.missing = missing;
            grow(capacity);
        }

        @Override
        public void cell(int row, char[] text, int from, int to) {
            double value = switch (form) {
                case NumberForm numbers -> FormedNumbers.parse(text, from, to, numbers, decimalSign);
                case DateForm dates -> dates.days(new String(text, from, to - from));
                case TextForm texts -> Double.NaN;
            };
            if (Double.isFinite(value)) {
                number(row, value);
                return;
            }
            String odd = new String(text, from, to - from);
            if (Double.isInfinite(value)) {
                throw Problem.limit(Quoted.of(odd) + " is too large a number").remedy(INFINITE);
            }
            String what = form instanceof DateForm dates ? " is no date that is written " + dates : " is not a number";
            throw Problem.of(Quoted.of(odd) + what)
                    .remedy(Phrase.of("add ").with(Setting.MISSING, odd).then(" if it marks a missing value"));
        }

        /** A value that is not NaN, and may mark a missing one, if it is no date: a day is not the number that it is counted as. */
        public void number(int row, double value) {
            if (form instanceof DateForm || !missing.contains(value)) {
                value(row, value);
            }
        }

        /** A value that is not NaN and no marker. */
        void value(int row, double value) {
            if (Double.isInfinite(value)) {
                throw Problem.of("the number is infinite").remedy(INFINITE);
            }
            values[row] = value;
        }

        @Override
        public void grow(int capacity) {
            int old = values.length;
            values = Arrays.copyOf(values, capacity);
            Arrays.fill(values, old, capacity, Double.NaN);
        }

        @Override
        public Column column(int rows) {
            return new NumericColumn(name, rows == values.length ? values : Arrays.copyOf(values, rows));
        }

        @Override
        public ColumnType type() {
            return form.type();
        }
    }

    final class Text implements ColumnFill {

        private final String name;
        private final Dictionary dictionary = new Dictionary();
        private int[] codes = {};

        Text(String name, int capacity) {
            this.name = name;
            grow(capacity);
        }

        @Override
        public void cell(int row, char[] text, int from, int to) {
            try {
                codes[row] = dictionary.code(text, from, to);
            } catch (Problem p) {
                throw p.remedy(Phrase.of("leave it out with ").with(Setting.DROP, name));
            }
        }

        @Override
        public void grow(int capacity) {
            int old = codes.length;
            codes = Arrays.copyOf(codes, capacity);
            Arrays.fill(codes, old, capacity, TextColumn.MISSING);
        }

        @Override
        public Column column(int rows) {
            return new TextColumn(name, rows == codes.length ? codes : Arrays.copyOf(codes, rows), dictionary.levels());
        }

        @Override
        public ColumnType type() {
            return ColumnType.TEXT;
        }
    }
}
