package dev.halfstep.table;

import dev.halfstep.problem.Quoted;
import java.util.Arrays;

/** A column of finite numbers, some of which may be missing. */
public final class NumericColumn implements Column {

    private final String name;
    /** NaN marks a missing cell: no reader lets a NaN through as a value. */
    private final double[] values;
    private final int missingCount;

    /** Takes over the array. */
    public NumericColumn(String name, double[] values) {
        this.name = name;
        this.values = values;
        int missing = 0;
        for (double value : values) {
            if (Double.isNaN(value)) {
                missing++;
            }
        }
        this.missingCount = missing;
    }

    /**
     * The number in a row: finite, and the double nearest to what the file says.
     *
     * @throws IllegalStateException if the cell {@linkplain #isMissing is missing}
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double value(int row) {
        double value = values[row];
        if (Double.isNaN(value)) {
            throw new IllegalStateException("column " + Quoted.of(name) + " has no value in row " + row);
        }
        return value;
    }

    /** The same with a number in place of missing cells. */
    public NumericColumn filled(double number) {
        return missingCount == 0 ? this
                : new NumericColumn(name, Arrays.stream(values).map(v -> Double.isNaN(v) ? number : v).toArray());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rowCount() {
        return values.length;
    }

    @Override
    public boolean isMissing(int row) {
        return Double.isNaN(values[row]);
    }

    @Override
    public int missingCount() {
        return missingCount;
    }

    @Override
    public String toString() {
        return "numeric column " + Quoted.of(name) + ", " + values.length + " rows, " + missingCount + " missing";
    }
}
