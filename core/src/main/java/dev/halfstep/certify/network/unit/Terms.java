package dev.halfstep.certify.network.unit;

import java.util.Arrays;

/**
 * Which units before them the units of a layer read, and with which weights. Most weights of a convolution as a matrix would be 0: only
 * the others are here.
 *
 * @param starts where the terms of each unit begin, and behind the last where they end
 * @param sources the units that are read, by their numbers in the network
 * @param weights one for each source
 */
public record Terms(int[] starts, int[] sources, double[] weights) {

    /** How many units read. */
    public int units() {
        return starts.length - 1;
    }

    public int start(int unit) {
        return starts[unit];
    }

    public int end(int unit) {
        return starts[unit + 1];
    }

    /** How many terms a unit has. */
    public int count(int unit) {
        return starts[unit + 1] - starts[unit];
    }

    /** The same for others units that read. */
    public Terms with(double[] otherWeights) {
        return new Terms(starts, sources, otherWeights);
    }

    /** A sum of products, in the order of the terms. */
    double sum(int unit, double start, double[] values) {
        double sum = start;
        for (int t = starts[unit]; t < starts[unit + 1]; t++) {
            sum += weights[t] * values[sources[t]];
        }
        return sum;
    }

    /** A sum of products without their signs. */
    public double magnitude(int unit, double start, double[] magnitudes) {
        double sum = Math.abs(start);
        for (int t = starts[unit]; t < starts[unit + 1]; t++) {
            sum += Math.abs(weights[t]) * magnitudes[sources[t]];
        }
        return sum;
    }

    /** Gathers the terms of one unit after the other. */
    static final class Builder {

        private int[] starts = new int[16];
        private int[] sources = new int[64];
        private double[] weights = new double[64];
        private int units;
        private int terms;

        /** The next term of the unit that is being read. */
        Builder add(int source, double weight) {
            if (terms == sources.length) {
                sources = Arrays.copyOf(sources, 2 * terms);
                weights = Arrays.copyOf(weights, 2 * terms);
            }
            sources[terms] = source;
            weights[terms++] = weight;
            return this;
        }

        /** Ends a unit. */
        Builder end() {
            if (units + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
            }
            starts[++units] = terms;
            return this;
        }

        int units() {
            return units;
        }

        int terms() {
            return terms;
        }

        Terms build() {
            return new Terms(Arrays.copyOf(starts, units + 1), Arrays.copyOf(sources, terms),
                    Arrays.copyOf(weights, terms));
        }
    }
}
