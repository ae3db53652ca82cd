package dev.halfstep.evaluate;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Predictions and what they are compared with, all in one unit and in row-major order: every target of the first row, then of
 * the next.
 *
 * @param width how many targets
 * @param floats what the float model predicts, if there is one
 * @param rawCodes what output codes would be if they were taken for standardised values, if there are codes
 * @param steps for each target the mean distance between neighbouring output codes, if there are codes
 */
record Measured(int width, double[] predicted, double[] actual, Optional<double[]> floats, Optional<double[]> rawCodes,
        Optional<double[]> steps) {

    /** Scores over the targets {@code from} (included) to {@code to}. */
    Scores scores(int from, int to) {
        var span = new Span(from, to);
        OptionalDouble mean = OptionalDouble.empty();
        OptionalDouble max = OptionalDouble.empty();
        if (floats.isPresent()) {
            mean = OptionalDouble.of(span.meanAbsolute(predicted, floats.get()));
            max = OptionalDouble.of(span.maxAbsolute(predicted, floats.get()));
        }
        return new Scores(span.meanAbsolute(predicted, actual), Math.sqrt(span.meanSquare()), span.r2(),
                rawCodes.map(raw -> OptionalDouble.of(span.meanAbsolute(raw, actual))).orElseGet(OptionalDouble::empty),
                mean, max,
                steps.map(step -> Arrays.stream(step, from, to).average()).orElseGet(OptionalDouble::empty));
    }

    /** Some of the targets. */
    private final class Span {

        private final int from;
        private final int to;

        Span(int from, int to) {
            this.from = from;
            this.to = to;
        }

        private int rows() {
            return actual.length / width;
        }

        double meanAbsolute(double[] a, double[] b) {
            double sum = 0;
            for (int row = 0; row < rows(); row++) {
                for (int t = from; t < to; t++) {
                    sum += Math.abs(a[row * width + t] - b[row * width + t]);
                }
            }
            return sum / rows() / (to - from);
        }

        double maxAbsolute(double[] a, double[] b) {
            double max = 0;
            for (int row = 0; row < rows(); row++) {
                for (int t = from; t < to; t++) {
                    max = Math.max(max, Math.abs(a[row * width + t] - b[row * width + t]));
                }
            }
            return max;
        }

        double meanSquare() {
            double sum = 0;
            for (int row = 0; row < rows(); row++) {
                for (int t = from; t < to; t++) {
                    double d = predicted[row * width + t] - actual[row * width + t];
                    sum += d * d;
                }
            }
            return sum / rows() / (to - from);
        }

        /** The mean over the targets of {@code 1 - squared error / squared distance of the labels from their mean}. */
        double r2() {
            double sum = 0;
            for (int t = from; t < to; t++) {
                sum += r2(t);
            }
            return sum / (to - from);
        }

        private double r2(int t) {
            double mean = 0;
            for (int row = 0; row < rows(); row++) {
                mean += actual[row * width + t];
            }
            mean /= rows();
            double error = 0;
            double spread = 0;
            for (int row = 0; row < rows(); row++) {
                double label = actual[row * width + t];
                double predictedValue = predicted[row * width + t];
                error += (predictedValue - label) * (predictedValue - label);
                spread += (label - mean) * (label - mean);
            }
            return spread == 0 ? Double.NaN : 1 - error / spread;
        }
    }
}
