package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.Curve;
import dev.halfstep.certify.network.Provable;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What a table makes of the codes of a sum, and how far that is from the curve that it stands for. A code stands for all sums that
 * round to it, so that the difference from the curve ranges over the curve's rise within half a step to both sides; at the first and
 * the last code over whatever lies beyond, too.
 */
public final class Staircase {

    private static final int BLOCK = 16;

    /** Room for the rounding of what a code is rounded from. */
    private static final double HALF = 0.5 + 1e-7;

    private final int first;
    private final int[] steps;
    private final DoubleUnaryOperator curve;
    private final double scale;
    private final double factor;
    private final double[] least;
    private final double[] leastOfBlocks;
    /** The largest differences with the other sign, so that they are the least of something, too. */
    private final double[] lessMost;
    private final double[] lessMostOfBlocks;

    /**
     * @param first the smallest code of the sum, in steps from the real 0
     * @param steps what becomes of each from it on, in steps of the output from the real 0
     * @param scale what a step of the sum is
     * @param factor steps of the output for one real unit
     */
    public Staircase(int first, int[] steps, Curve curve, double scale, double factor) {
        this(first, steps, curve::of, scale, factor, HALF);
    }

    /**
     * The same where codes stand for sums that are closer.
     *
     * @param curve rises
     * @param half how far a sum is from its code at most
     */
    public Staircase(int first, int[] steps, DoubleUnaryOperator curve, double scale, double factor, double half) {
        this.first = first;
        this.steps = steps;
        this.curve = curve;
        this.scale = scale;
        this.factor = factor;
        least = new double[steps.length];
        lessMost = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            if (i > 0 && steps[i] < steps[i - 1]) {
                throw Provable.not("a table of its activation falls");
            }
            least[i] = steps[i] - at(first + i + half);
            lessMost[i] = at(first + i - half) - steps[i];
        }
        leastOfBlocks = lowestOfBlocks(least);
        lessMostOfBlocks = lowestOfBlocks(lessMost);
    }

    private double at(double sum) {
        return factor * curve.applyAsDouble(scale * sum);
    }

    /** What comes out for the code of a sum. */
    public int steps(int code) {
        return steps[code - first];
    }

    /** How far it is from the curve at least, for codes from one to another, of sums that are not larger than {@code high}. */
    public double least(int from, int to, double high) {
        double found = lowest(least, leastOfBlocks, from - first, to - first);
        return to - first == steps.length - 1 && high > to ? Math.min(found, steps[to - first] - at(high)) : found;
    }

    /** How far it is from the curve at most; of sums that are not smaller than {@code low}. */
    public double most(int from, int to, double low) {
        double found = -lowest(lessMost, lessMostOfBlocks, from - first, to - first);
        return from == first && low < from ? Math.max(found, steps[0] - at(low)) : found;
    }

    /** The lowest of some values, by whole blocks where these are among them. */
    private static double lowest(double[] values, double[] ofBlocks, int from, int to) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = from; i <= to;) {
            boolean isBlock = i % BLOCK == 0 && i + BLOCK - 1 <= to && i / BLOCK < ofBlocks.length;
            lowest = Math.min(lowest, isBlock ? ofBlocks[i / BLOCK] : values[i]);
            i += isBlock ? BLOCK : 1;
        }
        return lowest;
    }

    private static double[] lowestOfBlocks(double[] values) {
        var lowest = new double[values.length / BLOCK];
        Arrays.setAll(lowest, b -> Arrays.stream(values, b * BLOCK, (b + 1) * BLOCK).min().orElseThrow());
        return lowest;
    }
}
