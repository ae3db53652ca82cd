package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.chain.ChainPair;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.certify.network.chain.Matching;
import dev.halfstep.certify.network.chain.QuantizedChain;
import dev.halfstep.certify.network.chain.WeightsChain;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hidden layer of both networks within a box: how far the integer units' sums are from {@code g} times those of their float units, as
 * forms; their ranges; and how they are passed on.
 */
public final class DifferenceBounds {

    /** Room for the rounding of what a code is rounded from. */
    private static final double HALF = 0.5 + 1e-7;

    /** Codes of a row may stand for a little more than what they code. */
    private static final double ROOM = 1.01;

    private final ChainPair pair;
    private final int layer;
    private final Symbols symbols;
    private final int stride;
    private final FloatChain.Layer real;
    private final QuantizedChain quantized;
    /** The layer's integers, where it has some. */
    private final CodedChain.@Nullable Layer coded;
    private final double least;
    private final double most;
    /** What the integer units' table makes of codes, where there is one. */
    private final @Nullable Staircase stairs;
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
    /** From where to where their sums range, in code steps. */
    private final double[] lows;
    private final double[] highs;
    /** Of networks of quantized weights: how large what units give is at most, and how far it is off in single precision. */
    private final double[] magnitudes;
    private final double[] single;
    private final int[] added;
    /** The range of the sum that is looked at. */
    private double low;
    private double high;
    /** Its codes, before any table. */
    private int sumStepsMin;
    private int sumStepsMax;
    private boolean rounds = true;

    public DifferenceBounds(ChainPair pair, int layer, RealBounds ofReal, Symbols symbols) {
        this.pair = pair;
        this.layer = layer;
        this.symbols = symbols;
        this.ofReal = ofReal;
        stride = symbols.min.length;
        real = pair.network().layers().get(layer);
        quantized = pair.quantized();
        coded = quantized instanceof CodedChain chain ? chain.layers().get(layer) : null;
        least = coded == null ? quantized.min(layer) : coded.sumMin();
        most = coded == null ? quantized.max(layer) : coded.dense().max() - coded.dense().outputZeroPoint();
        matching = pair.matchings().get(layer);
        stairs = coded == null || coded.table().isEmpty() ? null : stairs(coded, coded.table().get());
        int units = quantized.outputs(layer);
        differences = new double[units * stride];
        constants = new double[units];
        lines = Relaxation.several(units);
        restLeast = new double[units];
        restMost = new double[units];
        stepsMin = new int[units];
        stepsMax = new int[units];
        lows = new double[units];
        highs = new double[units];
        magnitudes = new double[units];
        single = new double[units];
        added = new int[units];
    }

    private Staircase stairs(CodedChain.Layer own, CodedChain.Table table) {
        if (real.curve().isLine()) {
            throw Provable.not("the two models have other activations");
        }
        return new Staircase(own.sumMin(), table.steps(), real.curve(), table.inputScale(), 1 / table.outputScale());
    }

    /** From now on hidden codes are not rounded, to see what of a bound is left. */
    public void withoutRounding() {
        rounds = false;
    }

    /** The forms of a layer that reads the features. */
    public void first() {
        int features = symbols.features;
        List<Slot> slots = quantized.slots();
        ChainPair.Sums made = pair.sums().getFirst();
        for (int j = 0; j < constants.length; j++) {
            double factor = matching.factors()[j];
            int k = matching.units()[j];
            int at = j * stride;
            for (int f = 0; f < features; f++) {
                differences[at + f] = -factor * real.weights()[k * features + f];
            }
            double[] weights = made.weights()[j];
            for (int s = 0; s < weights.length; s++) {
                differences[at + features + s] = weights[s];
                differences[at + slots.get(s).feature()] += symbols.follows[s] * weights[s];
            }
            constants[j] = made.constants()[j] - factor * real.bias()[k];
        }
    }

    /** The forms of a layer that reads another, which has added its symbols. */
    public void next(DifferenceBounds before) {
        ChainPair.Sums made = pair.sums().get(layer);
        for (int j = 0; j < constants.length; j++) {
            int at = j * stride;
            Arrays.fill(differences, at, at + symbols.count, 0);
            double constant = made.constants()[j] - matching.factors()[j] * real.bias()[matching.units()[j]];
            for (int i = 0; i < quantized.inputs(layer); i++) {
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
    public void bound(@Nullable DifferenceBounds before) {
        for (int j = 0; j < constants.length; j++) {
            bound(j, before);
        }
        if (quantized instanceof WeightsChain weights) {
            compute(weights, before);
        }
    }

    /** What a network of quantized weights loses besides: its sums are rounded, and the layer behind codes what it reads. */
    private void compute(WeightsChain weights, @Nullable DifferenceBounds before) {
        double[] inputs = before == null ? symbols.magnitudes() : before.magnitudes;
        double largest = 0;
        for (int j = 0; j < constants.length; j++) {
            single[j] = ROOM * weights.chain().layers().get(layer).rounding(j, inputs);
            magnitudes[j] = Math.max(Math.abs(activated(lows[j])), Math.abs(activated(highs[j]))) + single[j];
            largest = Math.max(largest, magnitudes[j]);
        }
        double error = rounds ? weights.codings().get(layer + 1).error(largest) : 0;
        for (int j = 0; j < constants.length; j++) {
            restLeast[j] -= error + single[j];
            restMost[j] += error + single[j];
            magnitudes[j] += error;
        }
    }

    /** How large what units pass on is at most, of a network of quantized weights. */
    public double[] magnitudes() {
        return magnitudes;
    }

    private void bound(int j, @Nullable DifferenceBounds before) {
        int k = matching.units()[j];
        double factor = matching.factors()[j];
        symbols.range(differences, j * stride);
        double differenceLow = symbols.least + constants[j];
        double differenceHigh = symbols.most + constants[j];
        double realLow = factor * ofReal.low(k);
        double realHigh = factor * ofReal.high(k);
        low = realLow + differenceLow;
        high = realHigh + differenceHigh;
        if (coded != null) {
            code(coded, j, before);
        }
        lows[j] = low;
        highs[j] = high;
        double rounding = matching.passed()[j] * ofReal.rounding(k);
        if (real.curve().isLine()) {
            double min = factor * real.min();
            double max = factor * real.max();
            lines[j].difference(low, high, realLow, realHigh, differenceLow, differenceHigh, min, max);
            ends(j, min, max);
            if (coded != null && rounds && low < most && high > least) {
                restLeast[j] += Math.max(-HALF, Math.min(HALF, stepsMin[j] - clamped(high)));
                restMost[j] += Math.min(HALF, Math.max(-HALF, stepsMax[j] - clamped(low)));
            }
        } else {
            curve(j, factor, Math.min(low, realLow), Math.max(high, realHigh), differenceLow, differenceHigh);
        }
        // It is the difference from what the float unit really gives.
        restLeast[j] -= rounding;
        restMost[j] += rounding;
    }

    /** What of an output's bounds is for rounding in the float units, by the weight of an integer unit. */
    public double rounding(int unit, double weight) {
        return Math.abs(weight)
                * (matching.passed()[unit] * ofReal.rounding(matching.units()[unit]) + single[unit]);
    }

    /** A curve passes on a part of the difference, as it rises; codes add what their stairs are off it. */
    private void curve(int j, double factor, double from, double to, double differenceLow, double differenceHigh) {
        double passed = matching.passed()[j] / factor;
        double slow = passed * real.curve().leastRise(from / factor, to / factor);
        double fast = passed * real.curve().mostRise(from / factor, to / factor);
        lines[j].part(slow, fast, differenceLow, differenceHigh);
        restLeast[j] = stairs != null && rounds ? stairs.least(sumStepsMin, sumStepsMax, high) : 0;
        restMost[j] = stairs != null && rounds ? stairs.most(sumStepsMin, sumStepsMax, low) : 0;
    }

    /** The codes that come out, and from them the range of the sum. */
    private void code(CodedChain.Layer integers, int j, @Nullable DifferenceBounds before) {
        sumRange(integers, j, before, symbols);
        long sumLow = symbols.leastSum;
        long sumHigh = symbols.mostSum;
        // A code is at most half a step from what it is rounded from.
        sumStepsMin = Math.max(integers.sumSteps(sumLow, j), (int) clamped(Math.ceil(low - HALF)));
        sumStepsMax = Math.max(sumStepsMin,
                Math.min(integers.sumSteps(sumHigh, j), (int) clamped(Math.floor(high + HALF))));
        stepsMin[j] = stairs == null ? sumStepsMin : stairs.steps(sumStepsMin);
        stepsMax[j] = stairs == null ? sumStepsMax : stairs.steps(sumStepsMax);
        double from = Math.max(integers.scale(j) * sumLow, low);
        double to = Math.min(integers.scale(j) * sumHigh, high);
        // They may have passed each other by a rounding.
        low = Math.min(from, to);
        high = Math.max(from, to);
    }

    /** Of sums that are real numbers. */
    private double activated(double sum) {
        return real.curve().of(clamped(sum));
    }

    private double clamped(double steps) {
        return Math.clamp(steps, least, most);
    }

    /** What the quantized unit's own ends change, where they are others than the float unit's. */
    private void ends(int j, double min, double max) {
        double fewest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (double corner : new double[] {low, high, least, most, min, max}) {
            double x = Math.clamp(corner, low, high);
            double change = clamped(x) - Math.clamp(x, min, max);
            fewest = Math.min(fewest, change);
            largest = Math.max(largest, change);
        }
        restLeast[j] = fewest;
        restMost[j] = largest;
    }

    /**
     * Works out what a sum of an integer layer can be, exactly, from the codes that it reads: {@link Symbols#leastSum} and
     * {@link Symbols#mostSum}.
     */
    public static void sumRange(CodedChain.Layer layer, int unit, @Nullable DifferenceBounds before, Symbols symbols) {
        int at = unit * layer.inputs();
        long bias = layer.bias()[unit];
        if (before == null) {
            symbols.sumRange(layer.weights(), at);
            symbols.leastSum += bias;
            symbols.mostSum += bias;
            return;
        }
        long least = bias;
        long most = bias;
        for (int i = 0; i < layer.inputs(); i++) {
            long weight = layer.weights()[at + i];
            least += weight * (weight >= 0 ? before.stepsMin[i] : before.stepsMax[i]);
            most += weight * (weight >= 0 ? before.stepsMax[i] : before.stepsMin[i]);
        }
        symbols.leastSum = least;
        symbols.mostSum = most;
    }

    /** Gives what is not known exactly symbols, so that layers behind it can add it up. */
    public void addSymbols() {
        for (int j = 0; j < constants.length; j++) {
            added[j] = symbols.add(lines[j].least + restLeast[j], lines[j].most + restMost[j]);
        }
    }

    /** Adds what a unit gives beyond its float unit to an output. */
    public void add(OutputForm to, int unit, double weight) {
        to.add(differences, unit * stride, symbols.count, constants[unit], lines[unit], weight, restLeast[unit],
                restMost[unit]);
    }

    /**
     * How much of an output's bound lies in not knowing what integer units pass on, by the float units that they stand for.
     *
     * @param weights of the integer units in the output
     * @param left what is left of the float units there
     */
    public double[] importance(double[] weights, double[] left) {
        double[] importance = ofReal.importance(left);
        for (int j = 0; j < weights.length; j++) {
            // Where a sum ranges over less than a code, its rounding is known, too.
            double rounding = (restMost[j] - restLeast[j]) / Math.max(1, highs[j] - lows[j]);
            importance[matching.units()[j]] += Math.abs(weights[j]) * (lines[j].gap + rounding);
        }
        return importance;
    }
}
