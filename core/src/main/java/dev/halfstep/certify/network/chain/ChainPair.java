package dev.halfstep.certify.network.chain;

import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * A float network and the quantized one, and how their difference goes from layer to layer. With {@code R} what a float unit gives and
 * {@code H} the code steps that an integer unit gives, {@code H = g R + d}; a sum of the next layer, in code steps, differs from
 * {@code g'} times the float one by {@code sum(v d) + sum(c R) + constant}, where the {@code v} are the integer layer's weights and the
 * {@code c} what they leave of the float ones.
 *
 * @param matchings one for each layer
 * @param sums one for each layer: how its sums are made of what goes in
 */
public record ChainPair(FloatChain network, QuantizedChain quantized, List<Matching> matchings, List<Sums> sums)
        implements
            Pair {

    /**
     * How the sums of a layer are made, in code steps of its outputs.
     *
     * @param weights {@code [outputs][inputs]} of the integer layer; the first layer's are for what the codes of slots stand for
     * @param constants {@code [outputs]}
     * @param left {@code [outputs][float inputs]} what is left of the float weights; of the first layer none, since its inputs may
     *        follow the features in part only
     */
    public record Sums(double[][] weights, double[] constants, double[][] left) {}

    public static ChainPair of(FloatChain network, QuantizedChain quantized) {
        List<Matching> matchings = Matching.of(network, quantized);
        var sums = new ArrayList<Sums>();
        for (int l = 0; l < matchings.size(); l++) {
            sums.add(l == 0 ? first(quantized) : sums(network, quantized, l, matchings.get(l - 1), matchings.get(l)));
        }
        return new ChainPair(network, quantized, matchings, List.copyOf(sums));
    }

    private static Sums first(QuantizedChain quantized) {
        List<Slot> slots = quantized.slots();
        var weights = new double[quantized.outputs(0)][slots.size()];
        var constants = new double[weights.length];
        for (int j = 0; j < weights.length; j++) {
            constants[j] = quantized.constant(0, j);
            for (int s = 0; s < slots.size(); s++) {
                Slot slot = slots.get(s);
                weights[j][s] = quantized.weight(0, j, s) / slot.step();
                constants[j] -= weights[j][s] * slot.offset();
            }
        }
        return new Sums(weights, constants, new double[0][]);
    }

    private static Sums sums(FloatChain network, QuantizedChain quantized, int l, Matching before, Matching own) {
        FloatChain.Layer real = network.layers().get(l);
        var weights = new double[quantized.outputs(l)][quantized.inputs(l)];
        var constants = new double[weights.length];
        var left = new double[weights.length][real.inputs()];
        for (int j = 0; j < weights.length; j++) {
            constants[j] = quantized.constant(l, j);
            for (int i = 0; i < weights[j].length; i++) {
                weights[j][i] = quantized.weight(l, j, i);
                left[j][before.units()[i]] += weights[j][i] * before.passed()[i];
            }
            for (int k = 0; k < real.inputs(); k++) {
                left[j][k] -= own.factors()[j] * real.weight(own.units()[j], k);
            }
        }
        return new Sums(weights, constants, left);
    }

    public int layers() {
        return sums.size();
    }

    /** The integer outputs that make a predicted value. */
    public int[] copies(int target) {
        var copies = new int[quantized.copies()];
        for (int c = 0; c < copies.length; c++) {
            copies[c] = target * copies.length + c;
        }
        return copies;
    }
}
