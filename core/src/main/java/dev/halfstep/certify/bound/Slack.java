package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.QuantizedNetwork;
import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.chain.ChainPair;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.certify.network.chain.Lipschitz;
import dev.halfstep.certify.network.chain.Matching;
import dev.halfstep.certify.network.chain.QuantizedChain;
import dev.halfstep.certify.network.chain.WeightsChain;
import dev.halfstep.certify.network.unit.UnitPair;

/**
 * What is added to bounds so that nothing slips through: all in the network's own values, for one predicted value.
 *
 * @param output half a step of the output, and how far its values are off their line
 * @param rounding in computing bounds in double precision
 * @param blur in coding values next to the border of two codes, wherever in the domain
 * @param floatRounding in computing the float network in {@code float32}, in any order, wherever in the domain
 */
public record Slack(double output, double rounding, double blur, double floatRounding) {

    /** Room for whatever is done more than once on the way of a value. */
    private static final double ROOM = 16;

    private static final int ALL = -1;

    public static Slack of(Pair pair, Space space, int target) {
        return switch (pair) {
            case ChainPair chain -> of(chain, space, target);
            case UnitPair units -> UnitSlack.of(units, space, target);
            default -> throw new AssertionError(pair);
        };
    }

    private static Slack of(ChainPair pair, Space space, int target) {
        double output = switch (pair.quantized()) {
            case CodedChain coded -> output(coded, coded.layers().getLast().min(), 0.5);
            case WeightsChain weights -> 0;
        };
        var lipschitz = new Lipschitz(pair.network(), target);
        var magnitudes = new double[pair.layers()][];
        double[] ofLayer = space.magnitudes();
        double single = 0;
        for (int l = 0; l < magnitudes.length; l++) {
            magnitudes[l] = ofLayer;
            FloatChain.Layer layer = pair.network().layers().get(l);
            single += layerRounding(layer, ofLayer, l == magnitudes.length - 1 ? target : ALL) * lipschitz.after(l);
            ofLayer = layer.magnitudes(ofLayer);
        }
        double byTerms = pair.network().rounding(space.magnitudes(), RealNetwork.FLOAT_ROUNDING)[target];
        return new Slack(output, arithmetic(pair, magnitudes, lipschitz), blur(pair, lipschitz),
                Math.min(single, byTerms));
    }

    /** How far a layer's outputs, or one of them, are off in single precision, in the Euclidean norm. */
    private static double layerRounding(FloatChain.Layer layer, double[] magnitudes, int target) {
        double squares = 0;
        for (int k = 0; k < layer.outputs(); k++) {
            double own = target == ALL || target == k ? layer.rounding(k, magnitudes) : 0;
            squares += own * own;
        }
        return Math.sqrt(squares);
    }

    /**
     * Half a step of an output, and how far its values are off their line.
     *
     * @param first the least that it gives, in steps from the real 0
     * @param half how far codes are from what they are rounded from
     */
    static double output(QuantizedNetwork coded, int first, double half) {
        double off = 0;
        double largest = 0;
        for (int v = 0; v < coded.values().length; v++) {
            double line = coded.step() * (v + first);
            off = Math.max(off, Math.abs(coded.values()[v] - line));
            largest = Math.max(largest, Math.abs(coded.values()[v]));
        }
        // The mean of copies is rounded to single precision.
        double mean = coded.copies() == 1 ? 0 : 2 * RealNetwork.FLOAT_ROUNDING * largest;
        return coded.step() * (half + 1e-9) + off + mean;
    }

    /**
     * What is computed in double precision is sums of products of both networks' weights and values; what is off in one layer goes
     * through those behind it.
     */
    private static double arithmetic(ChainPair pair, double[][] magnitudes, Lipschitz lipschitz) {
        double sum = 0;
        for (int l = 0; l < pair.layers(); l++) {
            FloatChain.Layer layer = pair.network().layers().get(l);
            double squares = 0;
            for (int j = 0; j < pair.quantized().outputs(l); j++) {
                int k = pair.matchings().get(l).units()[j];
                double terms = layer.terms(k, magnitudes[l]) + quantizedTerms(pair, l, j, magnitudes[l]);
                squares += terms * terms;
            }
            int roundings = 2 * layer.inputs() + pair.quantized().inputs(l) + pair.network().inputs();
            sum += ROOM * roundings * RealNetwork.DOUBLE_ROUNDING * Math.sqrt(squares) * lipschitz.after(l);
        }
        return sum;
    }

    /** What the terms of a quantized sum add up to without their signs at most, in real units. */
    private static double quantizedTerms(ChainPair pair, int layer, int unit, double[] magnitudes) {
        QuantizedChain quantized = pair.quantized();
        double terms = Math.abs(quantized.constant(layer, unit));
        double[] weights = pair.sums().get(layer).weights()[unit];
        for (int i = 0; i < weights.length; i++) {
            terms += Math.abs(weights[i]) * (layer == 0 ? slot(quantized.slots().get(i), magnitudes)
                    : passed(pair, layer - 1, i, magnitudes));
        }
        return terms / pair.matchings().get(layer).factors()[unit];
    }

    private static double slot(Slot slot, double[] magnitudes) {
        double ends = slot.isReal() ? 0 : Math.max(Math.abs(slot.offset()), Math.abs(slot.value(slot.levels())));
        return 2 * Math.max(ends, magnitudes[slot.feature()]) + Math.abs(slot.offset());
    }

    private static double passed(ChainPair pair, int layer, int unit, double[] magnitudes) {
        double ends = Math.max(Math.abs(pair.quantized().min(layer)), Math.abs(pair.quantized().max(layer)));
        Matching matching = pair.matchings().get(layer);
        double byFloat = 2 * matching.passed()[unit] * magnitudes[matching.units()[unit]];
        return Double.isInfinite(ends) ? byFloat : ends;
    }

    /** A value that near to a border may have the code beyond it: the float network is little else at the border. */
    private static double blur(ChainPair pair, Lipschitz lipschitz) {
        double blur = 0;
        for (Slot slot : pair.quantized().slots()) {
            blur += slot.isReal() ? 0 : slot.blur() * slot.step() * lipschitz.of(slot.feature());
        }
        return blur;
    }
}
