package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.Curve;
import dev.halfstep.certify.network.Provable;
import java.util.Arrays;

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
    private final Curve curve;
    private final double scale;
    private final double factor;
    private final double[] least;
    private final double[] most;
    private final double[] leastOfBlocks;
    private final double[] mostOfBlocks;

    /**
     * @param first the smallest code of the sum, in steps from the real 0
     * @param steps what becomes of each from it on, in steps of the output from the real 0
     * @param scale what a step of the sum is
     * @param factor steps of the output for one real unit
     */
    public Staircase(int first, int[] steps, Curve curve, double scale, double factor) {
        this.first = first;
        this.steps = steps;
        this.curve = curve;
        this.scale = scale;
        this.factor = factor;
        least = new double[steps.length];
        most = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            if (i > 0 && steps[i] < steps[i - 1]) {
                throw Provable.not("a table of its activation falls");
            }
            least[i] = steps[i] - at(first + i + HALF);
            most[i] = steps[i] - at(first + i - HALF);
        }
        int blocks = steps.length / BLOCK;
        leastOfBlocks = new double[blocks];
        mostOfBlocks = new double[blocks];
        for (int b = 0; b < blocks; b++) {
            leastOfBlocks[b] = Arrays.stream(least, b * BLOCK, (b + 1) * BLOCK).min().orElseThrow();
            mostOfBlocks[b] = Arrays.stream(most, b * BLOCK, (b + 1) * BLOCK).max().orElseThrow();
        }
    }

    private double at(double sum) {
        return factor * curve.of(scale * sum);
    }

    /** What comes out for the code of a sum. */
    public int steps(int code) {
        return steps[code - first];
    }

    public int min() {
        return steps[0];
    }

    public int max() {
        return steps[steps.length - 1];
    }

    /** How far it is from the curve at least, for codes from one to another, of sums that are not larger than {@code high}. */
    public double least(int from, int to, double high) {
        double found = Double.POSITIVE_INFINITY;
        for (int i = from - first; i <= to - first;) {
            boolean isBlock = i % BLOCK == 0 && i + BLOCK - 1 <= to - first && i / BLOCK < leastOfBlocks.length;
            found = Math.min(found, isBlock ? leastOfBlocks[i / BLOCK] : least[i]);
            i += isBlock ? BLOCK : 1;
        }
        return to - first == steps.length - 1 && high > to ? Math.min(found, steps[to - first] - at(high)) : found;
    }

    /** How far it is from the curve at most; of sums that are not smaller than {@code low}. */
    public double most(int from, int to, double low) {
        double found = Double.NEGATIVE_INFINITY;
        for (int i = from - first; i <= to - first;) {
            boolean isBlock = i % BLOCK == 0 && i + BLOCK - 1 <= to - first && i / BLOCK < mostOfBlocks.length;
            found = Math.max(found, isBlock ? mostOfBlocks[i / BLOCK] : most[i]);
            i += isBlock ? BLOCK : 1;
        }
        return from == first && low < from ? Math.max(found, steps[0] - at(low)) : found;
    }
}
