package dev.halfstep.table.scan;

import java.util.Arrays;

/**
 * On which line of the file the record of each row starts. Rows and lines run in step except where a record spans lines
 * or a line is blank, so only those steps are kept.
 */
public final class LineIndex {

    /** Rows at which the distance between row and line changes, and the line of each. */
    private int[] rows = new int[4];
    private long[] lines = new long[4];
    private int steps;

    /** Rows must be added in order. */
    void add(int row, long line) {
        if (steps > 0 && line - row == lines[steps - 1] - rows[steps - 1]) {
            return;
        }
        if (steps == rows.length) {
            rows = Arrays.copyOf(rows, 2 * steps);
            lines = Arrays.copyOf(lines, 2 * steps);
        }
        rows[steps] = row;
        lines[steps] = line;
        steps++;
    }

    public long line(int row) {
        int found = Arrays.binarySearch(rows, 0, steps, row);
        int step = found >= 0 ? found : -found - 2;
        return lines[step] + (row - rows[step]);
    }
}
