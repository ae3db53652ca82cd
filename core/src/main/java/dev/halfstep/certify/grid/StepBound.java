package dev.halfstep.certify.grid;

import dev.halfstep.certify.network.chain.CodedChain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much an integer network's output can change at most from one cell of a part to the next, from how much each unit can: a sum's change
 * is known, and rounding adds less than one code to what comes of it.
 */
final class StepBound {

    /** Rounding two values moves their distance by less than one step; with room for the rounding of what is rounded. */
    private static final double ROUNDING = 1 + 1e-6;

    private final CodedChain chain;
    private final SumBits ranges;
    private long[] low;
    private long[] high;

    private StepBound(CodedChain chain, SumBits ranges, long[] change) {
        this.chain = chain;
        this.ranges = ranges;
        low = change;
        high = change;
    }

    /** In the output's unit. */
    static double of(ChainGrid grid, int target, int part) {
        int[][] codes = grid.cells.get(part).codes();
        List<Integer> different = IntStream.range(1, codes.length).boxed()
                .filter(c -> IntStream.range(1, c).noneMatch(b -> Arrays.equals(moved(codes, b), moved(codes, c))))
                .toList();
        double most = 0;
        for (int cell : different) {
            var bound = new StepBound(grid.chain, grid.ranges, grid.change(part, cell));
            most = Math.max(most, bound.inUnits(grid, target));
        }
        return most;
    }

    /** How far the codes of a cell are from those of the one before. */
    private static int[] moved(int[][] codes, int cell) {
        int[] moved = codes[cell].clone();
        Arrays.setAll(moved, s -> moved[s] - codes[cell - 1][s]);
        return moved;
    }

    private double inUnits(ChainGrid grid, int target) {
        for (int l = 0; l < chain.depth(); l++) {
            pass(l);
            if (l + 1 < chain.depth()) {
                next(chain.layers().get(l + 1));
            }
        }
        long fall = 0;
        long rise = 0;
        int least = 0;
        int most = 0;
        int last = chain.depth() - 1;
        int first = chain.layers().getLast().min();
        for (int c = target * chain.copies(); c < (target + 1) * chain.copies(); c++) {
            fall -= low[c];
            rise += high[c];
            least += ranges.lows[last][c] - first;
            most += ranges.highs[last][c] - first;
        }
        double[] inUnits = grid.inUnits(target);
        int by = (int) Math.min(most - least, Math.max(fall, rise));
        double largest = 0;
        for (int rank = least; rank + by <= most; rank++) {
            largest = Math.max(largest, inUnits[rank + by] - inUnits[rank]);
        }
        return largest;
    }

    /** From changes of a layer's sums to those of what it gives. */
    private void pass(int l) {
        CodedChain.Layer layer = chain.layers().get(l);
        var least = new long[layer.outputs()];
        var most = new long[least.length];
        for (int j = 0; j < least.length; j++) {
            int from = ranges.lows[l][j];
            int to = ranges.highs[l][j];
            boolean isClamped = layer.table().isPresent() || from == layer.min() || to == layer.max();
            long fewest = low[j] >= 0 ? Math.max(0, rounded(layer, low[j], j, -1)) : rounded(layer, low[j], j, -1);
            long largest = high[j] <= 0 ? Math.min(0, rounded(layer, high[j], j, 1)) : rounded(layer, high[j], j, 1);
            // Where an end holds, less of a change gets through.
            fewest = isClamped ? Math.min(0, fewest) : fewest;
            largest = isClamped ? Math.max(0, largest) : largest;
            least[j] = Math.max(from - to, layer.table().isEmpty() ? fewest : -rise(layer.table().get(), -fewest));
            most[j] = Math.min(to - from, layer.table().isEmpty() ? largest : rise(layer.table().get(), largest));
        }
        low = least;
        high = most;
    }

    private static long rounded(CodedChain.Layer layer, long change, int output, int side) {
        if (change == 0) {
            return 0;
        }
        double steps = layer.scale(output) * change;
        return (long) (side > 0 ? Math.floor(steps + ROUNDING) : Math.ceil(steps - ROUNDING));
    }

    /** How much a table rises at most over so many codes. */
    private static long rise(CodedChain.Table table, long codes) {
        int[] steps = table.steps();
        long most = 0;
        for (int i = 0; i < steps.length; i++) {
            most = Math.max(most, (long) steps[(int) Math.min(steps.length - 1L, i + codes)] - steps[i]);
        }
        return most;
    }

    private void next(CodedChain.Layer layer) {
        var least = new long[layer.outputs()];
        var most = new long[least.length];
        for (int j = 0; j < least.length; j++) {
            for (int i = 0; i < layer.inputs(); i++) {
                long weight = layer.weights()[j * layer.inputs() + i];
                least[j] += weight * (weight >= 0 ? low[i] : high[i]);
                most[j] += weight * (weight >= 0 ? high[i] : low[i]);
            }
        }
        low = least;
        high = most;
    }
}
