package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.chain.ChainPair;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.chain.FloatChain;
import dev.halfstep.certify.network.chain.WeightsChain;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far the integer network can be from the float one within a box, for one predicted value. Not for several threads at once.
 *
 * <p>
 * The difference of both networks is followed from layer to layer as a linear function of what the box's values are made of
 * ({@link Symbols}), as ReluDiff (Paulsen et al., ICSE 2020) and its successors do: bounds of each network by itself would lie many times
 * further apart than the two ever are. Roundings of hidden codes are symbols of their own. Besides, the integer network's codes are
 * bounded exactly, from sums of codes; where its output can have one code only, the float network's range decides.
 */
public final class ChainBounds extends BoxBounds {

    private final ChainPair pair;
    private final int target;
    private final RealBounds[] reals;
    private final DifferenceBounds[] layers;
    /** What integer units of the last hidden layer, or slots, add to the predicted value. */
    private final double[] weights;
    private final double constant;
    /** What is left of the float units there. */
    private final double[] left;
    private final double[] realWeights;
    private boolean isCoded = true;

    public ChainBounds(ChainPair pair, Space space, int target, double rounding) {
        super(space, new Symbols(space, pair.network().units()
                + IntStream.range(0, pair.layers()).map(pair.quantized()::outputs).sum()), rounding,
                copiesApart(pair, pair.copies(target)));
        this.pair = pair;
        this.target = target;
        reals = RealBounds.hidden(pair.network(), symbols);
        layers = new DifferenceBounds[reals.length];
        Arrays.setAll(layers, l -> new DifferenceBounds(pair, l, reals[l], symbols));
        ChainPair.Sums sums = pair.sums().getLast();
        int[] copies = pair.copies(target);
        double share = pair.quantized().step() / copies.length;
        weights = new double[sums.weights()[0].length];
        left = new double[sums.left().length == 0 ? 0 : sums.left()[0].length];
        double constants = 0;
        for (int copy : copies) {
            constants += share * sums.constants()[copy];
            Arrays.setAll(weights, j -> weights[j] + share * sums.weights()[copy][j]);
            Arrays.setAll(left, k -> left[k] + share * sums.left()[copy][k]);
        }
        constant = constants;
        FloatChain.Layer last = pair.network().layers().getLast();
        realWeights = Arrays.copyOfRange(last.weights(), target * last.inputs(), (target + 1) * last.inputs());
    }

    private static double copiesApart(ChainPair pair, int[] copies) {
        if (copies.length == 1) {
            return 0;
        }
        ChainPair.Sums sums = pair.sums().getLast();
        double most = 0;
        for (int copy : copies) {
            double apart = Math.abs(sums.constants()[copy] - sums.constants()[copies[0]]);
            for (int j = 0; j < sums.weights()[copy].length; j++) {
                double weight = Math.abs(sums.weights()[copy][j] - sums.weights()[copies[0]][j]);
                apart += weight * largestInput(pair, j);
            }
            most = Math.max(most, apart);
        }
        // Each is rounded, too.
        return pair.quantized().step() * (2 * most + 1);
    }

    private static double largestInput(ChainPair pair, int j) {
        if (pair.layers() > 1) {
            int before = pair.layers() - 2;
            return Math.max(Math.abs(pair.quantized().min(before)), Math.abs(pair.quantized().max(before)));
        }
        Slot slot = pair.quantized().slots().get(j);
        return Math.max(Math.abs(slot.value(0)), Math.abs(slot.value(slot.levels() - 1)));
    }

    @Override
    public void look(Box box) {
        symbols.of(box);
        if (pair.quantized() instanceof WeightsChain chain && isCoded) {
            symbols.code(chain.codings().getFirst());
        }
        for (int l = 0; l < layers.length; l++) {
            layer(l);
        }
        output();
    }

    private void layer(int l) {
        if (l == 0) {
            reals[l].first();
            layers[l].first();
        } else {
            reals[l].next(reals[l - 1]);
            layers[l].next(layers[l - 1]);
        }
        reals[l].bound(l == 0 ? null : reals[l - 1]);
        layers[l].bound(l == 0 ? null : layers[l - 1]);
        if (l < layers.length - 1) {
            reals[l].addSymbols();
            layers[l].addSymbols();
        }
    }

    private void output() {
        FloatChain.Layer last = pair.network().layers().getLast();
        realForms();
        differenceForms();
        double single = last.rounding(target,
                reals.length == 0 ? symbols.magnitudes() : reals[reals.length - 1].magnitudes());
        if (pair.quantized() instanceof WeightsChain chain) {
            single += chain.chain().layers().getLast().rounding(target,
                    layers.length == 0 ? symbols.magnitudes() : layers[layers.length - 1].magnitudes());
        }
        decide(last.min(), last.max(), single, roundingBefore());
    }

    /** What of the bounds is for rounding in the last hidden layer of the float network: the less of what both ways to bounds have. */
    private double roundingBefore() {
        double byCodes = 0;
        for (int k = 0; reals.length > 0 && k < realWeights.length; k++) {
            byCodes += Math.abs(realWeights[k]) * reals[reals.length - 1].rounding(k);
        }
        double byDifference = 0;
        for (int j = 0; layers.length > 0 && j < weights.length; j++) {
            byDifference += layers[layers.length - 1].rounding(j, weights[j]);
        }
        return Math.min(byCodes, byDifference);
    }

    /** The float network's output: the sum of the last layer, before its activation. */
    private void realForms() {
        FloatChain.Layer last = pair.network().layers().getLast();
        real.clear(symbols.count, last.bias()[target]);
        if (layers.length == 0) {
            for (int f = 0; f < symbols.features; f++) {
                real.add(f, last.weight(target, f));
            }
            return;
        }
        for (int k = 0; k < last.inputs(); k++) {
            reals[reals.length - 1].add(real, k, realWeights[k]);
        }
    }

    /** Its difference from the integer network's, before both ends and without the rounding of the output. */
    private void differenceForms() {
        FloatChain.Layer last = pair.network().layers().getLast();
        difference.clear(symbols.count, constant - last.bias()[target]);
        if (layers.length == 0) {
            directDifference();
            return;
        }
        for (int j = 0; j < weights.length; j++) {
            layers[layers.length - 1].add(difference, j, weights[j]);
        }
        for (int k = 0; k < left.length; k++) {
            reals[reals.length - 1].add(difference, k, left[k]);
        }
    }

    /** Of networks of one layer, whose output reads the features. */
    private void directDifference() {
        FloatChain.Layer last = pair.network().layers().getLast();
        for (int f = 0; f < symbols.features; f++) {
            difference.add(f, -last.weight(target, f));
        }
        for (int s = 0; s < weights.length; s++) {
            difference.add(symbols.features + s, weights[s]);
            difference.add(space.slots().get(s).feature(), symbols.follows[s] * weights[s]);
        }
    }

    @Override
    Ends ends() {
        return switch (pair.quantized()) {
            case CodedChain coded -> {
                codes(coded);
                double[] values = coded.values();
                yield new Ends(values[0], values[values.length - 1]);
            }
            case WeightsChain weights -> {
                codedLeast = Double.NEGATIVE_INFINITY;
                codedMost = Double.POSITIVE_INFINITY;
                yield Ends.NONE;
            }
        };
    }

    /** The integer network's last codes, from the codes before. */
    private void codes(CodedChain coded) {
        CodedChain.Layer last = coded.layers().getLast();
        DifferenceBounds before = layers.length == 0 ? null : layers[layers.length - 1];
        int codeMin = Integer.MAX_VALUE;
        int codeMax = Integer.MIN_VALUE;
        for (int copy : pair.copies(target)) {
            DifferenceBounds.sumRange(last, copy, before, symbols);
            codeMin = Math.min(codeMin, last.steps(symbols.leastSum, copy) - last.min());
            codeMax = Math.max(codeMax, last.steps(symbols.mostSum, copy) - last.min());
        }
        codedLeast = coded.values()[codeMin];
        codedMost = coded.values()[codeMax];
    }

    @Override
    double[] scores() {
        return layers.length == 0 ? new double[space.parts().size()]
                : RealBounds.scores(reals, isByCodes() ? reals[reals.length - 1].importance(realWeights)
                        : layers[layers.length - 1].importance(weights, left), space, symbols,
                        pair.network().layers().getFirst());
    }

    @Override
    public void withoutHiddenRounding() {
        for (DifferenceBounds layer : layers) {
            layer.withoutRounding();
        }
    }

    @Override
    public void withoutCodes() {
        isCoded = false;
        super.withoutCodes();
    }
}
