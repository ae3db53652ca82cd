package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.RealNetwork;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.Kind;
import dev.halfstep.certify.network.unit.Partner;
import dev.halfstep.certify.network.unit.RealLayer;
import dev.halfstep.certify.network.unit.RealUnits;
import dev.halfstep.certify.network.unit.Terms;
import dev.halfstep.certify.network.unit.UnitPair;
import java.util.Arrays;

/**
 * The {@link Slack} of networks of units. What forms may be off is followed from unit to unit: how large the terms of a form are
 * together, and what adding them up in double precision loses. Lines pass on no more than what they are given, and what is added for
 * them is off by as much once more.
 */
final class UnitSlack {

    /** Room for whatever is done more than once on the way of a coefficient. */
    private static final double ROOM = 4;

    private static final int ROUNDINGS = 64;

    private final RealUnits network;
    private final CodedUnits quantized;
    /** How many symbols a form may have. */
    private final int symbols;
    /** By unit: how large the terms of what it gives are together, and how far they are off. */
    private final double[] real;
    private final double[] realOff;
    private final double[] coded;
    private final double[] codedOff;
    /** The same of a float unit's sum. */
    private final double[] sum;
    private final double[] sumOff;

    private UnitSlack(UnitPair pair, Space space) {
        network = pair.network();
        quantized = pair.quantized();
        symbols = space.domain().width() + space.slots().size() + 2 * (network.units() + quantized.units());
        real = Arrays.copyOf(space.magnitudes(), network.units());
        realOff = new double[real.length];
        sum = new double[real.length];
        sumOff = new double[real.length];
        coded = new double[quantized.units()];
        codedOff = new double[coded.length];
    }

    static Slack of(UnitPair pair, Space space, int target) {
        var slack = new UnitSlack(pair, space);
        slack.network.layers().forEach(slack::real);
        slack.slots(space);
        for (int l = 0; l < pair.partners().size(); l++) {
            slack.coded(pair.quantized().layers().get(l), pair.partners().get(l));
        }
        int output = pair.network().output(target);
        double off = slack.realOff[output];
        double rounding = 0;
        for (int unit : pair.quantized().outputs(target)) {
            CodedLayer layer = pair.quantized().layers().get(pair.quantized().layerOf(unit));
            off += pair.quantized().step() * slack.codedOff[unit];
            rounding = Math.max(rounding, Slack.output(pair.quantized(), pair.quantized().firstStep(), layer.half()));
        }
        double single = pair.network().rounding(space.magnitudes(), RealNetwork.FLOAT_ROUNDING)[target];
        return new Slack(rounding, off, blur(pair, target), single);
    }

    /** What adding up some terms loses. */
    private double lost(int terms, double magnitude) {
        return ROOM * (terms + symbols + ROUNDINGS) * RealNetwork.DOUBLE_ROUNDING * magnitude;
    }

    private void real(RealLayer layer) {
        Terms terms = layer.terms();
        for (int u = 0; u < layer.units(); u++) {
            int unit = layer.first() + u;
            double largest = 0;
            double off = 0;
            if (layer.isLargest()) {
                for (int t = terms.start(u); t < terms.end(u); t++) {
                    largest = Math.max(largest, 3 * real[terms.sources()[t]]);
                    off = Math.max(off, 3 * realOff[terms.sources()[t]]);
                }
            } else {
                largest = terms.magnitude(u, layer.biasTerms()[u], real);
                off = terms.magnitude(u, 0, realOff);
            }
            sum[unit] = largest;
            sumOff[unit] = off + lost(terms.count(u), largest);
            real[unit] = 2 * largest + end(layer.min()) + end(layer.max());
            realOff[unit] = 2 * sumOff[unit] + lost(1, real[unit]);
        }
    }

    private static double end(double end) {
        return Double.isInfinite(end) ? 0 : Math.abs(end);
    }

    private void slots(Space space) {
        double[] magnitudes = space.magnitudes();
        for (int s = 0; s < quantized.slots().size(); s++) {
            Slot slot = quantized.slots().get(s);
            double ends = Math.max(Math.abs(slot.offset()), Math.abs(slot.value(slot.levels())));
            coded[s] = (2 * Math.max(ends, magnitudes[slot.feature()]) + Math.abs(slot.offset())) / slot.step()
                    + Math.abs(quantized.firstCode());
            codedOff[s] = lost(1, coded[s]);
        }
    }

    private void coded(CodedLayer layer, Partner partner) {
        Terms terms = layer.terms();
        for (int u = 0; u < layer.units(); u++) {
            int unit = layer.first() + u;
            double ends = Math.abs((double) layer.min()) + Math.abs((double) layer.max());
            if (partner.isNone()) {
                coded[unit] = ends;
                continue;
            }
            double largest = ends;
            double off = 0;
            if (layer.kind() == Kind.LARGEST) {
                for (int t = terms.start(u); t < terms.end(u); t++) {
                    largest = Math.max(largest, 2 * coded[terms.sources()[t]]);
                    off = Math.max(off, 2 * codedOff[terms.sources()[t]]);
                }
            } else {
                largest += terms.magnitude(u, layer.constants()[u], coded)
                        + partner.left().magnitude(u, partner.constants()[u], real);
                off = terms.magnitude(u, 0, codedOff) + partner.left().magnitude(u, 0, realOff);
            }
            int k = partner.units()[u];
            double factor = Math.max(partner.factors()[u], partner.passed()[u]);
            double ofReal = factor * (partner.isValue() ? real[k] : sum[k]);
            double realsOff = factor * (partner.isValue() ? realOff[k] : sumOff[k]);
            double sumsOff = off + lost(terms.count(u) + partner.left().count(u), largest);
            coded[unit] = 2 * (largest + ofReal) + ends;
            codedOff[unit] = 3 * sumsOff + 2 * realsOff + lost(1, coded[unit]);
        }
    }

    /** A value that near to a border may have the code beyond it: the float network is little else at the border. */
    private static double blur(UnitPair pair, int target) {
        double[] after = pair.network().after(target);
        double blur = 0;
        for (Slot slot : pair.quantized().slots()) {
            blur += slot.blur() * slot.step() * after[slot.feature()];
        }
        return blur;
    }
}
