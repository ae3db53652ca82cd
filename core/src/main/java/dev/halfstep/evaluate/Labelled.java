package dev.halfstep.evaluate;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;

/**
 * Rows with labels.
 *
 * @param inputs real values {@code [rows, features]}
 * @param labels standardised labels {@code [rows, targets]}
 * @param labelsInUnits the same labels in the targets' own units, in the same order; not to be changed
 */
public record Labelled(Tensor inputs, Tensor labels, double[] labelsInUnits) {

    /** @throws Problem if there are no rows, or the shapes do not go together */
    public Labelled {
        int rows = rows(labels);
        if (rows == 0) {
            throw Problem.of("there are no rows to evaluate");
        }
        int targets = labels.values().length / rows;
        if (targets == 0) {
            throw Problem.of("labels of shape " + labels.shape() + " have no values to compare predictions with");
        }
        if (rows(inputs) != rows || labels.values().length != rows * targets) {
            throw Problem.of("inputs " + inputs.shape() + ", labels " + labels.shape() + " and " + targets
                    + " targets do not go together");
        }
        if (labelsInUnits.length != labels.values().length) {
            throw Problem.of("labels " + labels.shape() + " and " + labelsInUnits.length
                    + " labels in units do not go together");
        }
    }

    /** A single number is not a row. */
    private static int rows(Tensor tensor) {
        return tensor.shape().rank() == 0 ? 0 : tensor.shape().extent(0);
    }

    /** At least 1. */
    public int rows() {
        return rows(labels);
    }

    /** How many targets there are. */
    public int width() {
        return labels.values().length / rows();
    }
}
