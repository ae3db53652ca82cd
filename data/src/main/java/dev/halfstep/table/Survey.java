package dev.halfstep.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What reading a whole table shows, apart from its cells: found in memory that does not grow with the number of rows.
 */
public final class Survey {

    private final String digest;
    private final long rows;
    private final @Nullable CellForm[] forms;

    public Survey(String digest, long rows, @Nullable CellForm[] forms) {
        this.digest = digest;
        this.rows = rows;
        this.forms = forms.clone();
    }

    /** What {@link Table#digest} says of the table. */
    public String digest() {
        return digest;
    }

    /** At least 1. */
    public long rows() {
        return rows;
    }

    /** How the cells of each column of the file are written; null for those that are not read. */
    @Nullable
    public CellForm[] forms() {
        return forms.clone();
    }

    @Override
    public String toString() {
        return rows + " rows, columns " + Arrays.toString(forms);
    }
}
