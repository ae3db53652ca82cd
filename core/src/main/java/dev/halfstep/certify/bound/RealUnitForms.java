package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.certify.network.unit.RealLayer;
import dev.halfstep.certify.network.unit.RealUnits;
import dev.halfstep.certify.network.unit.Terms;

/** The units of a float network within a box. */
final class RealUnitForms extends UnitForms {

    private final RealUnits network;
    /** By unit, the features among them: from where to where sums range, and how large is what is given. */
    private final double[] low;
    private final double[] high;
    private final double[] magnitudes;
    /** How far what a unit gives may be off when it is computed in single precision, in any order. */
    private final double[] rounding;

    RealUnitForms(RealUnits network, Symbols symbols) {
        super(symbols, network.inputs(), network.units());
        this.network = network;
        low = new double[network.units()];
        high = new double[network.units()];
        magnitudes = new double[network.units()];
        rounding = new double[network.units()];
    }

    @Override
    double addInput(double[] form, int at, int input, double weight) {
        form[at + input] += weight;
        return 0;
    }

    /** Begins anew with the features of a box. */
    void begin() {
        double[] ofFeatures = symbols.magnitudes();
        System.arraycopy(ofFeatures, 0, magnitudes, 0, ofFeatures.length);
        for (int f = 0; f < inputs; f++) {
            rangeBetween(f, -1);
            low[f] = symbols.least;
            high[f] = symbols.most;
        }
    }

    /** Works out the units of a layer whose sources are known. */
    void look(RealLayer layer, boolean isHidden) {
        for (int u = 0; u < layer.units(); u++) {
            int unit = layer.first() + u;
            if (layer.isLargest()) {
                largest(layer.terms(), u, unit);
            } else {
                sum(layer, u, unit);
            }
            int own = unit - inputs;
            if (layer.curve().isLine()) {
                lines[own].value(low[unit], high[unit], layer.min(), layer.max());
            } else {
                lines[own].curve(layer.curve(), low[unit], high[unit]);
            }
            rounding[unit] = layer.rounding(u, magnitudes, RealNetwork.FLOAT_ROUNDING);
            restLeast[own] = -rounding[unit];
            restMost[own] = rounding[unit];
            magnitudes[unit] = Math.max(Math.abs(layer.activated(low[unit])), Math.abs(layer.activated(high[unit])))
                    + rounding[unit];
            if (isHidden) {
                addSymbol(unit);
            }
        }
    }

    private void sum(RealLayer layer, int u, int unit) {
        Terms terms = layer.terms();
        int at = begin(unit);
        double constant = layer.bias()[u];
        for (int t = terms.start(u); t < terms.end(u); t++) {
            constant += add(forms, at, terms.sources()[t], terms.weights()[t]);
        }
        constants[unit - inputs] = constant;
        range(unit);
        low[unit] = symbols.least;
        high[unit] = symbols.most;
    }

    /** The one that is largest as a rule, and what another may be above it. */
    private void largest(Terms terms, int u, int unit) {
        int usual = terms.sources()[terms.start(u)];
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int t = terms.start(u); t < terms.end(u); t++) {
            int source = terms.sources()[t];
            usual = valueLow(source) + valueHigh(source) > valueLow(usual) + valueHigh(usual) ? source : usual;
            least = Math.max(least, valueLow(source));
            most = Math.max(most, valueHigh(source));
        }
        double beyond = 0;
        for (int t = terms.start(u); t < terms.end(u); t++) {
            int source = terms.sources()[t];
            if (source != usual && valueHigh(source) > valueLow(usual)) {
                rangeBetween(source, usual);
                beyond = Math.max(beyond, symbols.most);
            }
        }
        int symbol = symbols.add(0, beyond);
        int at = begin(unit);
        constants[unit - inputs] = add(forms, at, usual, 1);
        forms[at + symbol] += 1;
        low[unit] = least;
        high[unit] = most;
    }

    /** The least that a unit gives. */
    double valueLow(int unit) {
        return unit < inputs ? low[unit] : activated(unit, low[unit]) - rounding[unit];
    }

    /** The most that it gives. */
    double valueHigh(int unit) {
        return unit < inputs ? high[unit] : activated(unit, high[unit]) + rounding[unit];
    }

    private double activated(int unit, double sum) {
        return network.layers().get(network.layerOf(unit)).activated(sum);
    }

    /** The least that a unit's sum can be. */
    double low(int unit) {
        return low[unit];
    }

    /** The most that it can be. */
    double high(int unit) {
        return high[unit];
    }

    double[] magnitudes() {
        return magnitudes;
    }

    /** How far what a unit gives may be off in single precision, for its own roundings. */
    double rounding(int unit) {
        return rounding[unit];
    }
}
