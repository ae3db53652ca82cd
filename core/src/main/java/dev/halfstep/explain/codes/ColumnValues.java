package dev.halfstep.explain.codes;

import dev.halfstep.explain.subject.Units;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The values of one feature or target over all rows.
 *
 * @param standardised in the unit that the network was trained in, at least one; not a copy
 * @param inUnits takes such a value into the column's own unit: the larger the one, the larger the other
 * @param linear whether differences in the two units are in proportion
 */
record ColumnValues(String name, float[] standardised, DoubleUnaryOperator inUnits, boolean linear) {

    /** A feature's column of rows in row-major order. */
    static ColumnValues of(Units.Feature feature, float[] rows, int width, int column) {
        return new ColumnValues(feature.name(), column(rows, width, column), feature::inUnits, true);
    }

    /** A target's column of predictions in row-major order. */
    static ColumnValues of(Units units, int target, float[] rows) {
        return new ColumnValues(units.targets().get(target), column(rows, units.targets().size(), target),
                value -> units.decoder().inUnits(target, (float) value), false);
    }

    private static float[] column(float[] rows, int width, int column) {
        var values = new float[rows.length / width];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows[row * width + column];
        }
        return values;
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
        return new ColumnValues(name, some, inUnits, linear);
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
        return coding.squaredError(standardised) / rows();
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
