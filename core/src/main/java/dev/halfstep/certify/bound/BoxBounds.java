package dev.halfstep.certify.bound;

import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.Pair;
import dev.halfstep.certify.network.chain.ChainPair;
import dev.halfstep.certify.network.unit.UnitPair;
import java.util.stream.IntStream;

/**
 * How far a quantized network can be from the float one within a box, for one predicted value: from a form of their difference, from
 * what the float network can give, and from the codes that the output can have. Not for several threads at once.
 */
public abstract class BoxBounds {

    final Space space;
    final Symbols symbols;
    /** Their difference, before both ends and without the rounding of the output. */
    final OutputForm difference;
    /** The float network's output: the sum of the last layer, before its activation. */
    final OutputForm real;
    /** Half a step of the output, and how far its values are off their line. */
    private final double rounding;
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
    double codedLeast;
    double codedMost;
    private double highAtEnds;
    private double lowAtEnds;
    /** Which bound was the larger one: of the quantized network's codes, or of the difference. */
    private boolean isByCodes;
    private boolean isMost;

    /**
     * The ends of what the quantized network can predict.
     *
     * @param bottom the value of its first code
     * @param top that of the last one
     */
    record Ends(double bottom, double top) {

        /** Of outputs that are real numbers. */
        static final Ends NONE = new Ends(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        boolean isNone() {
            return Double.isInfinite(bottom);
        }
    }

    BoxBounds(Space space, Symbols symbols, double rounding, double copiesApart) {
        this.space = space;
        this.symbols = symbols;
        this.rounding = rounding;
        this.copiesApart = copiesApart;
        difference = new OutputForm(symbols);
        real = new OutputForm(symbols);
    }

    /**
     * Those of two networks.
     *
     * @param rounding half a step of the output, and how far its values are off their line
     */
    public static BoxBounds of(Pair pair, Space space, int target, double rounding) {
        return switch (pair) {
            case ChainPair chain -> new ChainBounds(chain, space, target, rounding);
            case UnitPair units -> new UnitBounds(units, space, target, rounding);
            default -> throw new AssertionError(pair);
        };
    }

    /** Works out the bounds of a box. */
    public abstract void look(Box box);

    /** Works out what the output's codes can be, {@link #codedLeast} and {@link #codedMost}, and says where they end. */
    abstract Ends ends();

    /** How much of the bound lies in each part of the domain, but for the codes of features. */
    abstract double[] scores();

    /** From now on hidden codes are not rounded. */
    public abstract void withoutHiddenRounding();

    /**
     * From forms to bounds.
     *
     * @param min the lower end of the float network's output
     * @param max the upper end of it
     * @param single how far the output's own sums are off in single precision
     * @param before what of the bounds is for rounding in the float network before that
     */
    final void decide(double min, double max, double single, double before) {
        double sumLeast = real.least(symbols);
        double sumMost = real.most(symbols);
        realLeast = Math.clamp(sumLeast, min, max) - single;
        realMost = Math.clamp(sumMost, min, max) + single;
        floatRounding = single + before;
        double high = difference.most(symbols) + rounding + single;
        double low = difference.least(symbols) - rounding - single;
        atEnds(ends(), min, max, sumLeast < min, sumMost > max);
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

    private void atEnds(Ends ends, double min, double max, boolean isBelow, boolean isAbove) {
        if (ends.isNone()) {
            // Where an end holds both back, they do not deviate.
            highAtEnds = isBelow || isAbove ? 0 : Double.NEGATIVE_INFINITY;
            lowAtEnds = isBelow || isAbove ? 0 : Double.POSITIVE_INFINITY;
        } else {
            // Beyond an end of the codes, the quantized network stays there.
            highAtEnds = Math.max(ends.bottom - realLeast, isAbove ? ends.top - max : Double.NEGATIVE_INFINITY);
            lowAtEnds = Math.min(ends.top - realMost, isBelow ? ends.bottom - min : Double.POSITIVE_INFINITY);
        }
    }

    /** Whether the codes of the output decide the larger bound that was found last. */
    final boolean isByCodes() {
        return isByCodes;
    }

    /** The part that a cut makes the bound fall most of, as far as can be told. */
    public final int cut(Box box) {
        double[] scores = scores();
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
    public final double predictedLeast(double off) {
        return Math.max(codedLeast, realLeast + least - off);
    }

    /** The most that it predicts; see {@link #predictedLeast}. */
    public final double predictedMost(double off) {
        return Math.min(codedMost, realMost + most + off);
    }

    /** The part over which the float network's output ranges furthest in the box that was looked at; none if over no part. */
    public final int widest(Box box) {
        return box.best(IntStream.range(0, space.parts().size()).mapToDouble(this::spread).toArray());
    }

    /** How far the float network's output ranges over a part, as far as can be told from the box that was looked at. */
    public final double spread(int part) {
        Axis axis = space.parts().get(part);
        return symbols.spread(axis, part, real.upper, 0) + symbols.spread(axis, part, real.lower, 0);
    }

    /** Whether the output's clipping decides the bound: whatever else rounds is no matter then. */
    public final boolean isByEnds() {
        return isMost ? highAtEnds + copiesApart >= most : lowAtEnds - copiesApart <= least;
    }

    /** The larger magnitude of the difference alone, without the rounding of the output and what its codes allow. */
    public final double difference(Box box) {
        look(box);
        return isMost ? difference.most(symbols) : -difference.least(symbols);
    }

    /** From now on features go in without codes. */
    public void withoutCodes() {
        symbols.withoutCodes();
    }

    /** The corner of the box where the larger of both deviations is to be expected; without what comes to there. */
    public final Point corner() {
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
