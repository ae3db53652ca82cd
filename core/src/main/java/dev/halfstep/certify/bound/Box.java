package dev.halfstep.certify.bound;

/** A part of a domain: for each of its parts an interval of real values, or of the numbers of choices. */
public final class Box implements Comparable<Box> {

    /** For each part of the domain the lower and the upper end, both inclusive. */
    public final double[] ends;
    /** What is looked for exceeds this nowhere in it; set when it has been looked at. */
    public double bound = Double.POSITIVE_INFINITY;
    /** The same where the float network computes with real numbers, so that it does not round. */
    public double real = Double.POSITIVE_INFINITY;
    /** The part of the domain that is worth cutting; none where nothing gains by it. */
    public int cut = NONE;

    public static final int NONE = -1;

    /** Intervals that are narrower, as a part of their ends, are not cut: doubles have little between them. */
    public static final double NARROW = 1e-12;

    public Box(double[] ends) {
        this.ends = ends;
    }

    public double min(int part) {
        return ends[2 * part];
    }

    public double max(int part) {
        return ends[2 * part + 1];
    }

    /** The same with another interval of one part. */
    public Box with(int part, double min, double max) {
        double[] other = ends.clone();
        other[2 * part] = min;
        other[2 * part + 1] = max;
        return new Box(other);
    }

    /** The worst come first. */
    @Override
    @SuppressWarnings("ComparableAndComparator")
    public int compareTo(Box other) {
        return Double.compare(other.real, real);
    }

    /** Sets what was found of it, where the float network's rounding makes no difference. */
    public void found(double newBound, int newCut) {
        found(newBound, newBound, newCut);
    }

    /**
     * Sets what was found of it.
     *
     * @param newReal the bound where the float network computes with real numbers
     */
    public void found(double newBound, double newReal, int newCut) {
        bound = newBound;
        real = newReal;
        cut = newCut;
    }

    /**
     * The part with the largest score, above 0, of those that can be cut.
     *
     * @param scores one for each part of the domain
     * @return {@link #NONE} where there is none
     */
    public int best(double[] scores) {
        int best = NONE;
        for (int p = 0; p < scores.length; p++) {
            boolean isWide = max(p) - min(p) > NARROW * Math.max(1, Math.abs(max(p)));
            if (isWide && scores[p] > (best == NONE ? 0 : scores[best])) {
                best = p;
            }
        }
        return best;
    }
}
