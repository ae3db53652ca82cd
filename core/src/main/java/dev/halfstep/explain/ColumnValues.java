package dev.halfstep.explain;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The values of one feature or target over all rows.
 *
 * @param standardised in the unit that the network was trained in, at least one; not a copy
 * @param inUnits takes such a value into the column's own unit: the larger the one, the larger the other
 */
record ColumnValues(String name, float[] standardised, DoubleUnaryOperator inUnits) {

    /** The column of an array in row-major order. */
    static ColumnValues of(String name, float[] rows, int width, int column, DoubleUnaryOperator inUnits) {
        var values = new float[rows.length / width];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows[row * width + column];
        }
        return new ColumnValues(name, values, inUnits);
    }

    int rows() {
        return standardised.length;
    }

    double smallest() {
        double smallest = Double.POSITIVE_INFINITY;
        for (float value : standardised) {
            smallest = Math.min(smallest, value);
        }
        return smallest;
    }

    double largest() {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : standardised) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** At most so many of the rows, evenly spread. */
    ColumnValues sample(int most) {
        if (rows() <= most) {
            return this;
        }
        var some = new float[most];
        for (int i = 0; i < most; i++) {
            some[i] = standardised[(int) ((long) i * rows() / most)];
        }
        return new ColumnValues(name, some, inUnits);
    }

    /** The mean squared error of codes, in the column's own unit squared. */
    Cost cost(Coding coding) {
        double rounding = 0;
        double clipping = 0;
        for (float value : standardised) {
            double error = inUnits.applyAsDouble(coding.coded(value)) - inUnits.applyAsDouble(value);
            if (coding.clips(value)) {
                clipping += error * error;
            } else {
                rounding += error * error;
            }
        }
        return new Cost(rounding / rows(), clipping / rows());
    }

    /** The mean squared error of codes in the network's unit. */
    double standardisedCost(Coding coding) {
        double sum = 0;
        for (float value : standardised) {
            double error = coding.coded(value) - value;
            sum += error * error;
        }
        return sum / rows();
    }

    /** The values in ascending order, each once. */
    float[] distinct() {
        float[] sorted = standardised.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (float value : sorted) {
            if (count == 0 || value != sorted[count - 1]) {
                sorted[count++] = value;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    /**
     * Mean squared errors.
     *
     * @param rounding of values within the range
     * @param clipping of values beyond it
     */
    record Cost(double rounding, double clipping) {

        double total() {
            return rounding + clipping;
        }
    }
}
