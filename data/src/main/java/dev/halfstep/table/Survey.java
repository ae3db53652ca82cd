package dev.halfstep.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What reading a whole table shows, apart from its cells: found in memory that does not grow with the number of rows.
 */
public final class Survey {

    private final String digest;
    private final long rows;
    private final @Nullable ColumnType[] types;

    public Survey(String digest, long rows, @Nullable ColumnType[] types) {
        this.digest = digest;
        this.rows = rows;
        this.types = types.clone();
    }

    /** What {@link Table#digest} says of the table. */
    public String digest() {
        return digest;
    }

    /** At least 1. */
    public long rows() {
        return rows;
    }

    /** By column of the file; null for those that are not read. */
    @Nullable
    public ColumnType[] types() {
        return types.clone();
    }

    @Override
    public String toString() {
        return rows + " rows, columns " + Arrays.toString(types);
    }
}
