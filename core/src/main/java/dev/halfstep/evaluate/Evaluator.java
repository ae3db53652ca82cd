package dev.halfstep.evaluate;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Scores models on the same rows: against the labels, and against the float model where there is one. */
public final class Evaluator {

    private static final Decoder STANDARDISED = (target, standardised) -> standardised;

    private final Tensor inputs;
    private final Tensor labels;
    private final double[] labelsInUnits;
    private final int width;
    private final Decoder decoder;
    private final Optional<Tensor> reference;

    private Evaluator(Tensor inputs, Tensor labels, double[] labelsInUnits, int width, Decoder decoder,
            Optional<Tensor> reference) {
        this.inputs = inputs;
        this.labels = labels;
        this.labelsInUnits = labelsInUnits;
        this.width = width;
        this.decoder = decoder;
        this.reference = reference;
    }

    /**
     * An evaluator on labelled rows whose standardised values are in proportion to values in units.
     *
     * @param inputs real values {@code [rows, features]}
     * @param labels standardised labels {@code [rows, targets]}
     * @param units for each target, how many of its own units make one standardised unit
     * @throws Problem if there are no rows, or the shapes do not go together
     */
    public static Evaluator on(Tensor inputs, Tensor labels, double[] units) {
        requireFit(inputs, labels, units.length);
        double[] factors = units.clone();
        Decoder decoder = (target, standardised) -> standardised * factors[target];
        return new Evaluator(inputs, labels, decoder.inUnits(labels, units.length), units.length, decoder,
                Optional.empty());
    }

    /**
     * An evaluator on labelled rows.
     *
     * @param inputs real values {@code [rows, features]}
     * @param labels standardised labels {@code [rows, targets]}
     * @param labelsInUnits the same labels in the targets' own units, in the same order
     * @param decoder how predictions become values in units
     * @throws Problem if there are no rows, or the shapes do not go together
     */
    public static Evaluator on(Tensor inputs, Tensor labels, double[] labelsInUnits, Decoder decoder) {
        int targets = labels.values().length / Math.max(1, rows(labels));
        requireFit(inputs, labels, targets);
        if (labelsInUnits.length != labels.values().length) {
            throw Problem.of("labels " + labels.shape() + " and " + labelsInUnits.length
                    + " labels in units do not go together");
        }
        return new Evaluator(inputs, labels, labelsInUnits.clone(), targets, decoder, Optional.empty());
    }

    private static void requireFit(Tensor inputs, Tensor labels, int targets) {
        int rows = rows(labels);
        if (rows == 0) {
            throw Problem.of("there are no rows to evaluate");
        }
        if (rows(inputs) != rows || labels.values().length != rows * targets) {
            throw Problem.of("inputs " + inputs.shape() + ", labels " + labels.shape() + " and " + targets
                    + " targets do not go together");
        }
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
        return new Evaluator(inputs, labels, labelsInUnits, width, decoder, Optional.of(values));
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
        Measured inUnits = measured(prediction, domain, labelsInUnits, decoder);
        Measured standardised = measured(prediction, domain, STANDARDISED.inUnits(labels, width), STANDARDISED);
        List<Scores> byTarget = new ArrayList<>();
        for (int t = 0; t < width; t++) {
            byTarget.add(inUnits.scores(t, t + 1));
        }
        return new Evaluation(rows(labels), inUnits.scores(0, width), standardised.scores(0, width), byTarget,
                prediction.clippedInputs().cardinality(), clippedOutputs(prediction, domain));
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
                clipped.set(i / width);
            }
        }
        clipped.and(prediction.endOutputs());
        return clipped.cardinality();
    }

    private Measured measured(Predictor.Prediction prediction, Optional<Domain> domain, double[] actual, Decoder into) {
        return new Measured(width, into.inUnits(prediction.values(), width), actual,
                reference.map(values -> into.inUnits(values, width)),
                prediction.codes().map(codes -> rawCodes(codes, into)), domain.map(d -> steps(d, into)));
    }

    /** What one gets who takes codes for values. Nothing else in Halfstep computes with bare codes as if real. */
    private double[] rawCodes(Codes codes, Decoder into) {
        var raw = new double[labels.values().length];
        int copies = codes.shape().elements() / raw.length;
        for (int i = 0; i < raw.length; i++) {
            double sum = 0;
            for (int c = 0; c < copies; c++) {
                sum += codes.rawCode(i * copies + c);
            }
            raw[i] = into.inUnits(i % width, (float) (sum / copies));
        }
        return raw;
    }

    /** The mean distance of neighbouring codes, over all codes: where values are bent, each distance is another. */
    private double[] steps(Domain domain, Decoder into) {
        var steps = new double[width];
        for (int t = 0; t < width; t++) {
            double span = into.inUnits(t, domain.max()) - into.inUnits(t, domain.min());
            steps[t] = domain.step() * (span / ((double) domain.max() - domain.min()));
        }
        return steps;
    }
}
