package dev.halfstep.certify.bound;

/**
 * A point of the domain with the codes of its cell: at the border of two cells, the codes say on which side of it the point is meant to
 * be.
 *
 * @param values by feature
 * @param codes by slot
 * @param value of what is looked for there, in real arithmetic
 */
public record Point(double[] values, int[] codes, double value) {

    /** This point, or another one where there is more of what is looked for. */
    public Point orBetter(Point other) {
        return other.value > value ? other : this;
    }
}
