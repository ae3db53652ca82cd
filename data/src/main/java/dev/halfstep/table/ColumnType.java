package dev.halfstep.table;

/** What the cells of a column are. */
public enum ColumnType {
    /** Finite numbers. */
    NUMERIC,
    /** Texts, of which usually few differ: categories. */
    TEXT,
    /** Points in time, held as the number of days since the first of January 1970, with the time of day as a fraction. */
    DATE
}
