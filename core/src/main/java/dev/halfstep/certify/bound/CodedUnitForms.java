package dev.halfstep.certify.bound;

import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.Kind;
import dev.halfstep.certify.network.unit.Partner;
import dev.halfstep.certify.network.unit.RealLayer;
import dev.halfstep.certify.network.unit.Terms;
import dev.halfstep.certify.network.unit.UnitPair;
import java.util.HashMap;
import java.util.Map;

/**
 * How far the units of an integer network are from {@code g} times the float units that they stand for within a box, in code steps; and
 * which codes they can have, from the codes before alone.
 */
final class CodedUnitForms extends UnitForms {

    /** Room for the rounding of what a code is rounded from. */
    private static final double ROOM = 1e-7;

    private final UnitPair pair;
    private final CodedUnits network;
    private final Space space;
    private final RealUnitForms reals;
    /** By unit, the slots among them: from where to where codes range, in steps from the real 0. */
    private final int[] least;
    private final int[] most;
    /** From where to where sums range, in steps. */
    private final double[] lows;
    private final double[] highs;
    private final Map<Integer, Map<Double, Staircase>> stairs = new HashMap<>();
    private boolean rounds = true;
    /** The range of the difference that is looked at. */
    private double low;
    private double high;

    CodedUnitForms(UnitPair pair, Space space, RealUnitForms reals, Symbols symbols) {
        super(symbols, pair.quantized().slots().size(), pair.quantized().units());
        this.pair = pair;
        this.space = space;
        this.reals = reals;
        network = pair.quantized();
        least = new int[network.units()];
        most = new int[network.units()];
        lows = new double[network.units()];
        highs = new double[network.units()];
    }

    /** A slot's code is its value's, which follows the feature as far as {@link Symbols#follows} says. */
    @Override
    double addInput(double[] form, int at, int input, double weight) {
        Slot slot = network.slots().get(input);
        double steps = weight / slot.step();
        form[at + slot.feature()] += steps * (symbols.follows[input] - 1);
        form[at + symbols.features + input] += steps;
        return weight * (network.firstCode() - slot.offset() / slot.step());
    }

    /** From now on hidden codes are not rounded, to see what of a bound is left. */
    void withoutRounding() {
        rounds = false;
    }

    /** Begins anew with the codes of a box. */
    void begin(Box box) {
        for (int p = 0; p < space.parts().size(); p++) {
            Axis axis = space.parts().get(p);
            for (int s = 0; s < axis.slots().length; s++) {
                int slot = axis.slots()[s];
                int from = symbols.codeMin[slot];
                int to = symbols.codeMax[slot];
                if (!axis.isLine()) {
                    from = Integer.MAX_VALUE;
                    to = Integer.MIN_VALUE;
                    for (int c = (int) box.min(p); c <= (int) box.max(p); c++) {
                        from = Math.min(from, axis.codes()[c][s]);
                        to = Math.max(to, axis.codes()[c][s]);
                    }
                }
                least[slot] = from + network.firstCode();
                most[slot] = to + network.firstCode();
            }
        }
    }

    /** Works out the units of a layer whose sources are known. */
    void look(int index, boolean isHidden) {
        CodedLayer layer = network.layers().get(index);
        Partner partner = pair.partners().get(index);
        for (int u = 0; u < layer.units(); u++) {
            int unit = layer.first() + u;
            least[unit] = layer.least(u, least, most);
            most[unit] = layer.most(u, least, most);
            if (layer.kind() == Kind.LARGEST) {
                largest(layer.terms(), partner, u, unit);
            } else {
                difference(layer.terms(), partner, u, unit);
            }
            if (layer.kind() == Kind.FUNCTION) {
                function(index, partner, u, unit);
            } else {
                clamp(layer, partner, u, unit);
            }
            if (isHidden) {
                addSymbol(unit);
            }
        }
    }

    /** The form of a sum less {@code g} times the float one. */
    private void difference(Terms terms, Partner partner, int u, int unit) {
        int at = begin(unit);
        double constant = partner.constants()[u];
        for (int t = terms.start(u); t < terms.end(u); t++) {
            constant += add(forms, at, terms.sources()[t], terms.weights()[t]);
        }
        Terms left = partner.left();
        for (int t = left.start(u); t < left.end(u); t++) {
            constant += reals.add(forms, at, left.sources()[t], left.weights()[t]);
        }
        constants[unit - inputs] = constant;
        range(unit);
        low = symbols.least;
        high = symbols.most;
    }

    /** The difference of what is largest lies between the differences of those that can be largest, in either network. */
    private void largest(Terms terms, Partner partner, int u, int unit) {
        double factor = partner.factors()[u];
        double realLeast = Double.NEGATIVE_INFINITY;
        int codeLeast = Integer.MIN_VALUE;
        for (int t = terms.start(u); t < terms.end(u); t++) {
            realLeast = Math.max(realLeast, valueLow(terms.sources()[t], factor));
            codeLeast = Math.max(codeLeast, least[terms.sources()[t]]);
        }
        low = Double.POSITIVE_INFINITY;
        high = Double.NEGATIVE_INFINITY;
        int last = 0;
        int candidates = 0;
        for (int t = terms.start(u); t < terms.end(u); t++) {
            int source = terms.sources()[t];
            if (most[source] >= codeLeast || valueHigh(source, factor) >= realLeast) {
                rangeBetween(source, -1);
                low = Math.min(low, symbols.least);
                high = Math.max(high, symbols.most);
                last = source;
                candidates++;
            }
        }
        if (candidates == 1) {
            int at = begin(unit);
            constants[unit - inputs] = add(forms, at, last, 1);
        } else {
            int symbol = symbols.add(low, high);
            forms[begin(unit) + symbol] = 1;
            constants[unit - inputs] = 0;
        }
    }

    private double valueLow(int source, double factor) {
        int real = floatUnit(source);
        return real < 0 ? least[source] : factor * reals.valueLow(real);
    }

    private double valueHigh(int source, double factor) {
        int real = floatUnit(source);
        return real < 0 ? most[source] : factor * reals.valueHigh(real);
    }

    /** The float unit that a unit stands for; below 0 if none. */
    private int floatUnit(int unit) {
        return unit < inputs ? network.slots().get(unit).feature()
                : pair.partnerOf(unit).units()[unit - network.layers().get(network.layerOf(unit)).first()];
    }

    /** What becomes of a sum that is rounded and clamped. */
    private void clamp(CodedLayer layer, Partner partner, int u, int unit) {
        int own = unit - inputs;
        if (partner.isNone()) {
            lines[own].value(low, high, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            restLeast[own] = 0;
            restMost[own] = 0;
            return;
        }
        int k = partner.units()[u];
        double factor = partner.factors()[u];
        double realLow = factor * (partner.isValue() ? reals.valueLow(k) : reals.low(k));
        double realHigh = factor * (partner.isValue() ? reals.valueHigh(k) : reals.high(k));
        double from = realLow + low;
        double to = realHigh + high;
        double half = layer.half() + ROOM;
        if (layer.kind() == Kind.LARGEST) {
            half = 0;
        } else {
            double sumLow = end(layer, u, least, most);
            double sumHigh = end(layer, u, most, least);
            double least = Math.max(from, sumLow);
            double most = Math.min(to, sumHigh);
            // They may have passed each other by a rounding.
            from = Math.min(least, most);
            to = Math.max(least, most);
        }
        lows[unit] = from;
        highs[unit] = to;
        narrow(layer, unit, from, to, half);
        double min = Double.NEGATIVE_INFINITY;
        double max = Double.POSITIVE_INFINITY;
        if (!partner.isValue()) {
            RealLayer real = pair.network().layers().get(partner.layer());
            min = factor * real.min();
            max = factor * real.max();
        }
        lines[own].difference(from, to, realLow, realHigh, low, high, min, max);
        ends(layer, own, from, to, min, max);
        if (rounds && from < layer.max() && to > layer.min()) {
            restLeast[own] += Math.max(-half, Math.min(half, least[unit] - clamped(layer, to)));
            restMost[own] += Math.min(half, Math.max(-half, most[unit] - clamped(layer, from)));
        }
        off(own, partner, u);
    }

    /** An end of what a sum can be by the codes that it reads. */
    private static double end(CodedLayer layer, int u, int[] up, int[] down) {
        Terms terms = layer.terms();
        double sum = layer.constants()[u];
        for (int t = terms.start(u); t < terms.end(u); t++) {
            double weight = terms.weights()[t];
            sum += weight * (weight >= 0 ? up : down)[terms.sources()[t]];
        }
        return sum;
    }

    /** A code is at most half a step from what it is rounded from. */
    private void narrow(CodedLayer layer, int unit, double from, double to, double half) {
        int fewest = (int) clamped(layer, Math.ceil(from - half - ROOM));
        int largest = (int) clamped(layer, Math.floor(to + half + ROOM));
        least[unit] = Math.clamp(fewest, least[unit], most[unit]);
        most[unit] = Math.clamp(largest, least[unit], most[unit]);
    }

    private static double clamped(CodedLayer layer, double steps) {
        return Math.clamp(steps, (double) layer.min(), (double) layer.max());
    }

    /** What the integer unit's own ends change, where they are others than the float unit's. */
    private void ends(CodedLayer layer, int own, double from, double to, double min, double max) {
        double fewest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (double corner : new double[] {from, to, layer.min(), layer.max(), min, max}) {
            double x = Math.clamp(corner, from, to);
            double change = clamped(layer, x) - Math.clamp(x, min, max);
            fewest = Math.min(fewest, change);
            largest = Math.max(largest, change);
        }
        restLeast[own] = fewest;
        restMost[own] = largest;
    }

    /** A function passes on a part of the difference, as it rises; codes add what their stairs are off it. */
    private void function(int index, Partner partner, int u, int unit) {
        int own = unit - inputs;
        CodedLayer layer = network.layers().get(index);
        RealLayer real = pair.network().layers().get(partner.layer());
        int source = layer.terms().sources()[layer.terms().start(u)];
        int k = partner.units()[u];
        double factor = partner.factors()[u];
        double from = Math.min(least[source], factor * reals.low(k)) / factor;
        double to = Math.max(most[source], factor * reals.high(k)) / factor;
        double passed = partner.passed()[u] / factor;
        lines[own].part(passed * real.leastRise(from, to), passed * real.mostRise(from, to), low, high);
        Staircase table = stairs(index, factor, partner.passed()[u], real);
        restLeast[own] = rounds ? table.least(least[source], most[source], most[source]) : 0;
        restMost[own] = rounds ? table.most(least[source], most[source], least[source]) : 0;
        lows[unit] = least[source];
        highs[unit] = most[source];
        off(own, partner, u);
    }

    private Staircase stairs(int index, double factor, double passed, RealLayer real) {
        CodedLayer layer = network.layers().get(index);
        return stairs.computeIfAbsent(index, none -> new HashMap<>()).computeIfAbsent(factor,
                none -> new Staircase(layer.firstOfTable(), layer.table(), real::activated, 1 / factor, passed, 0));
    }

    /** It is the difference from what the float unit really gives. */
    private void off(int own, Partner partner, int u) {
        double rounding = partner.isValue() ? 0 : partner.passed()[u] * reals.rounding(partner.units()[u]);
        restLeast[own] -= rounding;
        restMost[own] += rounding;
    }

    int[] least() {
        return least;
    }

    int[] most() {
        return most;
    }

    /** How much of a bound lies in not knowing what a unit passes on. */
    double importance(int unit, boolean isHidden) {
        int own = unit - inputs;
        // Where a sum ranges over less than a code, its rounding is known, too.
        double rounding = (restMost[own] - restLeast[own]) / Math.max(1, highs[unit] - lows[unit]);
        return (isHidden ? lines[own].most - lines[own].least : lines[own].gap) + rounding;
    }
}
