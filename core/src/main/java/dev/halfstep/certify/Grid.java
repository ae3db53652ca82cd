package dev.halfstep.certify;

import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.CodedChain;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that an integer network can tell apart in a domain: a cell for each combination of codes that its parts can have. A cell is named
 * by its place along each part; what is predicted there, by a rank, which rises with the value.
 */
final class Grid {

    final CodedChain chain;
    private final Space space;
    final List<Cells> cells;
    /** What codes and sums can be in the domain. */
    final SumBits ranges;
    /** What a cell of a part adds to the sums of the first layer, {@code [parts][cells][units]}. */
    private final long[][][] adds;
    /** What a rank stands for, {@code [targets][ranks]}. */
    private final double[][] inUnits;

    Grid(CodedChain chain, Space space, List<OutputUnit> units) {
        this.chain = chain;
        this.space = space;
        cells = IntStream.range(0, space.parts().size()).mapToObj(p -> Cells.of(space, p)).toList();
        ranges = SumBits.of(chain, space, cells);
        adds = new long[cells.size()][][];
        for (int p = 0; p < adds.length; p++) {
            adds[p] = adds(space.parts().get(p), cells.get(p));
        }
        inUnits = new double[units.size()][];
        for (int t = 0; t < inUnits.length; t++) {
            inUnits[t] = inUnits(units.get(t));
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

    private double[] inUnits(OutputUnit unit) {
        double[] values = chain.values();
        int last = values.length - 1;
        var all = new double[chain.copies() * last + 1];
        for (int rank = 0; rank < all.length; rank++) {
            int whole = rank / chain.copies();
            double part = rank % chain.copies() / (double) chain.copies();
            // The mean of copies lies between neighbouring values.
            all[rank] = unit
                    .inUnits(part == 0 ? values[whole] : values[whole] + part * (values[whole + 1] - values[whole]));
        }
        return all;
    }

    /** How many cells there are. */
    double count() {
        return cells.stream().mapToDouble(Cells::count).reduce(1, (a, b) -> a * b);
    }

    /** Whether these are all cells that there are. */
    boolean isSure() {
        return cells.stream().allMatch(Cells::isSure);
    }

    /** What ranks stand for, in the output's unit. */
    double[] inUnits(int target) {
        return inUnits[target];
    }

    int lastRank() {
        return inUnits[0].length - 1;
    }

    /** The first layer's sums for a cell, less what one part adds. */
    long[] sumsWithout(int part, int[] at) {
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

    /**
     * The ranks of all outputs for a cell.
     *
     * @param sums without what {@code part} adds
     * @param ranks that are set, {@code [targets][...]}
     * @param index where
     */
    void ranks(long[] sums, int part, int cell, int[][] ranks, int index) {
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

    /** A point of a cell. */
    Point point(int[] at) {
        var values = new double[space.domain().width()];
        var codes = new int[space.slots().size()];
        for (int p = 0; p < at.length; p++) {
            Axis axis = space.parts().get(p);
            Cells own = cells.get(p);
            for (int f = 0; f < axis.features().length; f++) {
                values[axis.features()[f]] = own.values()[at[p]][f];
            }
            for (int s = 0; s < axis.slots().length; s++) {
                codes[axis.slots()[s]] = own.codes()[at[p]][s];
            }
        }
        return new Point(values, codes, 0);
    }
}
