package dev.halfstep.certify;

import java.util.ArrayList;
import java.util.List;

/**
 * A float network and the integer one, and how their difference goes from layer to layer. With {@code R} what a float unit gives and
 * {@code H} the code steps that an integer unit gives, {@code H = g R + d}; a sum of the next layer, in code steps, differs from
 * {@code g'} times the float one by {@code sum(v d) + sum(c R) + constant}, where the {@code v} are the integer layer's weights and the
 * {@code c} what they leave of the float ones.
 *
 * @param matchings one for each layer
 * @param sums one for each layer: how its sums are made of what goes in
 */
record Pair(FloatChain network, CodedChain coded, List<Matching> matchings, List<Sums> sums) {

    /**
     * How the sums of a layer are made, in code steps of its outputs.
     *
     * @param weights {@code [outputs][inputs]} of the integer layer; the first layer's are for what the codes of slots stand for
     * @param constants {@code [outputs]}
     * @param left {@code [outputs][float inputs]} what is left of the float weights; of the first layer none, since its inputs may
     *        follow the features in part only
     */
    record Sums(double[][] weights, double[] constants, double[][] left) {}

    static Pair of(FloatChain network, CodedChain coded) {
        List<Matching> matchings = Matching.of(network, coded);
        var sums = new ArrayList<Sums>();
        for (int l = 0; l < matchings.size(); l++) {
            sums.add(l == 0 ? first(coded) : sums(network, coded, l, matchings.get(l - 1), matchings.get(l)));
        }
        return new Pair(network, coded, matchings, List.copyOf(sums));
    }

    private static Sums first(CodedChain coded) {
        CodedChain.Layer layer = coded.layers().getFirst();
        var weights = new double[layer.outputs()][layer.inputs()];
        var constants = new double[layer.outputs()];
        for (int j = 0; j < weights.length; j++) {
            constants[j] = layer.scale(j) * layer.bias()[j];
            for (int s = 0; s < layer.inputs(); s++) {
                Slot slot = coded.slots().get(s);
                weights[j][s] = layer.scale(j) * layer.weights()[j * layer.inputs() + s] / slot.step();
                constants[j] -= weights[j][s] * slot.offset();
            }
        }
        return new Sums(weights, constants, new double[0][]);
    }

    private static Sums sums(FloatChain network, CodedChain coded, int l, Matching before, Matching own) {
        CodedChain.Layer layer = coded.layers().get(l);
        FloatChain.Layer real = network.layers().get(l);
        var weights = new double[layer.outputs()][layer.inputs()];
        var constants = new double[layer.outputs()];
        var left = new double[layer.outputs()][real.inputs()];
        for (int j = 0; j < weights.length; j++) {
            constants[j] = layer.scale(j) * layer.bias()[j];
            for (int i = 0; i < layer.inputs(); i++) {
                weights[j][i] = layer.scale(j) * layer.weights()[j * layer.inputs() + i];
                left[j][before.units()[i]] += weights[j][i] * before.factors()[i];
            }
            for (int k = 0; k < real.inputs(); k++) {
                left[j][k] -= own.factors()[j] * real.weight(own.units()[j], k);
            }
        }
        return new Sums(weights, constants, left);
    }

    int layers() {
        return sums.size();
    }

    /** The integer outputs that make a predicted value. */
    int[] copies(int target) {
        var copies = new int[coded.copies()];
        for (int c = 0; c < copies.length; c++) {
            copies[c] = target * copies.length + c;
        }
        return copies;
    }
}
