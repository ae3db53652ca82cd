package dev.halfstep.pipeline;

import java.util.Objects;

/**
 * How one target becomes what a network learns, and back: mapped, then standardised.
 *
 * @param name of the column
 * @param mean of the mapped values
 * @param deviation of the mapped values; see {@link Scaling}
 * @param mapping from the target's own unit
 */
public record Target(String name, double mean, double deviation, TargetMapping mapping) {

    /** @throws dev.halfstep.problem.Problem if the mapped values cannot be standardised */
    public Target {
        Objects.requireNonNull(mapping);
        Scaling.check(name, mean, deviation);
    }

    /** A target that a network gives in its own unit. */
    public static Target plain(String name) {
        return new Target(name, 0, 1, new LinearMapping());
    }

    /** The same with another name. */
    public Target named(String other) {
        return new Target(other, mean, deviation, mapping);
    }

    /** How mapped values are standardised. */
    public Scaling scaling() {
        return new Scaling(name, mean, deviation);
    }

    /** A value in the target's unit as the network learns it. */
    public float standardise(double value) {
        return scaling().standardise(mapping.map(value));
    }

    /** A standardised value, as a network predicts it, in the target's unit. */
    public double inUnits(double standardised) {
        return mapping.invert(scaling().inUnits(standardised));
    }
}
