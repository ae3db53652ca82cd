package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Curve;
import dev.halfstep.certify.network.RealNetwork;

/**
 * A layer of a float network: sums of what its units read, or the largest of it, and what an activation makes of that.
 *
 * @param first the number of its first unit in the network
 * @param bias what sums begin with
 * @param biasTerms what that is the sum of, without signs
 * @param min the activation's lower bound
 * @param max the activation's upper bound
 * @param curve what else follows; a line where something is clamped
 */
public record RealLayer(Kind kind, int first, Terms terms, double[] bias, double[] biasTerms, double min, double max,
        Curve curve) {

    /** Besides a layer's sums: bias, activation, of a curve some units in the last place, and what may normalise features. */
    private static final int ROUNDINGS = 16;

    public int units() {
        return bias.length;
    }

    public boolean isLargest() {
        return kind == Kind.LARGEST;
    }

    /** What a unit gives before its activation. */
    double sum(int unit, double[] values) {
        if (!isLargest()) {
            return terms.sum(unit, bias[unit], values);
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = terms.start(unit); t < terms.end(unit); t++) {
            largest = Math.max(largest, values[terms.sources()[t]]);
        }
        return largest;
    }

    public double activated(double sum) {
        return curve.of(Math.clamp(sum, min, max));
    }

    /** How fast the activation rises at least between two sums. */
    public double leastRise(double low, double high) {
        return !curve.isLine() ? curve.leastRise(low, high) : low >= min && high <= max ? 1 : 0;
    }

    /** How fast it rises at most. */
    public double mostRise(double low, double high) {
        return !curve.isLine() ? curve.mostRise(low, high) : high <= min || low >= max ? 0 : 1;
    }

    /**
     * How far what a unit gives is off at most for its own roundings, in any order of its sum (Higham, Accuracy and Stability of
     * Numerical Algorithms, 2002, section 3.1): the largest of some, and constants, are not rounded.
     *
     * @param magnitudes of all units
     * @param unitRounding what one rounding loses of a value, as a part of it
     */
    public double rounding(int unit, double[] magnitudes, double unitRounding) {
        if (kind == Kind.LARGEST || kind == Kind.CONSTANT) {
            return 0;
        }
        double off = (terms.count(unit) + ROUNDINGS) * unitRounding;
        return off / (1 - off) * terms.magnitude(unit, biasTerms[unit], magnitudes)
                + curve.rounding() * (unitRounding / RealNetwork.FLOAT_ROUNDING);
    }

    /** How large what a unit gives is at most, by the magnitudes of all units. */
    public double magnitude(int unit, double[] magnitudes) {
        if (isLargest()) {
            double largest = 0;
            for (int t = terms.start(unit); t < terms.end(unit); t++) {
                largest = Math.max(largest, magnitudes[terms.sources()[t]]);
            }
            return largest;
        }
        return Math.min(curve.magnitude(terms.magnitude(unit, biasTerms[unit], magnitudes)),
                Math.max(Math.abs(min), Math.abs(max)));
    }

    boolean isPlain() {
        return min == Double.NEGATIVE_INFINITY && max == Double.POSITIVE_INFINITY && curve.isLine();
    }

    RealLayer with(double newMin, double newMax) {
        return new RealLayer(kind, first, terms, bias, biasTerms, newMin, newMax, curve);
    }
}
