package dev.halfstep.certify.bound;

import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.Partner;
import dev.halfstep.certify.network.unit.RealLayer;
import dev.halfstep.certify.network.unit.RealUnits;
import dev.halfstep.certify.network.unit.Terms;
import dev.halfstep.certify.network.unit.UnitPair;

/** Bounds of networks with skips, convolutions and pools: what {@link ChainBounds} does, unit by unit. */
public final class UnitBounds extends BoxBounds {

    /** More coefficients than these, of all forms together, take too much memory. */
    private static final long MOST_COEFFICIENTS = 1 << 24;

    private final RealUnits network;
    private final CodedUnits quantized;
    private final UnitPair pair;
    private final UnitOrder order;
    private final RealUnitForms reals;
    private final CodedUnitForms codes;
    /** The float unit that predicts, and the integer ones. */
    private final int output;
    private final int[] outputs;
    private final double share;
    private final boolean isValue;

    public UnitBounds(UnitPair pair, Space space, int target, double rounding) {
        this(pair, space, target, rounding, UnitOrder.of(pair, target));
    }

    private UnitBounds(UnitPair pair, Space space, int target, double rounding, UnitOrder order) {
        super(space, symbols(pair, space, order), rounding, copiesApart(pair, target));
        this.pair = pair;
        this.order = order;
        network = pair.network();
        quantized = pair.quantized();
        reals = new RealUnitForms(network, symbols);
        codes = new CodedUnitForms(pair, space, reals, symbols);
        output = network.output(target);
        outputs = quantized.outputs(target);
        share = quantized.step() / outputs.length;
        isValue = pair.partnerOf(outputs[0]).isValue();
    }

    private static Symbols symbols(UnitPair pair, Space space, UnitOrder order) {
        long units = (long) pair.network().units() + pair.quantized().units();
        long symbols = space.domain().width() + space.slots().size() + (long) order.symbols();
        if (units * symbols > MOST_COEFFICIENTS) {
            throw Provable.not("its " + units / 2 + " units are too many for bounds");
        }
        return new Symbols(space, order.symbols());
    }

    private static double copiesApart(UnitPair pair, int target) {
        int[] outputs = pair.quantized().outputs(target);
        double most = 0;
        for (int unit : outputs) {
            most = Math.max(most, apart(pair, unit, outputs[0]));
        }
        // Each is rounded, too.
        return outputs.length == 1 ? 0 : pair.quantized().step() * (2 * most + 2 * layer(pair, outputs[0]).half());
    }

    private static CodedLayer layer(UnitPair pair, int unit) {
        return pair.quantized().layers().get(pair.quantized().layerOf(unit));
    }

    /** How far the sums of two copies are apart at most; they read the same units in the same order. */
    private static double apart(UnitPair pair, int unit, int other) {
        CodedLayer layer = layer(pair, unit);
        int u = unit - layer.first();
        int v = other - layer.first();
        Terms terms = layer.terms();
        double apart = Math.abs(layer.constants()[u] - layer.constants()[v]);
        for (int t = 0; t < terms.count(u); t++) {
            int source = terms.sources()[terms.start(u) + t];
            if (source != terms.sources()[terms.start(v) + t]) {
                throw Provable.not("copies of its output read other units");
            }
            double weight = terms.weights()[terms.start(u) + t] - terms.weights()[terms.start(v) + t];
            apart += Math.abs(weight) * pair.quantized().largest(source);
        }
        return apart;
    }

    @Override
    public void look(Box box) {
        symbols.of(box);
        reals.begin();
        codes.begin(box);
        for (int l : order.reals()) {
            reals.look(network.layers().get(l), order.isHiddenReal(l));
        }
        for (int l : order.codes()) {
            codes.look(l, order.isHiddenCode(l));
        }
        output();
    }

    private void output() {
        differenceForm();
        if (isValue) {
            real.clear(symbols.count, 0);
            add(real, output, 1);
            decide(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0);
            return;
        }
        RealLayer last = network.layers().get(network.layerOf(output));
        int u = output - last.first();
        real.clear(symbols.count, last.bias()[u]);
        for (int t = last.terms().start(u); t < last.terms().end(u); t++) {
            add(real, last.terms().sources()[t], last.terms().weights()[t]);
        }
        decide(last.min(), last.max(), last.rounding(u, reals.magnitudes(), RealNetwork.FLOAT_ROUNDING),
                roundingBefore(last, u));
    }

    private void add(OutputForm form, int unit, double weight) {
        reals.add(form, unit, weight, isHidden(unit));
    }

    private boolean isHidden(int realUnit) {
        int layer = network.layerOf(realUnit);
        return layer >= 0 && order.isHiddenReal(layer);
    }

    private boolean isHiddenCode(int unit) {
        int layer = quantized.layerOf(unit);
        return layer >= 0 && order.isHiddenCode(layer);
    }

    private void differenceForm() {
        double constant = 0;
        for (int unit : outputs) {
            constant += share * pair.partnerOf(unit).constants()[index(unit)];
        }
        difference.clear(symbols.count, constant);
        for (int unit : outputs) {
            Terms terms = layer(pair, unit).terms();
            for (int t = terms.start(index(unit)); t < terms.end(index(unit)); t++) {
                int source = terms.sources()[t];
                codes.add(difference, source, share * terms.weights()[t], isHiddenCode(source));
            }
            Terms left = pair.partnerOf(unit).left();
            for (int t = left.start(index(unit)); t < left.end(index(unit)); t++) {
                add(difference, left.sources()[t], share * left.weights()[t]);
            }
        }
    }

    private int index(int unit) {
        return unit - layer(pair, unit).first();
    }

    /** What of the bounds is for rounding in units that only the output reads: the less of what both ways to bounds have. */
    private double roundingBefore(RealLayer last, int u) {
        double byCodes = 0;
        for (int t = last.terms().start(u); t < last.terms().end(u); t++) {
            int source = last.terms().sources()[t];
            byCodes += isHidden(source) ? 0 : Math.abs(last.terms().weights()[t]) * reals.rounding(source);
        }
        double byDifference = 0;
        for (int unit : outputs) {
            Terms terms = layer(pair, unit).terms();
            for (int t = terms.start(index(unit)); t < terms.end(index(unit)); t++) {
                int source = terms.sources()[t];
                if (source >= quantized.slots().size() && !isHiddenCode(source)
                        && !pair.partnerOf(source).isNone() && !pair.partnerOf(source).isValue()) {
                    Partner partner = pair.partnerOf(source);
                    byDifference += Math.abs(share * terms.weights()[t]) * partner.passed()[index(source)]
                            * reals.rounding(partner.units()[index(source)]);
                }
            }
        }
        return Math.min(byCodes, byDifference);
    }

    @Override
    Ends ends() {
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int unit : outputs) {
            least = Math.min(least, layer(pair, unit).least(index(unit), codes.least(), codes.most()));
            most = Math.max(most, layer(pair, unit).most(index(unit), codes.least(), codes.most()));
        }
        double[] values = quantized.values();
        codedLeast = values[least - quantized.firstStep()];
        codedMost = values[most - quantized.firstStep()];
        CodedLayer layer = layer(pair, outputs[0]);
        return new Ends(values[layer.min() - quantized.firstStep()], values[layer.max() - quantized.firstStep()]);
    }

    @Override
    double[] scores() {
        var scores = new UnitScores(pair, order, reals, codes);
        double[] ofFeatures = isByCodes() ? scores.ofReal(output) : scores.ofDifference(outputs, share);
        return space.parts().stream().mapToDouble(axis -> sum(axis, ofFeatures)).toArray();
    }

    private static double sum(Axis axis, double[] ofFeatures) {
        double sum = 0;
        for (int feature : axis.features()) {
            sum += ofFeatures[feature];
        }
        return sum;
    }

    @Override
    public void withoutHiddenRounding() {
        codes.withoutRounding();
    }
}
