package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.chain.CodedChain;
import java.util.Arrays;
import java.util.List;

/** The cells of a network of dense layers in a row, whose first sums are those of its parts together. */
final class ChainGrid extends Grid {

    private static final int LEAST_LINES = 100;

    final CodedChain chain;
    /** What codes and sums can be in the domain. */
    final SumBits ranges;
    /** What a cell of a part adds to the sums of the first layer, {@code [parts][cells][units]}. */
    private final long[][][] adds;

    ChainGrid(CodedChain chain, Space space, List<OutputUnit> units) {
        super(chain, space, units);
        this.chain = chain;
        ranges = SumBits.of(chain, space, cells);
        adds = new long[cells.size()][][];
        for (int p = 0; p < adds.length; p++) {
            adds[p] = adds(space.parts().get(p), cells.get(p));
        }
    }

    private long[][] adds(Axis axis, Cells own) {
        CodedChain.Layer first = chain.layers().getFirst();
        var sums = new long[own.count()][first.outputs()];
        for (int c = 0; c < sums.length; c++) {
            for (int s = 0; s < axis.slots().length; s++) {
                for (int j = 0; j < first.outputs(); j++) {
                    sums[c][j] += (long) first.weights()[j * first.inputs() + axis.slots()[s]] * own.codes()[c][s];
                }
            }
        }
        return sums;
    }

    @Override
    Line line(int part, int[] at) {
        long[] sums = sumsWithout(part, at);
        return (cell, ranks, index) -> ranks(sums, part, cell, ranks, index);
    }

    /** The first layer's sums for a cell, less what one part adds. */
    private long[] sumsWithout(int part, int[] at) {
        long[] sums = chain.layers().getFirst().bias().clone();
        for (int p = 0; p < at.length; p++) {
            if (p != part) {
                add(sums, p, at[p]);
            }
        }
        return sums;
    }

    private void add(long[] sums, int part, int cell) {
        long[] own = adds[part][cell];
        for (int j = 0; j < sums.length; j++) {
            sums[j] += own[j];
        }
    }

    private void ranks(long[] sums, int part, int cell, int[][] ranks, int index) {
        long[] all = sums.clone();
        add(all, part, cell);
        int[] steps = chain.steps(all);
        int least = chain.layers().getLast().min();
        for (int t = 0; t < ranks.length; t++) {
            int rank = 0;
            for (int c = 0; c < chain.copies(); c++) {
                rank += steps[t * chain.copies() + c] - least;
            }
            ranks[t][index] = rank;
        }
    }

    /** How much more a cell of a part adds to the first layer's sums than the one before it. */
    long[] change(int part, int cell) {
        long[] change = adds[part][cell].clone();
        Arrays.setAll(change, j -> change[j] - adds[part][cell - 1][j]);
        return change;
    }

    @Override
    int leastLines() {
        return LEAST_LINES;
    }

    @Override
    public List<SumsNeeded> sums() {
        return ranges.found();
    }

    @Override
    public double stepBound(int target, int part) {
        return StepBound.of(this, target, part);
    }
}
