package dev.halfstep.certify.bound;

import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.CodedChain;
import dev.halfstep.certify.network.FloatChain;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.WeightsChain;
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
public final class BoxBounds {

    private final Pair pair;
    private final Space space;
    private final int target;
    /** Half a step of the output, and how far its values are off their line. */
    private final double rounding;
    private final Symbols symbols;
    private final RealBounds[] reals;
    private final DifferenceBounds[] layers;
    private final OutputForm difference;
    private final OutputForm real;
    /** What integer units of the last hidden layer, or slots, add to the predicted value. */
    private final double[] weights;
    private final double constant;
    /** What is left of the float units there. */
    private final double[] left;
    private final double[] realWeights;
    /** How far copies of the output are from each other at most: near an end, some may have reached it and others not. */
    private final double copiesApart;

    /** The bounds found last: of value less reference, and of the reference. */
    public double least;
    public double most;
    public double realLeast;
    public double realMost;
    /** What of these is for rounding in the float network, at least. */
    public double floatRounding;
    /** The same of the value as its codes alone have it. */
    private double codedLeast;
    private double codedMost;
    private boolean isCoded = true;
    private double highAtEnds;
    private double lowAtEnds;
    /** Which bound was the larger one: of the integer network's codes, or of the difference. */
    private boolean isByCodes;
    private boolean isMost;

    public BoxBounds(Pair pair, Space space, int target, double rounding) {
        this.pair = pair;
        this.space = space;
        this.target = target;
        this.rounding = rounding;
        symbols = new Symbols(space, pair.network().units()
                + IntStream.range(0, pair.layers()).map(pair.quantized()::outputs).sum());
        reals = RealBounds.hidden(pair.network(), symbols);
        layers = new DifferenceBounds[reals.length];
        Arrays.setAll(layers, l -> new DifferenceBounds(pair, l, reals[l], symbols));
        difference = new OutputForm(symbols);
        real = new OutputForm(symbols);
        Pair.Sums sums = pair.sums().getLast();
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
        copiesApart = copiesApart(pair, copies);
        FloatChain.Layer last = pair.network().layers().getLast();
        realWeights = Arrays.copyOfRange(last.weights(), target * last.inputs(), (target + 1) * last.inputs());
    }

    private static double copiesApart(Pair pair, int[] copies) {
        if (copies.length == 1) {
            return 0;
        }
        Pair.Sums sums = pair.sums().getLast();
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

    private static double largestInput(Pair pair, int j) {
        if (pair.layers() > 1) {
            int before = pair.layers() - 2;
            return Math.max(Math.abs(pair.quantized().min(before)), Math.abs(pair.quantized().max(before)));
        }
        Slot slot = pair.quantized().slots().get(j);
        return Math.max(Math.abs(slot.value(0)), Math.abs(slot.value(slot.levels() - 1)));
    }

    /** Works out the bounds of a box. */
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
        double sumLeast = real.least(symbols);
        double sumMost = real.most(symbols);
        realLeast = Math.clamp(sumLeast, last.min(), last.max());
        realMost = Math.clamp(sumMost, last.min(), last.max());
        differenceForms();
        double single = last.rounding(target,
                reals.length == 0 ? symbols.magnitudes() : reals[reals.length - 1].magnitudes());
        if (pair.quantized() instanceof WeightsChain chain) {
            single += chain.chain().layers().getLast().rounding(target,
                    layers.length == 0 ? symbols.magnitudes() : layers[layers.length - 1].magnitudes());
        }
        realLeast -= single;
        realMost += single;
        floatRounding = single + roundingBefore();
        double high = difference.most(symbols) + rounding + single;
        double low = difference.least(symbols) - rounding - single;
        ends(last, sumLeast < last.min(), sumMost > last.max());
        high = Math.max(high, highAtEnds + copiesApart);
        low = Math.min(low, lowAtEnds - copiesApart);
        double highByCodes = codedMost - realLeast;
        double lowByCodes = codedLeast - realMost;
        most = Math.min(high, highByCodes);
        least = Math.max(low, lowByCodes);
        isMost = most > -least;
        isByCodes = isMost ? highByCodes <= high || highAtEnds >= high
                : lowByCodes >= low || lowAtEnds <= low;
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

    /** What ends of the output allow, and what codes of an integer network do. */
    private void ends(FloatChain.Layer last, boolean isBelow, boolean isAbove) {
        switch (pair.quantized()) {
            case CodedChain coded -> {
                codes(coded);
                double[] values = coded.values();
                double bottom = values[0];
                double top = values[values.length - 1];
                // Beyond an end of the codes, the integer network stays there.
                highAtEnds = Math.max(bottom - realLeast, isAbove ? top - last.max() : Double.NEGATIVE_INFINITY);
                lowAtEnds = Math.min(top - realMost, isBelow ? bottom - last.min() : Double.POSITIVE_INFINITY);
            }
            case WeightsChain weights -> {
                codedLeast = Double.NEGATIVE_INFINITY;
                codedMost = Double.POSITIVE_INFINITY;
                // Where an end holds both back, they do not deviate.
                highAtEnds = isBelow || isAbove ? 0 : Double.NEGATIVE_INFINITY;
                lowAtEnds = isBelow || isAbove ? 0 : Double.POSITIVE_INFINITY;
            }
        }
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

    /** The part that a cut makes the bound fall most of, as far as can be told. */
    public int cut(Box box) {
        double[] scores = layers.length == 0 ? new double[space.parts().size()]
                : RealBounds.scores(reals, isByCodes ? reals[reals.length - 1].importance(realWeights)
                        : layers[layers.length - 1].importance(weights, left), space, symbols,
                        pair.network().layers().getFirst());
        double[] form = isMost ? difference.upper : difference.lower;
        for (int p = 0; p < scores.length; p++) {
            for (int s : space.parts().get(p).slots()) {
                int codes = symbols.codeMax[s] - symbols.codeMin[s];
                double spread = symbols.max[symbols.features + s] - symbols.min[symbols.features + s];
                scores[p] += codes == 0 ? 0 : Math.abs(form[symbols.features + s]) * spread / codes;
            }
        }
        return box.best(scores);
    }

    /**
     * The least that the quantized network predicts.
     *
     * @param off how far bounds may be off
     */
    public double predictedLeast(double off) {
        return Math.max(codedLeast, realLeast + least - off);
    }

    /** The most that it predicts; see {@link #predictedLeast}. */
    public double predictedMost(double off) {
        return Math.min(codedMost, realMost + most + off);
    }

    /** The part over which the float network's output ranges furthest in the box that was looked at; none if over no part. */
    public int widest(Box box) {
        return box.best(IntStream.range(0, space.parts().size()).mapToDouble(this::spread).toArray());
    }

    /** How far the float network's output ranges over a part, as far as can be told from the box that was looked at. */
    public double spread(int part) {
        Axis axis = space.parts().get(part);
        return symbols.spread(axis, part, real.upper, 0) + symbols.spread(axis, part, real.lower, 0);
    }

    /** Whether the output's clipping decides the bound: whatever else rounds is no matter then. */
    public boolean isByEnds() {
        return isMost ? highAtEnds + copiesApart >= most : lowAtEnds - copiesApart <= least;
    }

    /** The larger magnitude of the difference alone, without the rounding of the output and what its codes allow. */
    public double difference(Box box) {
        look(box);
        return isMost ? difference.most(symbols) : -difference.least(symbols);
    }

    /** From now on hidden codes are not rounded. */
    public void withoutHiddenRounding() {
        for (DifferenceBounds layer : layers) {
            layer.withoutRounding();
        }
    }

    /** From now on features go in without codes. */
    public void withoutCodes() {
        isCoded = false;
        symbols.withoutCodes();
    }

    /** The corner of the box where the larger of both deviations is to be expected; without what comes to there. */
    public Point corner() {
        var values = new double[symbols.features];
        var codes = new int[symbols.slots];
        if (isByCodes) {
            symbols.corner(isMost ? real.lower : real.upper, isMost ? -1 : 1, values, codes);
        } else {
            symbols.corner(isMost ? difference.upper : difference.lower, isMost ? 1 : -1, values, codes);
        }
        return new Point(values, codes, Double.NEGATIVE_INFINITY);
    }
}
