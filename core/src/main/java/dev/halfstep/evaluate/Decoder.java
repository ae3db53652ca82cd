package dev.halfstep.evaluate;

/** How standardised values, as networks predict them, become values in the targets' own units. */
@FunctionalInterface
public interface Decoder {

    /**
     * A value in its target's unit: the larger the standardised value, the larger.
     *
     * @param target by its index
     */
    double inUnits(int target, float standardised);
}
