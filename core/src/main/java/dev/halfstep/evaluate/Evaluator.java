package dev.halfstep.evaluate;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;

/** Scores models on the same rows, which are in memory: against the labels, and against the float model where there is one. */
public final class Evaluator {

    private final Labelled rows;
    private final LabelMeans means;
    private final Decoder decoder;
    private final Optional<Tensor> reference;

    private Evaluator(Labelled rows, Decoder decoder, Optional<Tensor> reference) {
        this.rows = rows;
        this.decoder = decoder;
        this.reference = reference;
        means = LabelMeans.of(rows);
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
        double[] factors = units.clone();
        Decoder decoder = (target, standardised) -> standardised * factors[target];
        if (labels.shape().rank() > 0 && labels.values().length != (long) labels.shape().extent(0) * units.length) {
            throw Problem.of("labels " + labels.shape() + " and " + units.length + " targets do not go together");
        }
        return new Evaluator(new Labelled(inputs, labels, decoder.inUnits(labels, units.length)), decoder,
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
        return new Evaluator(new Labelled(inputs, labels, labelsInUnits.clone()), decoder, Optional.empty());
    }

    /**
     * This evaluator with a float model that the others are compared with.
     *
     * @throws Problem if the model takes or gives other shapes, or cannot be run
     */
    public Evaluator against(Graph floatModel) {
        return new Evaluator(rows, decoder, Optional.of(Meter.of(floatModel, decoder).predict(rows)));
    }

    /**
     * Runs a model on the rows and scores it.
     *
     * @throws Problem if the model takes or gives other shapes, or cannot be run
     */
    public Evaluation evaluate(Graph model) {
        var tally = new Tally(means);
        tally.add(Meter.of(model, decoder).measure(rows, reference));
        return tally.evaluation();
    }
}
