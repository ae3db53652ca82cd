package dev.halfstep.evaluate;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.interpret.RowNames;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import java.util.BitSet;
import java.util.Optional;

/** Runs a model on blocks of labelled rows; to be used by one thread. What it measures is added up by a {@link Tally}. */
public final class Meter {

    private static final Decoder STANDARDISED = (target, standardised) -> standardised;

    private final Predictor predictor;
    private final Decoder decoder;

    private Meter(Predictor predictor, Decoder decoder) {
        this.predictor = predictor;
        this.decoder = decoder;
    }

    /**
     * A meter for a model.
     *
     * @param decoder how predictions become values in units
     * @throws Problem if the model cannot be run
     */
    public static Meter of(Graph model, Decoder decoder) {
        return new Meter(Predictor.of(model), decoder);
    }

    /** Another meter for the same model, to be used by another thread. It shares weights and all that was prepared. */
    public Meter copy() {
        return new Meter(predictor.copy(), decoder);
    }

    /** What a model made of a block. */
    public static final class Measurement {

        private final Measured inUnits;
        private final Measured standardised;
        private final int rows;
        private final int clippedInputs;
        private final int clippedOutputs;

        Measurement(Measured inUnits, Measured standardised, int rows, int clippedInputs, int clippedOutputs) {
            this.inUnits = inUnits;
            this.standardised = standardised;
            this.rows = rows;
            this.clippedInputs = clippedInputs;
            this.clippedOutputs = clippedOutputs;
        }

        Measured inUnits() {
            return inUnits;
        }

        Measured standardised() {
            return standardised;
        }

        int rows() {
            return rows;
        }

        int clippedInputs() {
            return clippedInputs;
        }

        int clippedOutputs() {
            return clippedOutputs;
        }
    }

    /**
     * What the model predicts for rows, standardised.
     *
     * @throws Problem if the model takes or gives other shapes or what is not finite, or cannot be run
     */
    public Tensor predict(Labelled rows) {
        return predict(rows, RowNames.NUMBERS);
    }

    /**
     * The same.
     *
     * @param names of the rows and their values, for problems
     * @throws Problem if the model takes or gives other shapes or what is not finite, or cannot be run
     */
    public Tensor predict(Labelled rows, RowNames names) {
        return prediction(rows, names).values();
    }

    private Predictor.Prediction prediction(Labelled rows, RowNames names) {
        Predictor.Prediction prediction = predictor.predict(rows.inputs(), names);
        if (prediction.values().values().length != rows.labels().values().length) {
            throw Problem
                    .model("the model gives " + prediction.values().shape() + " for labels " + rows.labels().shape());
        }
        return prediction;
    }

    /**
     * Runs the model on some rows.
     *
     * @param reference what the float model predicts for them, if there is one
     * @throws Problem if the model takes or gives other shapes or what is not finite, or cannot be run
     */
    public Measurement measure(Labelled rows, Optional<Tensor> reference) {
        return measure(rows, reference, RowNames.NUMBERS);
    }

    /**
     * The same.
     *
     * @param reference what the float model predicts for them, if there is one
     * @param names of the rows and their values, for problems
     * @throws Problem if the model takes or gives other shapes or what is not finite, or cannot be run
     */
    public Measurement measure(Labelled rows, Optional<Tensor> reference, RowNames names) {
        Predictor.Prediction prediction = prediction(rows, names);
        int width = rows.width();
        double[] labels = STANDARDISED.inUnits(rows.labels(), width);
        return new Measurement(measured(prediction, rows.labelsInUnits(), reference, width, decoder),
                measured(prediction, labels, reference, width, STANDARDISED), rows.rows(),
                prediction.clippedInputs().cardinality(), clippedOutputs(prediction, reference, width));
    }

    private int clippedOutputs(Predictor.Prediction prediction, Optional<Tensor> reference, int width) {
        Optional<Domain> domain = predictor.output().domain();
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

    private Measured measured(Predictor.Prediction prediction, double[] actual, Optional<Tensor> reference, int width,
            Decoder into) {
        return new Measured(width, into.inUnits(prediction.values(), width), actual,
                reference.map(values -> into.inUnits(values, width)),
                prediction.codes().map(codes -> rawCodes(codes, actual.length, width, into)),
                predictor.output().domain().map(domain -> steps(domain, width, into)));
    }

    /** What one gets who takes codes for values. Nothing else in Halfstep computes with bare codes as if real. */
    private static double[] rawCodes(Codes codes, int values, int width, Decoder into) {
        var raw = new double[values];
        int copies = codes.shape().elements() / values;
        for (int i = 0; i < values; i++) {
            double sum = 0;
            for (int c = 0; c < copies; c++) {
                sum += codes.rawCode(i * copies + c);
            }
            raw[i] = into.inUnits(i % width, (float) (sum / copies));
        }
        return raw;
    }

    /** The mean distance of neighbouring codes, over all codes: where values are bent, each distance is another. */
    private static double[] steps(Domain domain, int width, Decoder into) {
        var steps = new double[width];
        for (int t = 0; t < width; t++) {
            double span = into.inUnits(t, domain.max()) - into.inUnits(t, domain.min());
            steps[t] = domain.step() * (span / ((double) domain.max() - domain.min()));
        }
        return steps;
    }
}
