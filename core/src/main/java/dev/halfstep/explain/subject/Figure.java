package dev.halfstep.explain.subject;

/**
 * One quantity in two units.
 *
 * @param inUnits in the targets' own unit, or its square
 * @param standardised in the unit that the network was trained in, or its square
 */
public record Figure(double inUnits, double standardised) {

    public static final Figure ZERO = new Figure(0, 0);

    /** The sum of two figures of a kind. */
    public Figure plus(Figure other) {
        return new Figure(inUnits + other.inUnits, standardised + other.standardised);
    }
}
