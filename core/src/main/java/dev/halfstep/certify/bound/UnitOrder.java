package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.Kind;
import dev.halfstep.certify.network.unit.Partner;
import dev.halfstep.certify.network.unit.RealLayer;
import dev.halfstep.certify.network.unit.Terms;
import dev.halfstep.certify.network.unit.UnitPair;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which layers one predicted value depends on, in the order in which they are computed, and which of them others than the output read:
 * these need symbols.
 */
final class UnitOrder {

    private final UnitPair pair;
    private final BitSet reals = new BitSet();
    private final BitSet codes = new BitSet();
    private final BitSet hiddenReals = new BitSet();
    private final BitSet hiddenCodes = new BitSet();

    private UnitOrder(UnitPair pair) {
        this.pair = pair;
    }

    static UnitOrder of(UnitPair pair, int target) {
        var order = new UnitOrder(pair);
        int[] outputs = pair.quantized().outputs(target);
        for (int unit : outputs) {
            int layer = pair.quantized().layerOf(unit);
            order.readCodes(layer, order.codes);
            order.readReals(pair.partners().get(layer).left(), order.reals);
            if (pair.partners().get(layer).isValue()) {
                order.reals.set(pair.partners().get(layer).layer());
            }
        }
        order.readReals(order.realTerms(pair.network().layerOf(pair.network().output(target))), order.reals);
        order.close();
        return order;
    }

    private void readCodes(int layer, BitSet to) {
        Arrays.stream(pair.quantized().layers().get(layer).terms().sources()).map(pair.quantized()::layerOf)
                .filter(l -> l >= 0).forEach(to::set);
    }

    private void readReals(Terms terms, BitSet to) {
        Arrays.stream(terms.sources()).map(pair.network()::layerOf).filter(l -> l >= 0).forEach(to::set);
    }

    private Terms realTerms(int layer) {
        return pair.network().layers().get(layer).terms();
    }

    /** What layers read is needed, too: the later ones first. */
    private void close() {
        for (int l = pair.quantized().layers().size() - 1; l >= 0; l--) {
            if (codes.get(l)) {
                readCodes(l, codes);
                readCodes(l, hiddenCodes);
                Partner partner = pair.partners().get(l);
                if (!partner.isNone()) {
                    readReals(partner.left(), reals);
                    readReals(partner.left(), hiddenReals);
                    reals.set(Math.max(0, partner.layer()), partner.layer() + 1);
                }
            }
        }
        for (int l = pair.network().layers().size() - 1; l >= 0; l--) {
            if (reals.get(l)) {
                readReals(realTerms(l), reals);
                readReals(realTerms(l), hiddenReals);
            }
        }
    }

    int[] reals() {
        return reals.stream().toArray();
    }

    int[] codes() {
        return codes.stream().toArray();
    }

    boolean isHiddenReal(int layer) {
        return hiddenReals.get(layer);
    }

    boolean isHiddenCode(int layer) {
        return hiddenCodes.get(layer);
    }

    /** How many symbols there may be besides those of features and slots. */
    int symbols() {
        int count = 0;
        for (int l : reals()) {
            RealLayer layer = pair.network().layers().get(l);
            count += layer.units() * ((isHiddenReal(l) ? 1 : 0) + (layer.isLargest() ? 1 : 0));
        }
        for (int l : codes()) {
            CodedLayer layer = pair.quantized().layers().get(l);
            count += layer.units() * ((isHiddenCode(l) ? 1 : 0) + (layer.kind() == Kind.LARGEST ? 1 : 0));
        }
        return count;
    }
}
