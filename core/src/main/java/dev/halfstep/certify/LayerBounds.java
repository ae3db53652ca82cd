package dev.halfstep.certify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hidden layer of both networks within a box: the float units' sums, and how far the integer units' sums are from {@code g} times
 * those, as forms; their ranges; and how they are passed on.
 */
final class LayerBounds {

    /** Room for the rounding of what a code is rounded from. */
    private static final double HALF = 0.5 + 1e-9;

    private final Pair pair;
    private final int layer;
    private final Symbols symbols;
    private final int stride;
    private final FloatChain.Layer real;
    private final CodedChain.Layer coded;
    private final Matching matching;

    /** The float units' sums, {@code [units][symbols]}, and their constants. */
    private final double[] sums;
    private final double[] sumConstants;
    /** The differences of the integer units' sums from them, in code steps. */
    private final double[] differences;
    private final double[] differenceConstants;

    private final double[] low;
    private final double[] high;
    private final Relaxation[] ofReal;
    private final Relaxation[] ofDifference;
    /** What rounding and other ends add to the difference that is passed on. */
    private final double[] restLeast;
    private final double[] restMost;
    /** What comes out of the integer units at least and at most, in code steps. */
    private final int[] stepsMin;
    private final int[] stepsMax;
    /** How far their sums range, in code steps. */
    private final double[] spread;
    private final int[] realSymbols;
    private final int[] differenceSymbols;

    LayerBounds(Pair pair, int layer, Symbols symbols) {
        this.pair = pair;
        this.layer = layer;
        this.symbols = symbols;
        stride = symbols.min.length;
        real = pair.network().layers().get(layer);
        coded = pair.coded().layers().get(layer);
        matching = pair.matchings().get(layer);
        int units = real.outputs();
        int codedUnits = coded.outputs();
        sums = new double[units * stride];
        sumConstants = new double[units];
        differences = new double[codedUnits * stride];
        differenceConstants = new double[codedUnits];
        low = new double[units];
        high = new double[units];
        ofReal = relaxations(units);
        ofDifference = relaxations(codedUnits);
        restLeast = new double[codedUnits];
        restMost = new double[codedUnits];
        stepsMin = new int[codedUnits];
        stepsMax = new int[codedUnits];
        spread = new double[codedUnits];
        realSymbols = new int[units];
        differenceSymbols = new int[codedUnits];
    }

    private static Relaxation[] relaxations(int count) {
        var all = new Relaxation[count];
        Arrays.setAll(all, i -> new Relaxation());
        return all;
    }

    /** The forms of a layer that reads the features. */
    void first() {
        int features = symbols.features;
        for (int k = 0; k < real.outputs(); k++) {
            Arrays.fill(sums, k * stride, k * stride + symbols.count, 0);
            System.arraycopy(real.weights(), k * features, sums, k * stride, features);
            sumConstants[k] = real.bias()[k];
        }
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
            differenceConstants[j] = made.constants()[j] - factor * real.bias()[k];
        }
    }

    /** The forms of a layer that reads another, which has added its symbols. */
    void next(LayerBounds before) {
        for (int k = 0; k < real.outputs(); k++) {
            int at = k * stride;
            Arrays.fill(sums, at, at + symbols.count, 0);
            sumConstants[k] = real.bias()[k];
            for (int i = 0; i < real.inputs(); i++) {
                double weight = real.weight(k, i);
                before.addReal(sums, at, i, weight);
                sumConstants[k] += weight * before.ofReal[i].slope * before.sumConstants[i];
            }
        }
        Pair.Sums made = pair.sums().get(layer);
        for (int j = 0; j < coded.outputs(); j++) {
            int at = j * stride;
            Arrays.fill(differences, at, at + symbols.count, 0);
            double constant = made.constants()[j] - matching.factors()[j] * real.bias()[matching.units()[j]];
            for (int i = 0; i < coded.inputs(); i++) {
                double weight = made.weights()[j][i];
                before.addDifference(differences, at, i, weight);
                constant += weight * before.ofDifference[i].slope * before.differenceConstants[i];
            }
            for (int i = 0; i < real.inputs(); i++) {
                double left = made.left()[j][i];
                before.addReal(differences, at, i, left);
                constant += left * before.ofReal[i].slope * before.sumConstants[i];
            }
            differenceConstants[j] = constant;
        }
    }

    private void addReal(double[] form, int at, int k, double weight) {
        double by = weight * ofReal[k].slope;
        if (by != 0) {
            for (int i = 0; i < symbols.count; i++) {
                form[at + i] += by * sums[k * stride + i];
            }
        }
        form[at + realSymbols[k]] += weight;
    }

    private void addDifference(double[] form, int at, int j, double weight) {
        double by = weight * ofDifference[j].slope;
        if (by != 0) {
            for (int i = 0; i < symbols.count; i++) {
                form[at + i] += by * differences[j * stride + i];
            }
        }
        form[at + differenceSymbols[j]] += weight;
    }

    /** Works out ranges and how units are passed on. */
    void bound(@Nullable LayerBounds before) {
        for (int k = 0; k < real.outputs(); k++) {
            low[k] = symbols.least(sums, k * stride) + sumConstants[k];
            high[k] = symbols.most(sums, k * stride) + sumConstants[k];
            ofReal[k].value(low[k], high[k], real.min(), real.max());
        }
        for (int j = 0; j < coded.outputs(); j++) {
            bound(j, before);
        }
    }

    private void bound(int j, @Nullable LayerBounds before) {
        int k = matching.units()[j];
        double factor = matching.factors()[j];
        double differenceLow = symbols.least(differences, j * stride) + differenceConstants[j];
        double differenceHigh = symbols.most(differences, j * stride) + differenceConstants[j];
        double realLow = factor * low[k];
        double realHigh = factor * high[k];
        long sumLow = sum(coded, j, before, symbols, true);
        long sumHigh = sum(coded, j, before, symbols, false);
        stepsMin[j] = coded.steps(sumLow, j);
        stepsMax[j] = coded.steps(sumHigh, j);
        double codedLow = coded.scale(j) * sumLow;
        double codedHigh = coded.scale(j) * sumHigh;
        if (layer > 0) {
            double least = realLow + differenceLow;
            double most = realHigh + differenceHigh;
            codedLow = Math.max(codedLow, least);
            codedHigh = Math.min(codedHigh, most);
            // A code is at most half a step from what it is rounded from.
            stepsMin[j] = Math.max(stepsMin[j], clamped(Math.ceil(least - HALF)));
            stepsMax[j] = Math.min(stepsMax[j], clamped(Math.floor(most + HALF)));
        }
        spread[j] = codedHigh - codedLow;
        double min = factor * real.min();
        double max = factor * real.max();
        ofDifference[j].difference(codedLow, codedHigh, realLow, realHigh, differenceLow, differenceHigh, min, max);
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
    static long sum(CodedChain.Layer layer, int unit, @Nullable LayerBounds before, Symbols symbols, boolean least) {
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

    /** Gives what this layer does not know exactly symbols, so that layers behind it can add it up. */
    void addSymbols() {
        for (int k = 0; k < real.outputs(); k++) {
            realSymbols[k] = symbols.add(ofReal[k].least, ofReal[k].most);
        }
        for (int j = 0; j < coded.outputs(); j++) {
            differenceSymbols[j] = symbols.add(ofDifference[j].least + restLeast[j],
                    ofDifference[j].most + restMost[j]);
        }
    }

    /** Adds a float unit to an output. */
    void addReal(OutputForm to, int k, double weight) {
        Relaxation line = ofReal[k];
        int at = k * stride;
        double constant = sumConstants[k];
        if (weight >= 0) {
            to.addUpper(sums, at, symbols.count, constant, weight * line.upperSlope, weight * line.upperOffset);
            to.addLower(sums, at, symbols.count, constant, weight * line.lowerSlope, weight * line.lowerOffset);
        } else {
            to.addUpper(sums, at, symbols.count, constant, weight * line.lowerSlope, weight * line.lowerOffset);
            to.addLower(sums, at, symbols.count, constant, weight * line.upperSlope, weight * line.upperOffset);
        }
    }

    /** Adds what an integer unit gives beyond its float unit to an output. */
    void addDifference(OutputForm to, int j, double weight) {
        Relaxation line = ofDifference[j];
        int at = j * stride;
        double constant = differenceConstants[j];
        if (weight >= 0) {
            to.addUpper(differences, at, symbols.count, constant, weight * line.upperSlope,
                    weight * (line.upperOffset + restMost[j]));
            to.addLower(differences, at, symbols.count, constant, weight * line.lowerSlope,
                    weight * (line.lowerOffset + restLeast[j]));
        } else {
            to.addUpper(differences, at, symbols.count, constant, weight * line.lowerSlope,
                    weight * (line.lowerOffset + restLeast[j]));
            to.addLower(differences, at, symbols.count, constant, weight * line.upperSlope,
                    weight * (line.upperOffset + restMost[j]));
        }
    }

    /**
     * How much of an output's bound lies in not knowing what each float unit, and the integer units that stand for it, pass on.
     *
     * @param weights of the float units in the output
     */
    double[] realImportance(double[] weights) {
        var importance = new double[real.outputs()];
        for (int k = 0; k < importance.length; k++) {
            importance[k] = Math.abs(weights[k]) * ofReal[k].gap;
        }
        return importance;
    }

    /**
     * The same of the difference.
     *
     * @param weights of the integer units in the output
     * @param left what is left of the float units there
     */
    double[] importance(double[] weights, double[] left) {
        double[] importance = realImportance(left);
        for (int j = 0; j < weights.length; j++) {
            // Where a sum ranges over less than a code, its rounding is known, too.
            double rounding = (restMost[j] - restLeast[j]) / Math.max(1, spread[j]);
            importance[matching.units()[j]] += Math.abs(weights[j]) * (ofDifference[j].gap + rounding);
        }
        return importance;
    }

    /** The same of the layer before, by how much each of its units adds to the range of this layer's. */
    double[] passedOn(double[] importance, LayerBounds before) {
        var own = new double[real.inputs()];
        var shares = new double[real.inputs()];
        for (int k = 0; k < importance.length; k++) {
            if (importance[k] > 0) {
                double sum = 0;
                for (int i = 0; i < shares.length; i++) {
                    shares[i] = Math.abs(real.weight(k, i)) * before.range(i);
                    sum += shares[i];
                }
                for (int i = 0; sum > 0 && i < shares.length; i++) {
                    own[i] += importance[k] * shares[i] / sum;
                }
            }
        }
        return own;
    }

    private double range(int k) {
        return real.activated(high[k]) - real.activated(low[k]);
    }
}
