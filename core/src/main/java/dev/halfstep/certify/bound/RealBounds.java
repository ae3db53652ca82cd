package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.chain.FloatChain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A hidden layer of the float network within a box: its sums as forms, their ranges, and how they are passed on. */
public final class RealBounds {

    private final FloatChain.Layer layer;
    private final Symbols symbols;
    private final int stride;
    /** {@code [units][symbols]}, and their constants. */
    private final double[] sums;
    private final double[] constants;
    private final double[] low;
    private final double[] high;
    private final Relaxation[] lines;
    /** How far what a unit passes on may be off when it is computed in single precision, in any order. */
    private final double[] rounding;
    private final int[] added;

    public RealBounds(FloatChain.Layer layer, Symbols symbols) {
        this.layer = layer;
        this.symbols = symbols;
        stride = symbols.min.length;
        int units = layer.outputs();
        sums = new double[units * stride];
        constants = new double[units];
        low = new double[units];
        high = new double[units];
        lines = Relaxation.several(units);
        rounding = new double[units];
        added = new int[units];
    }

    /** The hidden layers of a network, whose symbols have room in some. */
    public static RealBounds[] hidden(FloatChain network, Symbols symbols) {
        var hidden = new RealBounds[network.layers().size() - 1];
        Arrays.setAll(hidden, l -> new RealBounds(network.layers().get(l), symbols));
        return hidden;
    }

    /** Works out the layers of a network. */
    public static void all(RealBounds[] layers) {
        for (int l = 0; l < layers.length; l++) {
            if (l == 0) {
                layers[l].first();
            } else {
                layers[l].next(layers[l - 1]);
            }
            layers[l].bound(l == 0 ? null : layers[l - 1]);
            if (l < layers.length - 1) {
                layers[l].addSymbols();
            }
        }
    }

    /**
     * How much of an output's bound lies in each part of the domain.
     *
     * @param importance of the units of the last of these layers
     * @param first the first layer, which reads the features
     */
    public static double[] scores(RealBounds[] layers, double[] importance, Space space, Symbols symbols,
            FloatChain.Layer first) {
        double[] ofUnits = importance;
        for (int l = layers.length - 1; l > 0; l--) {
            ofUnits = layers[l].passedOn(ofUnits, layers[l - 1]);
        }
        var scores = new double[space.parts().size()];
        var own = new double[scores.length];
        for (int k = 0; k < first.outputs(); k++) {
            if (ofUnits[k] > 0) {
                double sum = 0;
                for (int p = 0; p < own.length; p++) {
                    own[p] = symbols.spread(space.parts().get(p), p, first.weights(), k * first.inputs());
                    sum += own[p];
                }
                for (int p = 0; p < own.length; p++) {
                    scores[p] += sum == 0 ? 0 : ofUnits[k] * own[p] / sum;
                }
            }
        }
        return scores;
    }

    /** The least that a unit's sum can be. */
    public double low(int unit) {
        return low[unit];
    }

    /** The most that it can be. */
    public double high(int unit) {
        return high[unit];
    }

    /** The forms of a layer that reads the features. */
    public void first() {
        int features = symbols.features;
        for (int k = 0; k < layer.outputs(); k++) {
            Arrays.fill(sums, k * stride, k * stride + symbols.count, 0);
            System.arraycopy(layer.weights(), k * features, sums, k * stride, features);
            constants[k] = layer.bias()[k];
        }
    }

    /** The forms of a layer that reads another, which has added its symbols. */
    public void next(RealBounds before) {
        for (int k = 0; k < layer.outputs(); k++) {
            int at = k * stride;
            Arrays.fill(sums, at, at + symbols.count, 0);
            constants[k] = layer.bias()[k];
            for (int i = 0; i < layer.inputs(); i++) {
                constants[k] += before.add(sums, at, i, layer.weight(k, i));
            }
        }
    }

    /** Adds what a unit passes on to a form; what it adds to its constant. */
    public double add(double[] form, int at, int unit, double weight) {
        double by = weight * lines[unit].slope;
        if (by != 0) {
            for (int i = 0; i < symbols.count; i++) {
                form[at + i] += by * sums[unit * stride + i];
            }
        }
        form[at + added[unit]] += weight;
        return by * constants[unit];
    }

    /** Works out ranges and how units are passed on. */
    public void bound(@Nullable RealBounds before) {
        double[] magnitudes = before == null ? symbols.magnitudes() : before.magnitudes();
        for (int k = 0; k < layer.outputs(); k++) {
            symbols.range(sums, k * stride);
            low[k] = symbols.least + constants[k];
            high[k] = symbols.most + constants[k];
            if (layer.curve().isLine()) {
                lines[k].value(low[k], high[k], layer.min(), layer.max());
            } else {
                lines[k].curve(layer.curve(), low[k], high[k]);
            }
            rounding[k] = layer.rounding(k, magnitudes);
        }
    }

    /** How large what units pass on is at most. */
    public double[] magnitudes() {
        var magnitudes = new double[layer.outputs()];
        for (int k = 0; k < magnitudes.length; k++) {
            magnitudes[k] = Math.max(Math.abs(layer.activated(low[k])), Math.abs(layer.activated(high[k])))
                    + rounding[k];
        }
        return magnitudes;
    }

    /** How far what a unit passes on may be off in single precision. */
    public double rounding(int unit) {
        return rounding[unit];
    }

    /** Gives what is not known exactly symbols, so that layers behind it can add it up. */
    public void addSymbols() {
        for (int k = 0; k < layer.outputs(); k++) {
            added[k] = symbols.add(lines[k].least - rounding[k], lines[k].most + rounding[k]);
        }
    }

    /** Adds a unit to an output. */
    public void add(OutputForm to, int unit, double weight) {
        to.add(sums, unit * stride, symbols.count, constants[unit], lines[unit], weight, -rounding[unit],
                rounding[unit]);
    }

    /**
     * How much of an output's bound lies in not knowing what each unit passes on.
     *
     * @param weights of the units in the output
     */
    public double[] importance(double[] weights) {
        var importance = new double[layer.outputs()];
        for (int k = 0; k < importance.length; k++) {
            importance[k] = Math.abs(weights[k]) * lines[k].gap;
        }
        return importance;
    }

    /** The importance of the units of the layer before, by how much each adds to the range of this layer's. */
    public double[] passedOn(double[] importance, RealBounds before) {
        var own = new double[layer.inputs()];
        var shares = new double[layer.inputs()];
        for (int k = 0; k < importance.length; k++) {
            if (importance[k] > 0) {
                double sum = 0;
                for (int i = 0; i < shares.length; i++) {
                    shares[i] = Math.abs(layer.weight(k, i)) * before.range(i);
                    sum += shares[i];
                }
                for (int i = 0; sum > 0 && i < shares.length; i++) {
                    own[i] += importance[k] * shares[i] / sum;
                }
            }
        }
        return own;
    }

    private double range(int unit) {
        return layer.activated(high[unit]) - layer.activated(low[unit]);
    }
}
