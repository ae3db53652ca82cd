package dev.halfstep.evaluate;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Scores models on the same rows: against the labels, and against the float model where there is one. */
public final class Evaluator {

    private final Tensor inputs;
    private final Tensor labels;
    private final double[] units;
    private final Optional<Tensor> reference;

    private Evaluator(Tensor inputs, Tensor labels, double[] units, Optional<Tensor> reference) {
        this.inputs = inputs;
        this.labels = labels;
        this.units = units;
        this.reference = reference;
    }

    /**
     * An evaluator on labelled rows.
     *
     * @param inputs real values {@code [rows, features]}
     * @param labels standardised labels {@code [rows, targets]}
     * @param units for each target, how many of its own units make one standardised unit
     * @throws Problem if there are no rows, or the shapes do not go together
     */
    public static Evaluator on(Tensor inputs, Tensor labels, double[] units) {
        int rows = rows(labels);
        if (rows == 0) {
            throw Problem.of("there are no rows to evaluate");
        }
        if (rows(inputs) != rows || labels.values().length != rows * units.length) {
            throw Problem.of("inputs " + inputs.shape() + ", labels " + labels.shape() + " and " + units.length
                    + " targets do not go together");
        }
        return new Evaluator(inputs, labels, units.clone(), Optional.empty());
    }

    /** A single number is not a row. */
    private static int rows(Tensor tensor) {
        return tensor.shape().rank() == 0 ? 0 : tensor.shape().extent(0);
    }

    /**
     * This evaluator with a float model that the others are compared with.
     *
     * @throws Problem if the model takes or gives other shapes, or cannot be run
     */
    public Evaluator against(Graph floatModel) {
        Tensor values = Predictor.of(floatModel).predict(inputs).values();
        requireFit(values);
        return new Evaluator(inputs, labels, units, Optional.of(values));
    }

    /**
     * Runs a model on the rows and scores it.
     *
     * @throws Problem if the model takes or gives other shapes, or cannot be run
     */
    public Evaluation evaluate(Graph model) {
        Predictor predictor = Predictor.of(model);
        Predictor.Prediction prediction = predictor.predict(inputs);
        requireFit(prediction.values());
        Optional<Domain> domain = predictor.output().domain();
        var ones = new double[units.length];
        Arrays.fill(ones, 1);
        List<Scores> byTarget = new ArrayList<>();
        for (int t = 0; t < units.length; t++) {
            byTarget.add(scores(prediction, domain, units, t, t + 1));
        }
        return new Evaluation(labels.shape().extent(0), scores(prediction, domain, units, 0, units.length),
                scores(prediction, domain, ones, 0, units.length), byTarget, prediction.clippedInputs().cardinality(),
                clippedOutputs(prediction, domain));
    }

    private void requireFit(Tensor predicted) {
        if (predicted.values().length != labels.values().length) {
            throw Problem.of("the model gives " + predicted.shape() + " for labels " + labels.shape());
        }
    }

    private int clippedOutputs(Predictor.Prediction prediction, Optional<Domain> domain) {
        if (reference.isEmpty() || domain.isEmpty()) {
            return prediction.endOutputs().cardinality();
        }
        float[] values = reference.get().values();
        var clipped = new BitSet();
        for (int i = 0; i < values.length; i++) {
            if (domain.get().clips(values[i])) {
                clipped.set(i / units.length);
            }
        }
        clipped.and(prediction.endOutputs());
        return clipped.cardinality();
    }

    /** Scores over the targets {@code from} (included) to {@code to}. */
    private Scores scores(Predictor.Prediction prediction, Optional<Domain> domain, double[] unit, int from, int to) {
        var span = new Span(units.length, from, to, unit);
        float[] predicted = prediction.values().values();
        float[] actual = labels.values();
        double mae = span.meanAbsolute(i -> (double) predicted[i] - actual[i]);
        double rmse = Math.sqrt(span.meanSquare(i -> (double) predicted[i] - actual[i]));
        OptionalDouble raw = prediction.codes().map(codes -> OptionalDouble.of(rawCodes(span, codes)))
                .orElseGet(OptionalDouble::empty);
        OptionalDouble mean = OptionalDouble.empty();
        OptionalDouble max = OptionalDouble.empty();
        if (reference.isPresent()) {
            float[] floats = reference.get().values();
            mean = OptionalDouble.of(span.meanAbsolute(i -> (double) predicted[i] - floats[i]));
            max = OptionalDouble.of(span.maxAbsolute(i -> (double) predicted[i] - floats[i]));
        }
        OptionalDouble step = domain.map(d -> OptionalDouble.of(d.step() * span.meanUnit()))
                .orElseGet(OptionalDouble::empty);
        return new Scores(mae, rmse, span.r2(predicted, actual), raw, mean, max, step);
    }

    /** The error that one sees who takes codes for values. Nothing else in Halfstep computes with bare codes as if real. */
    private double rawCodes(Span span, Codes codes) {
        float[] actual = labels.values();
        int copies = codes.shape().elements() / actual.length;
        return span.meanAbsolute(i -> {
            double sum = 0;
            for (int c = 0; c < copies; c++) {
                sum += codes.rawCode(i * copies + c);
            }
            return sum / copies - actual[i];
        });
    }

    @FunctionalInterface
    private interface Difference {
        double at(int index);
    }

    /** Some of the targets' columns in row-major arrays, with a unit for each. */
    private final class Span {

        private final int width;
        private final int from;
        private final int to;
        private final double[] unit;

        Span(int width, int from, int to, double[] unit) {
            this.width = width;
            this.from = from;
            this.to = to;
            this.unit = unit;
        }

        private int rows() {
            return labels.shape().extent(0);
        }

        double meanAbsolute(Difference difference) {
            double sum = 0;
            for (int row = 0; row < rows(); row++) {
                for (int t = from; t < to; t++) {
                    sum += Math.abs(difference.at(row * width + t)) * unit[t];
                }
            }
            return sum / rows() / (to - from);
        }

        double maxAbsolute(Difference difference) {
            double max = 0;
            for (int row = 0; row < rows(); row++) {
                for (int t = from; t < to; t++) {
                    max = Math.max(max, Math.abs(difference.at(row * width + t)) * unit[t]);
                }
            }
            return max;
        }

        double meanSquare(Difference difference) {
            double sum = 0;
            for (int row = 0; row < rows(); row++) {
                for (int t = from; t < to; t++) {
                    double d = difference.at(row * width + t) * unit[t];
                    sum += d * d;
                }
            }
            return sum / rows() / (to - from);
        }

        double meanUnit() {
            return Arrays.stream(unit, from, to).average().orElseThrow();
        }

        /** The mean over the targets of {@code 1 - squared error / squared distance of the labels from their mean}. */
        double r2(float[] predicted, float[] actual) {
            double sum = 0;
            for (int t = from; t < to; t++) {
                sum += r2(predicted, actual, t);
            }
            return sum / (to - from);
        }

        private double r2(float[] predicted, float[] actual, int t) {
            double mean = 0;
            for (int row = 0; row < rows(); row++) {
                mean += actual[row * width + t];
            }
            mean /= rows();
            double error = 0;
            double spread = 0;
            for (int row = 0; row < rows(); row++) {
                double label = actual[row * width + t];
                error += (predicted[row * width + t] - label) * (predicted[row * width + t] - label);
                spread += (label - mean) * (label - mean);
            }
            return spread == 0 ? Double.NaN : 1 - error / spread;
        }
    }
}
