package dev.halfstep.interpret;

/** What rows and their values are called where a problem names them. */
public interface RowNames {

    /** Counted from 1: {@code row 3}, {@code value 2}. */
    RowNames NUMBERS = new RowNames() {

        @Override
        public String row(int row) {
            return "row " + (row + 1);
        }

        @Override
        public String value(int value) {
            return "value " + (value + 1);
        }
    };

    /** A row, by its index among those that are predicted. */
    String row(int row);

    /** One of a row's values, by its index in it. */
    String value(int value);
}
