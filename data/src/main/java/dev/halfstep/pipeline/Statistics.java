package dev.halfstep.pipeline;

import java.util.function.IntToDoubleFunction;

/** Mean and population deviation of some values, in two passes. */
record Statistics(double mean, double deviation, boolean isConstant) {

    static Statistics of(int[] rows, IntToDoubleFunction value) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int row : rows) {
            double v = value.applyAsDouble(row);
            sum += v / rows.length;
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        double squares = 0;
        for (int row : rows) {
            double d = value.applyAsDouble(row) - sum;
            squares += d * d / rows.length;
        }
        return min == max ? new Statistics(min, 0, true) : new Statistics(sum, Math.sqrt(squares), false);
    }
}
