package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;

/**
 * Standardisation: {@code (value - mean) / deviation}, with the population deviation, as scikit-learn's
 * {@code StandardScaler}.
 *
 * @param name of the feature or target
 * @param mean finite
 * @param deviation finite, above 0
 */
public record Scaling(String name, double mean, double deviation) {

    public Scaling {
        check(name, mean, deviation);
    }

    static void check(String name, double mean, double deviation) {
        if (!Double.isFinite(mean) || !(deviation > 0) || Double.isInfinite(deviation)) {
            throw Problem
                    .of(Quoted.of(name) + " cannot be standardised with mean " + mean + " and deviation " + deviation);
        }
    }

    /** A value in standardised units, as the network takes it. */
    public float standardise(double value) {
        return (float) ((value - mean) / deviation);
    }

    /** A standardised value in its own unit. */
    public double inUnits(double standardised) {
        return standardised * deviation + mean;
    }
}
