package dev.halfstep.table;

/** One column of a {@link Table}: immutable, with rows numbered from 0. */
public sealed interface Column permits NumericColumn, TextColumn {

    /** The name from the file's header, without surrounding spaces. */
    String name();

    int rowCount();

    /**
     * Whether the cell has no value: it was empty, or one of {@link ReadOptions#missing}.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    boolean isMissing(int row);

    int missingCount();

    default ColumnType type() {
        return switch (this) {
            case NumericColumn numbers -> ColumnType.NUMERIC;
            case TextColumn texts -> ColumnType.TEXT;
        };
    }
}
