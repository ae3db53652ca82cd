package dev.halfstep.table;

/** How the cells of a column are written, and so what they are read as. */
public sealed interface CellForm permits NumberForm, DateForm, TextForm {

    /** What they are read as. */
    ColumnType type();

    /**
     * The form of a column of which nothing but its type is known.
     *
     * @throws IllegalArgumentException for dates, which can be written in many ways
     */
    static CellForm plain(ColumnType type) {
        return switch (type) {
            case NUMERIC -> NumberForm.PLAIN;
            case TEXT -> TextForm.TEXT;
            case DATE -> throw new IllegalArgumentException("a date has no plain form");
        };
    }
}
