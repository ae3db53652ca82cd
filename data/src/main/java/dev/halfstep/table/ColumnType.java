package dev.halfstep.table;

/** What the cells of a column are. */
public enum ColumnType {
    /** Finite numbers. */
    NUMERIC,
    /** Texts, of which usually few differ: categories. */
    TEXT
}
