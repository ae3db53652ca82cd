package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.Kind;
import dev.halfstep.certify.network.unit.Partner;
import dev.halfstep.certify.network.unit.RealLayer;
import dev.halfstep.certify.network.unit.Terms;
import dev.halfstep.certify.network.unit.UnitPair;
import java.util.Arrays;

/**
 * How much of an output's bound lies in each feature: from the output back, by what each unit adds to it, how much is not known of what
 * a unit passes on; and from the units down to the features by how much each adds to a unit's range.
 */
final class UnitScores {

    private final UnitPair pair;
    private final UnitOrder order;
    private final RealUnitForms reals;
    private final CodedUnitForms codes;
    /** By float unit: how much the output changes for a change of it, and how much of the bound lies in it. */
    private final double[] after;
    private final double[] importance;

    UnitScores(UnitPair pair, UnitOrder order, RealUnitForms reals, CodedUnitForms codes) {
        this.pair = pair;
        this.order = order;
        this.reals = reals;
        this.codes = codes;
        after = new double[pair.network().units()];
        importance = new double[after.length];
    }

    /** Where the float network's range decides. */
    double[] ofReal(int output) {
        int layer = pair.network().layerOf(output);
        if (order.isHiddenReal(layer) || Arrays.stream(order.reals()).anyMatch(l -> l == layer)) {
            after[output] = 1;
        } else {
            pass(pair.network().layers().get(layer).terms(), output - pair.network().layers().get(layer).first(), 1,
                    false);
        }
        realsBack();
        return toFeatures();
    }

    /** Where the difference decides. */
    double[] ofDifference(int[] outputs, double share) {
        var ofCodes = new double[pair.quantized().units()];
        for (int unit : outputs) {
            pass(pair.quantized().layerOf(unit), unit, share, ofCodes);
        }
        int[] layers = order.codes();
        for (int i = layers.length - 1; i >= 0; i--) {
            CodedLayer layer = pair.quantized().layers().get(layers[i]);
            Partner partner = pair.partners().get(layers[i]);
            for (int u = 0; u < layer.units(); u++) {
                int unit = layer.first() + u;
                if (ofCodes[unit] > 0 && !partner.isNone()) {
                    importance[partner.units()[u]] +=
                            ofCodes[unit] * codes.importance(unit, order.isHiddenCode(layers[i]));
                    pass(layers[i], unit, ofCodes[unit] * codes.lines[unit - codes.inputs].slope, ofCodes);
                }
            }
        }
        realsBack();
        return toFeatures();
    }

    private void pass(int layer, int unit, double by, double[] ofCodes) {
        CodedLayer own = pair.quantized().layers().get(layer);
        Terms terms = own.terms();
        int u = unit - own.first();
        for (int t = terms.start(u); t < terms.end(u); t++) {
            ofCodes[terms.sources()[t]] += by * Math.abs(terms.weights()[t]);
        }
        if (!pair.partners().get(layer).isNone() && own.kind() != Kind.LARGEST) {
            pass(pair.partners().get(layer).left(), u, by, false);
        }
    }

    private void pass(Terms terms, int u, double by, boolean isLargest) {
        for (int t = terms.start(u); t < terms.end(u); t++) {
            after[terms.sources()[t]] += by * (isLargest ? 1 : Math.abs(terms.weights()[t]));
        }
    }

    private void realsBack() {
        int[] layers = order.reals();
        for (int i = layers.length - 1; i >= 0; i--) {
            RealLayer layer = pair.network().layers().get(layers[i]);
            for (int u = 0; u < layer.units(); u++) {
                int unit = layer.first() + u;
                if (after[unit] > 0) {
                    importance[unit] += after[unit] * reals.gap(unit, order.isHiddenReal(layers[i]));
                    pass(layer.terms(), u, after[unit] * reals.lines[unit - reals.inputs].slope, layer.isLargest());
                }
            }
        }
    }

    private double[] toFeatures() {
        int[] layers = order.reals();
        for (int i = layers.length - 1; i >= 0; i--) {
            RealLayer layer = pair.network().layers().get(layers[i]);
            for (int u = 0; u < layer.units(); u++) {
                double own = importance[layer.first() + u];
                if (own > 0) {
                    share(layer.terms(), u, own, layer.isLargest());
                }
            }
        }
        return Arrays.copyOf(importance, pair.network().inputs());
    }

    private void share(Terms terms, int u, double amount, boolean isLargest) {
        double sum = 0;
        for (int t = terms.start(u); t < terms.end(u); t++) {
            sum += range(terms, t, isLargest);
        }
        for (int t = terms.start(u); sum > 0 && t < terms.end(u); t++) {
            importance[terms.sources()[t]] += amount * range(terms, t, isLargest) / sum;
        }
    }

    private double range(Terms terms, int t, boolean isLargest) {
        int source = terms.sources()[t];
        return (isLargest ? 1 : Math.abs(terms.weights()[t])) * (reals.valueHigh(source) - reals.valueLow(source));
    }
}
