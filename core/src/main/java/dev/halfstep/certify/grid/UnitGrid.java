package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.domain.OutputUnit;
import dev.halfstep.certify.network.unit.CodedLayer;
import dev.halfstep.certify.network.unit.CodedUnits;
import dev.halfstep.certify.network.unit.CodedUnits.LayerSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cells of a network of units. */
final class UnitGrid extends Grid {

    /** So many cells are looked at along all parts, however short the time is, on no more lines than these. */
    private static final int LEAST_CELLS = 1 << 16;
    private static final int MOST_LINES = 32;

    private final CodedUnits network;
    /** What each unit can give in the domain, in steps from the real 0. */
    final int[] lows;
    final int[] highs;
    private final List<SumsNeeded> sums = new ArrayList<>();

    UnitGrid(CodedUnits network, Space space, List<OutputUnit> units) {
        super(network, space, units);
        this.network = network;
        lows = new int[network.units()];
        highs = new int[network.units()];
        for (int p = 0; p < cells.size(); p++) {
            readSlots(space.parts().get(p), cells.get(p).codes());
        }
        for (CodedLayer layer : network.layers()) {
            readSums(layer);
            for (int u = 0; u < layer.units(); u++) {
                lows[layer.first() + u] = layer.least(u, lows, highs);
                highs[layer.first() + u] = layer.most(u, lows, highs);
            }
        }
    }

    private void readSlots(Axis axis, int[][] codes) {
        for (int s = 0; s < axis.slots().length; s++) {
            int index = s;
            int slot = axis.slots()[s];
            lows[slot] = network.firstCode() + Arrays.stream(codes).mapToInt(row -> row[index]).min().orElseThrow();
            highs[slot] = network.firstCode() + Arrays.stream(codes).mapToInt(row -> row[index]).max().orElseThrow();
        }
    }

    private void readSums(CodedLayer layer) {
        long[] range = CodedUnits.sumRange(layer, lows, highs);
        if (range.length > 0) {
            LayerSums any = network.sums().get(sums.size());
            sums.add(new SumsNeeded(sums.size(), CodedUnits.bits(range), any.bits(), any.width()));
        }
    }

    CodedUnits network() {
        return network;
    }

    @Override
    Line line(int part, int[] at) {
        Axis axis = space.parts().get(part);
        int[] codes = point(at).codes();
        CodedUnits.Ranks own = network.ranks(codes, axis.slots());
        return (cell, ranks, index) -> {
            for (int s = 0; s < axis.slots().length; s++) {
                codes[axis.slots()[s]] = cells.get(part).codes()[cell][s];
            }
            int[] found = own.moved(codes);
            for (int t = 0; t < ranks.length; t++) {
                ranks[t][index] = found[t];
            }
        };
    }

    @Override
    int leastLines() {
        int longest = cells.stream().mapToInt(Cells::count).max().orElse(1);
        return Math.clamp(LEAST_CELLS / longest / cells.size(), 2, MOST_LINES);
    }

    @Override
    public List<SumsNeeded> sums() {
        return sums;
    }

    @Override
    public double stepBound(int target, int part) {
        return UnitStepBound.of(this, target, part);
    }
}
