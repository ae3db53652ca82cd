package dev.halfstep.train;

import dev.halfstep.problem.Problem;

/**
 * What is to be learned; the arrays are the caller's and are only read.
 *
 * @param x
 *            [rows][features], row-major
 * @param y
 *            [rows][outputs], row-major
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Examples(float[] x, float[] y, int rows, int features, int outputs) {

    /** With fewer rows than this none is held out for validation: it would say nothing. */
    static final int FEWEST_TO_SPLIT = 5;

    /**
     * @throws Problem
     *             if there are no rows, features or outputs, or a value is NaN or infinite
     * @throws IllegalArgumentException
     *             if an array is not of the size that the counts ask for
     */
    Examples {
        if (rows < 1 || features < 1 || outputs < 1) {
            throw Problem.of("there is nothing to learn from: " + rows + " rows of " + features + " features and "
                    + outputs + " targets").remedy("Training needs at least one of each.");
        }
        if (x.length != (long) rows * features || y.length != (long) rows * outputs) {
            throw new IllegalArgumentException(x.length + " inputs and " + y.length + " labels for " + rows
                    + " rows of " + features + " features and " + outputs + " outputs");
        }
        checkFinite(x, features, "feature");
        checkFinite(y, outputs, "target");
    }

    private static void checkFinite(float[] values, int columns, String what) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw Problem.of("the value is " + values[i]).at(what + " " + (i % columns + 1))
                        .at("training row " + (i / columns + 1)).remedy("Drop the row or fill in a number.");
            }
        }
    }

    /**
     * How many rows, counted from the first, are learned from: floor(rows · (1 − share)), as Keras splits. The others
     * are validation rows.
     *
     * @throws Problem
     *             if that would be none
     */
    int trainingRows(double validationShare) {
        if (rows < FEWEST_TO_SPLIT) {
            return rows;
        }
        int training = (int) Math.floor(rows * (1 - validationShare));
        if (training == 0) {
            throw Problem.option("a validation share of " + validationShare + " leaves none of the " + rows
                    + " rows to train on").remedy("Choose a smaller share.");
        }
        return training;
    }
}
