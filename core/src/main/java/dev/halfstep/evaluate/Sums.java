package dev.halfstep.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sums over blocks of rows in one unit, row by row in their order, so that they are the same, to the last bit, wherever blocks end.
 */
final class Sums {

    private final int width;
    private final double[] means;
    /** First over all targets, then over each. */
    private final List<Span> spans = new ArrayList<>();
    private final double[] errors;
    private final double[] spreads;
    private long rows;
    private Optional<double[]> steps = Optional.empty();

    /** @param means of the labels, by target */
    Sums(double[] means) {
        width = means.length;
        this.means = means;
        errors = new double[width];
        spreads = new double[width];
        spans.add(new Span(0, width));
        for (int t = 0; t < width; t++) {
            spans.add(new Span(t, t + 1));
        }
    }

    void add(Measured block) {
        rows += block.actual().length / width;
        steps = block.steps();
        spans.forEach(span -> span.add(block));
        for (int i = 0; i < block.actual().length; i++) {
            double label = block.actual()[i];
            double error = block.predicted()[i] - label;
            double distance = label - means[i % width];
            errors[i % width] += error * error;
            spreads[i % width] += distance * distance;
        }
    }

    /** Over all targets. */
    Scores all() {
        return spans.getFirst().scores();
    }

    /** Over each target. */
    List<Scores> byTarget() {
        return spans.stream().skip(1).map(Span::scores).toList();
    }

    /** Some of the targets. */
    private final class Span {

        private final int from;
        private final int to;
        private double absolute;
        private double square;
        private Optional<double[]> raw = Optional.empty();
        private Optional<double[]> difference = Optional.empty();

        Span(int from, int to) {
            this.from = from;
            this.to = to;
        }

        void add(Measured block) {
            double[] predicted = block.predicted();
            double[] actual = block.actual();
            for (int row = 0; row < actual.length; row += width) {
                for (int i = row + from; i < row + to; i++) {
                    double d = predicted[i] - actual[i];
                    absolute += Math.abs(d);
                    square += d * d;
                }
            }
            raw = block.rawCodes().map(codes -> absolute(raw, codes, actual));
            difference = block.floats().map(floats -> absolute(difference, predicted, floats));
        }

        /** The sum and the largest of absolute differences, after those that were seen before. */
        private double[] absolute(Optional<double[]> before, double[] a, double[] b) {
            double sum = before.map(sums -> sums[0]).orElse(0.0);
            double max = before.map(sums -> sums[1]).orElse(0.0);
            for (int row = 0; row < a.length; row += width) {
                for (int i = row + from; i < row + to; i++) {
                    double d = Math.abs(a[i] - b[i]);
                    sum += d;
                    max = Math.max(max, d);
                }
            }
            return new double[] {sum, max};
        }

        Scores scores() {
            return new Scores(mean(absolute), Math.sqrt(mean(square)), r2(), optional(raw.map(sums -> mean(sums[0]))),
                    optional(difference.map(sums -> mean(sums[0]))), optional(difference.map(sums -> sums[1])),
                    steps.map(step -> Arrays.stream(step, from, to).average()).orElseGet(OptionalDouble::empty));
        }

        private double mean(double sum) {
            return sum / rows / (to - from);
        }

        private static OptionalDouble optional(Optional<Double> value) {
            return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
        }

        /** The mean over the targets of {@code 1 - squared error / squared distance of the labels from their mean}. */
        private double r2() {
            double sum = 0;
            for (int t = from; t < to; t++) {
                sum += spreads[t] == 0 ? Double.NaN : 1 - errors[t] / spreads[t];
            }
            return sum / (to - from);
        }
    }
}
