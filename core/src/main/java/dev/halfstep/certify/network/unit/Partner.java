package dev.halfstep.certify.network.unit;

/**
 * Which float units the units of an integer layer stand for: with {@code R} what a float unit gives, or the sum before its activation,
 * the integer one gives {@code g R + d} code steps, with a small {@code d}.
 *
 * @param layer the float layer; {@link #NONE} of constants
 * @param isValue whether units stand for what their float unit gives, as other codes of the same value do, and not for its sum
 * @param units by unit of the integer layer
 * @param factors code steps of sums for one real unit, above 0
 * @param passed code steps of what comes out for one real unit: the same but behind a function
 * @param left what sums leave of float units: {@code g} times the float sum less what integer units make of it is taken off
 * @param constants what is left beside them
 */
public record Partner(int layer, boolean isValue, int[] units, double[] factors, double[] passed, Terms left,
        double[] constants) {

    public static final int NONE = -1;

    /** Whether its units stand for none. */
    public boolean isNone() {
        return layer == NONE;
    }
}
