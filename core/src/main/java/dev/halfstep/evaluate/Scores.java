package dev.halfstep.evaluate;

import java.util.OptionalDouble;

/**
 * The errors of a model, all in one unit: that of the target, or standardised. With several targets, each figure is taken over
 * all values of all targets.
 *
 * @param mae mean absolute error against the labels
 * @param rmse root of the mean squared error against the labels
 * @param r2 coefficient of determination, without unit: the mean over the targets; not a number where labels are constant
 * @param maeOfRawCodes what {@code mae} would seem to be if output codes were taken for values; empty where the model gives no
 *        codes
 * @param meanAbsDiff mean absolute deviation from the float model
 * @param maxAbsDiff largest absolute deviation from the float model
 * @param outputStep distance between neighbouring output codes: the mean over the targets, and where a target's values are not
 *        in proportion to standardised ones, over all codes; empty where the output is computed in float
 */
public record Scores(double mae, double rmse, double r2, OptionalDouble maeOfRawCodes, OptionalDouble meanAbsDiff,
        OptionalDouble maxAbsDiff, OptionalDouble outputStep) {

    /** The mean deviation from the float model in output steps: to be asked of standardised scores, where all steps are alike. */
    public OptionalDouble meanSteps() {
        return ratio(meanAbsDiff, outputStep);
    }

    /** The largest deviation from the float model in output steps; see {@link #meanSteps()}. */
    public OptionalDouble maxSteps() {
        return ratio(maxAbsDiff, outputStep);
    }

    private static OptionalDouble ratio(OptionalDouble numerator, OptionalDouble denominator) {
        return numerator.isPresent() && denominator.isPresent()
                ? OptionalDouble.of(numerator.getAsDouble() / denominator.getAsDouble())
                : OptionalDouble.empty();
    }
}
