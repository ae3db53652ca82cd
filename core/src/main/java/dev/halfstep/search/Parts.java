package dev.halfstep.search;

import dev.halfstep.calibrate.Batches;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Calibration rows in two parts: four fifths to quantize on, one fifth to measure on.
 *
 * <p>
 * Every fifth row is measured on rather than the last fifth, because tables are often sorted, by time or by the target: the last
 * rows would then be another kind of rows. The same rows give the same parts.
 *
 * @param all the rows {@code [rows, ...]}
 * @param fitting those to quantize on
 * @param validation every fifth
 * @param validationLabels standardised labels {@code [rows, targets]} of the validation rows, where there are labels
 */
public record Parts(Tensor all, Tensor fitting, Tensor validation, Optional<Tensor> validationLabels) {

    private static final int EVERY = 5;

    /**
     * Divides rows.
     *
     * @param rows {@code [rows, ...]}
     * @param labels standardised {@code [rows, targets]}, if known
     * @throws Problem if there are fewer than five rows, or not as many labels
     */
    public static Parts of(Tensor rows, Optional<Tensor> labels) {
        return of(rows, labels, 1);
    }

    /**
     * Divides rows of which a model may take some together: then every fifth batch is measured on.
     *
     * @param rows {@code [rows, ...]}
     * @param labels standardised {@code [rows, targets]}, if known
     * @throws Problem if there are fewer than five batches, one that is not full, or not as many labels
     */
    public static Parts of(Graph model, Tensor rows, Optional<Tensor> labels) {
        return of(rows, labels, SampleRunner.together(model, () -> List.of(rows)));
    }

    private static Parts of(Tensor rows, Optional<Tensor> labels, int together) {
        int count = count(rows);
        if (count / together < EVERY) {
            throw Problem.of(count + " rows are too few to set some aside for measuring")
                    .remedy("Give at least " + EVERY * together + " rows, better some hundred.");
        }
        SampleRunner.requireWhole(count, together);
        if (labels.isPresent() && count(labels.get()) != count) {
            throw Problem.of("inputs " + rows.shape() + " and labels " + labels.get().shape() + " do not go together");
        }
        return new Parts(rows, part(rows, together, false), part(rows, together, true),
                labels.map(all -> part(all, together, true)));
    }

    /** A single number is not a row. */
    private static int count(Tensor tensor) {
        return tensor.shape().rank() == 0 ? 0 : tensor.shape().extent(0);
    }

    private static Tensor part(Tensor rows, int together, boolean validation) {
        return (Tensor) Batches.some(rows, together, batch -> (batch % EVERY == EVERY - 1) == validation);
    }

    /** How many rows are quantized on. */
    public int fittingRows() {
        return count(fitting);
    }

    /** How many rows are measured on. */
    public int validationRows() {
        return count(validation);
    }
}
