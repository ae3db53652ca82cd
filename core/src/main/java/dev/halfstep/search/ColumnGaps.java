package dev.halfstep.search;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.OptionalDouble;

/** Adds up how far the columns of an output, along its last axis, are from the float model's. */
final class ColumnGaps {

    private double[] deviations = new double[0];
    private double largest;
    private long values;
    /** The float model's first value of each column, which sums are taken from so that they keep their digits. */
    private double[] first = new double[0];
    private double[] sums = new double[0];
    private double[] squares = new double[0];

    void add(Tensor expected, Tensor actual) {
        float[] wanted = expected.values();
        float[] given = actual.values();
        if (wanted.length != given.length) {
            throw Problem.model("the models give " + expected.shape() + " and " + actual.shape())
                    .remedy("Compare a model with the float model that it was made from.");
        }
        if (wanted.length == 0) {
            return;
        }
        int width = expected.shape().rank() < 2 ? 1 : expected.shape().lastExtent();
        start(wanted, width);
        for (int i = 0; i < wanted.length; i++) {
            int column = i % width;
            double off = Math.abs((double) given[i] - wanted[i]);
            deviations[column] += off;
            largest = Math.max(largest, off);
            double distance = wanted[i] - first[column];
            sums[column] += distance;
            squares[column] += distance * distance;
        }
        values += wanted.length;
    }

    private void start(float[] wanted, int width) {
        if (first.length == 0) {
            deviations = new double[width];
            sums = new double[width];
            squares = new double[width];
            first = new double[width];
            for (int c = 0; c < width; c++) {
                first[c] = wanted[c];
            }
        }
    }

    OutputGap gap(String name, OptionalDouble step) {
        double rows = (double) values / Math.max(1, first.length);
        double all = 0;
        var shares = new ArrayList<Double>();
        for (int c = 0; c < first.length; c++) {
            all += deviations[c];
            double mean = sums[c] / rows;
            double spread = Math.sqrt(Math.max(0, squares[c] / rows - mean * mean));
            if (spread > 0) {
                shares.add(deviations[c] / rows / spread);
            }
        }
        return new OutputGap(name, values, all / Math.max(1, values), largest, shares, step);
    }
}
