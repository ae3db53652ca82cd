package dev.halfstep.table;

import dev.halfstep.problem.Quoted;
import java.util.List;

/** A column of texts, held as codes into the list of its different texts. */
public final class TextColumn implements Column {

    /** The code of a cell that has no value. */
    public static final int MISSING = -1;

    private final String name;
    private final int[] codes;
    private final List<String> levels;
    private final int missingCount;

    /** Takes over the array; every code is {@link #MISSING} or an index into {@code levels}. */
    public TextColumn(String name, int[] codes, List<String> levels) {
        this.name = name;
        this.codes = codes;
        this.levels = List.copyOf(levels);
        int missing = 0;
        for (int code : codes) {
            if (code == MISSING) {
                missing++;
            }
        }
        this.missingCount = missing;
    }

    /**
     * The index of the row's text in {@link #levels}, or {@link #MISSING}.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public int code(int row) {
        return codes[row];
    }

    /** The different texts in order of first appearance; none is empty. */
    public List<String> levels() {
        return levels;
    }

    /**
     * The text in a row, without surrounding spaces and with line ends within it as {@code \n}.
     *
     * @throws IllegalStateException if the cell {@linkplain #isMissing is missing}
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public String value(int row) {
        int code = codes[row];
        if (code == MISSING) {
            throw new IllegalStateException("column " + Quoted.of(name) + " has no value in row " + row);
        }
        return levels.get(code);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rowCount() {
        return codes.length;
    }

    @Override
    public boolean isMissing(int row) {
        return codes[row] == MISSING;
    }

    @Override
    public int missingCount() {
        return missingCount;
    }

    @Override
    public String toString() {
        return "text column " + Quoted.of(name) + ", " + codes.length + " rows, " + levels.size() + " different texts, "
                + missingCount + " missing";
    }
}
