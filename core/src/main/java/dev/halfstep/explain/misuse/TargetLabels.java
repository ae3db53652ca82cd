package dev.halfstep.explain.misuse;

import java.util.Arrays;

/** The labels of one target, row by row, with what does not depend on what is compared with them. */
final class TargetLabels {

    private final double[] labels;
    private final double mean;
    /** The sum of squared differences from the mean. */
    private final double spread;
    private final double[] sorted;
    /** The sums of the smallest labels, from none on. */
    private final double[] sums;

    TargetLabels(double[] labels) {
        this.labels = labels;
        mean = Arrays.stream(labels).average().orElse(0);
        spread = Arrays.stream(labels).map(label -> (label - mean) * (label - mean)).sum();
        sorted = labels.clone();
        Arrays.sort(sorted);
        sums = new double[labels.length + 1];
        for (int i = 0; i < labels.length; i++) {
            sums[i + 1] = sums[i] + sorted[i];
        }
    }

    /** @param r2 not a number where labels are constant, or where nobody would compute it */
    record Errors(double mae, double rmse, double r2) {}

    /** The errors of a value for each row. */
    Errors errors(double[] values) {
        double absolute = 0;
        double squared = 0;
        for (int row = 0; row < labels.length; row++) {
            double error = values[row] - labels[row];
            absolute += Math.abs(error);
            squared += error * error;
        }
        return new Errors(absolute / labels.length, Math.sqrt(squared / labels.length),
                spread > 0 ? 1 - squared / spread : Double.NaN);
    }

    /** The errors if each value is compared with the labels of all rows. */
    Errors errorsOfAllPairs(double[] values) {
        double absolute = 0;
        double squared = 0;
        for (double value : values) {
            absolute += distance(value);
            squared += (value - mean) * (value - mean) + spread / labels.length;
        }
        return new Errors(absolute / values.length, Math.sqrt(squared / values.length), Double.NaN);
    }

    /** The mean distance of a value from all labels. */
    private double distance(double value) {
        int found = Arrays.binarySearch(sorted, value);
        int below = found < 0 ? -found - 1 : found;
        int count = sorted.length;
        double above = sums[count] - sums[below] - (count - below) * value;
        return (below * value - sums[below] + above) / count;
    }
}
