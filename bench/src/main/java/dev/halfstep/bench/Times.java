package dev.halfstep.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Several measurements of one thing, in any unit.
 *
 * @param sorted at least one, in ascending order
 */
record Times(double[] sorted) {

    static Times of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Times(sorted);
    }

    /** These and others. */
    Times and(Times others) {
        return of(DoubleStream.concat(Arrays.stream(sorted), Arrays.stream(others.sorted)));
    }

    double min() {
        return sorted[0];
    }

    double median() {
        return quantile(0.5);
    }

    /** The interquartile range as a part of the median: the noise. */
    double noise() {
        return (quantile(0.75) - quantile(0.25)) / median();
    }

    /** Between two neighbours in proportion, as numpy does. */
    private double quantile(double part) {
        double position = part * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
