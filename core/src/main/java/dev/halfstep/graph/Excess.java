package dev.halfstep.graph;

/**
 * How far real values lie beyond what the codes of an input or output can stand for.
 *
 * <p>
 * One rule says what lies beyond: the code nearest to the value, halves away from zero, is none that there is. So up to half a
 * step beyond the last code nothing is lost that rounding would not lose elsewhere, too.
 */
@FunctionalInterface
public interface Excess {

    /**
     * The distance of a value from that of the last code.
     *
     * @param column index of the value in its row
     * @return 0 for a value that has a code; otherwise how far it lies beyond, below 0 if it is too small
     */
    double of(int column, float value);
}
