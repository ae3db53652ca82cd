package dev.halfstep.certify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hidden layer of both networks within a box: how far the integer units' sums are from {@code g} times those of their float units, as
 * forms; their ranges; and how they are passed on.
 */
final class DifferenceBounds {

    /** Room for the rounding of what a code is rounded from. */
    private static final double HALF = 0.5 + 1e-7;

    private final Pair pair;
    private final int layer;
    private final Symbols symbols;
    private final int stride;
    private final FloatChain.Layer real;
    private final CodedChain.Layer coded;
    private final Matching matching;
    private final RealBounds ofReal;

    /** In code steps, {@code [units][symbols]}, and their constants. */
    private final double[] differences;
    private final double[] constants;
    private final Relaxation[] lines;
    /** What rounding and other ends add to the difference that is passed on. */
    private final double[] restLeast;
    private final double[] restMost;
    /** What comes out of the integer units at least and at most, in code steps. */
    private final int[] stepsMin;
    private final int[] stepsMax;
    /** How far their sums range, in code steps. */
    private final double[] spread;
    private final int[] added;

    DifferenceBounds(Pair pair, int layer, RealBounds ofReal, Symbols symbols) {
        this.pair = pair;
        this.layer = layer;
        this.symbols = symbols;
        this.ofReal = ofReal;
        stride = symbols.min.length;
        real = pair.network().layers().get(layer);
        coded = pair.coded().layers().get(layer);
        matching = pair.matchings().get(layer);
        int units = coded.outputs();
        differences = new double[units * stride];
        constants = new double[units];
        lines = Relaxation.several(units);
        restLeast = new double[units];
        restMost = new double[units];
        stepsMin = new int[units];
        stepsMax = new int[units];
        spread = new double[units];
        added = new int[units];
    }

    /** The forms of a layer that reads the features. */
    void first() {
        int features = symbols.features;
        Pair.Sums made = pair.sums().getFirst();
        for (int j = 0; j < coded.outputs(); j++) {
            double factor = matching.factors()[j];
            int k = matching.units()[j];
            int at = j * stride;
            for (int f = 0; f < features; f++) {
                differences[at + f] = -factor * real.weights()[k * features + f];
            }
            double[] weights = made.weights()[j];
            for (int s = 0; s < weights.length; s++) {
                differences[at + features + s] = weights[s];
                differences[at + pair.coded().slots().get(s).feature()] += symbols.follows[s] * weights[s];
            }
            constants[j] = made.constants()[j] - factor * real.bias()[k];
        }
    }

    /** The forms of a layer that reads another, which has added its symbols. */
    void next(DifferenceBounds before) {
        Pair.Sums made = pair.sums().get(layer);
        for (int j = 0; j < coded.outputs(); j++) {
            int at = j * stride;
            Arrays.fill(differences, at, at + symbols.count, 0);
            double constant = made.constants()[j] - matching.factors()[j] * real.bias()[matching.units()[j]];
            for (int i = 0; i < coded.inputs(); i++) {
                constant += before.add(differences, at, i, made.weights()[j][i]);
            }
            for (int i = 0; i < real.inputs(); i++) {
                constant += before.ofReal.add(differences, at, i, made.left()[j][i]);
            }
            constants[j] = constant;
        }
    }

    /** Adds what a unit gives beyond its float unit to a form; what it adds to its constant. */
    private double add(double[] form, int at, int unit, double weight) {
        double by = weight * lines[unit].slope;
        if (by != 0) {
            for (int i = 0; i < symbols.count; i++) {
                form[at + i] += by * differences[unit * stride + i];
            }
        }
        form[at + added[unit]] += weight;
        return by * constants[unit];
    }

    /** Works out ranges and how units are passed on; those of the float layer are known. */
    void bound(@Nullable DifferenceBounds before) {
        for (int j = 0; j < coded.outputs(); j++) {
            bound(j, before);
        }
    }

    private void bound(int j, @Nullable DifferenceBounds before) {
        int k = matching.units()[j];
        double factor = matching.factors()[j];
        double differenceLow = symbols.least(differences, j * stride) + constants[j];
        double differenceHigh = symbols.most(differences, j * stride) + constants[j];
        double realLow = factor * ofReal.low(k);
        double realHigh = factor * ofReal.high(k);
        long sumLow = sum(coded, j, before, symbols, true);
        long sumHigh = sum(coded, j, before, symbols, false);
        stepsMin[j] = coded.steps(sumLow, j);
        stepsMax[j] = coded.steps(sumHigh, j);
        double codedLow = coded.scale(j) * sumLow;
        double codedHigh = coded.scale(j) * sumHigh;
        if (layer > 0) {
            double least = realLow + differenceLow;
            double most = realHigh + differenceHigh;
            stepsMin[j] = Math.max(stepsMin[j], clamped(Math.ceil(least - HALF)));
            stepsMax[j] = Math.max(stepsMin[j], Math.min(stepsMax[j], clamped(Math.floor(most + HALF))));
            double from = Math.max(codedLow, least);
            double to = Math.min(codedHigh, most);
            // They may have passed each other by a rounding.
            codedLow = Math.min(from, to);
            codedHigh = Math.max(from, to);
        }
        spread[j] = codedHigh - codedLow;
        double min = factor * real.min();
        double max = factor * real.max();
        lines[j].difference(codedLow, codedHigh, realLow, realHigh, differenceLow, differenceHigh, min, max);
        ends(j, codedLow, codedHigh, min, max);
        round(j, codedLow, codedHigh);
    }

    private int clamped(double steps) {
        return (int) Math.clamp(steps, (double) coded.min(), (double) coded.max());
    }

    /** What the integer unit's own ends change, where they are others than the float unit's. */
    private void ends(int j, double from, double to, double min, double max) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double[] corners = {from, to, coded.min(), coded.max(), min, max};
        for (double corner : corners) {
            double x = Math.clamp(corner, from, to);
            double change = Math.clamp(x, (double) coded.min(), (double) coded.max()) - Math.clamp(x, min, max);
            least = Math.min(least, change);
            most = Math.max(most, change);
        }
        restLeast[j] = least;
        restMost[j] = most;
    }

    private void round(int j, double from, double to) {
        if (to <= coded.min() || from >= coded.max()) {
            return;
        }
        double clampedFrom = Math.clamp(from, (double) coded.min(), (double) coded.max());
        double clampedTo = Math.clamp(to, (double) coded.min(), (double) coded.max());
        restLeast[j] += Math.max(-HALF, Math.min(HALF, stepsMin[j] - clampedTo));
        restMost[j] += Math.min(HALF, Math.max(-HALF, stepsMax[j] - clampedFrom));
    }

    /** The least or the most that a sum of an integer layer can be, exactly, from the codes that it reads. */
    static long sum(CodedChain.Layer layer, int unit, @Nullable DifferenceBounds before, Symbols symbols, boolean least) {
        int at = unit * layer.inputs();
        if (before == null) {
            return layer.bias()[unit] + symbols.sum(layer.weights(), at, least);
        }
        long sum = layer.bias()[unit];
        for (int i = 0; i < layer.inputs(); i++) {
            long weight = layer.weights()[at + i];
            sum += weight * ((weight >= 0) == least ? before.stepsMin[i] : before.stepsMax[i]);
        }
        return sum;
    }

    /** Gives what is not known exactly symbols, so that layers behind it can add it up. */
    void addSymbols() {
        for (int j = 0; j < coded.outputs(); j++) {
            added[j] = symbols.add(lines[j].least + restLeast[j], lines[j].most + restMost[j]);
        }
    }

    /** Adds what a unit gives beyond its float unit to an output. */
    void add(OutputForm to, int unit, double weight) {
        to.add(differences, unit * stride, symbols.count, constants[unit], lines[unit], weight, restLeast[unit],
                restMost[unit]);
    }

    /**
     * How much of an output's bound lies in not knowing what integer units pass on, by the float units that they stand for.
     *
     * @param weights of the integer units in the output
     * @param left what is left of the float units there
     */
    double[] importance(double[] weights, double[] left) {
        double[] importance = ofReal.importance(left);
        for (int j = 0; j < weights.length; j++) {
            // Where a sum ranges over less than a code, its rounding is known, too.
            double rounding = (restMost[j] - restLeast[j]) / Math.max(1, spread[j]);
            importance[matching.units()[j]] += Math.abs(weights[j]) * (lines[j].gap + rounding);
        }
        return importance;
    }
}
