package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Point;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.QuantizedNetwork;
import dev.halfstep.certify.network.chain.CodedChain;
import dev.halfstep.certify.network.unit.CodedUnits;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All that an integer network can tell apart in a domain: a cell for each combination of codes that its parts can have. A cell is named
 * by its place along each part; what is predicted there, by a rank, which rises with the value.
 */
public abstract class Grid {

    final Space space;
    final List<Cells> cells;
    /** What a rank stands for, {@code [targets][ranks]}. */
    private final double[][] inUnits;

    Grid(QuantizedNetwork network, Space space, List<OutputUnit> units) {
        this.space = space;
        cells = IntStream.range(0, space.parts().size()).mapToObj(p -> Cells.of(space, p)).toList();
        inUnits = new double[units.size()][];
        for (int t = 0; t < inUnits.length; t++) {
            inUnits[t] = inUnits(network, units.get(t));
        }
    }

    /** That of a network; none of one without codes. */
    public static Optional<Grid> of(QuantizedNetwork network, Space space, List<OutputUnit> units) {
        return switch (network) {
            case CodedChain chain -> Optional.of(new ChainGrid(chain, space, units));
            case CodedUnits coded -> Optional.of(new UnitGrid(coded, space, units));
            default -> Optional.empty();
        };
    }

    /** Cells along one part. */
    @FunctionalInterface
    interface Line {

        /**
         * The ranks of all outputs for a cell.
         *
         * @param cell its place along the part
         * @param ranks that are set, {@code [targets][...]}
         * @param index where
         */
        void ranks(int cell, int[][] ranks, int index);
    }

    /** The line along a part through a cell. */
    abstract Line line(int part, int[] at);

    /** So many lines are looked at, however short the time is. */
    abstract int leastLines();

    /** What sums need. */
    public abstract List<SumsNeeded> sums();

    /**
     * How much an output can change at most from one cell of a part to the next, in its unit, from how much each unit can: a sum's change
     * is known, and rounding adds less than one code to what comes of it.
     */
    public abstract double stepBound(int target, int part);

    /**
     * The sums of a layer.
     *
     * @param layer its index
     * @param bits that they need over the domain, in whatever order products are added, with the sign
     * @param bitsOfAnyCodes that they need whatever codes come
     * @param width that they have
     */
    public record SumsNeeded(int layer, int bits, int bitsOfAnyCodes, int width) {}

    private static double[] inUnits(QuantizedNetwork network, OutputUnit unit) {
        double[] values = network.values();
        int copies = network.copies();
        int last = values.length - 1;
        var all = new double[copies * last + 1];
        for (int rank = 0; rank < all.length; rank++) {
            int whole = rank / copies;
            double part = rank % copies / (double) copies;
            // The mean of copies lies between neighbouring values.
            all[rank] = unit
                    .inUnits(part == 0 ? values[whole] : values[whole] + part * (values[whole + 1] - values[whole]));
        }
        return all;
    }

    /** How many cells there are. */
    public double count() {
        return cells.stream().mapToDouble(Cells::count).reduce(1, (a, b) -> a * b);
    }

    /** Whether these are all cells that there are. */
    public boolean isSure() {
        return cells.stream().allMatch(Cells::isSure);
    }

    /** What ranks stand for, in the output's unit. */
    public double[] inUnits(int target) {
        return inUnits[target];
    }

    public int lastRank() {
        return inUnits[0].length - 1;
    }

    /** A point of a cell. */
    public Point point(int[] at) {
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
