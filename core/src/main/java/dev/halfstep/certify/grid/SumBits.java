package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.grid.Grid.SumsNeeded;
import dev.halfstep.certify.network.chain.CodedChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many bits the sums of integer layers need, in whatever order products are added: from the codes that each unit can have, taken by
 * itself.
 */
final class SumBits {

    private final CodedChain chain;
    private final Space space;
    /** Codes of the units before the layer that is looked at, in steps from the real 0; of slots, less the zero point. */
    private int[] low;
    private int[] high;
    /** The codes that a hidden layer's units can have, {@code [layers][units]}. */
    final int[][] lows;
    final int[][] highs;
    /** What the sums of each layer can be in the end. */
    final long[][] leastSums;
    final long[][] mostSums;
    private final List<SumsNeeded> found = new ArrayList<>();

    private SumBits(CodedChain chain, Space space) {
        this.chain = chain;
        this.space = space;
        low = new int[chain.slots().size()];
        high = new int[low.length];
        int depth = chain.depth();
        lows = new int[depth][];
        highs = new int[depth][];
        leastSums = new long[depth][];
        mostSums = new long[depth][];
    }

    /**
     * Over a domain.
     *
     * @param cells of each of its parts
     */
    static SumBits of(CodedChain chain, Space space, List<Cells> cells) {
        var bits = new SumBits(chain, space);
        bits.readSlots(cells);
        for (int l = 0; l < chain.depth(); l++) {
            bits.readLayer(l);
        }
        return bits;
    }

    List<SumsNeeded> found() {
        return found;
    }

    private void readSlots(List<Cells> cells) {
        int base = chain.firstCode();
        for (int p = 0; p < space.parts().size(); p++) {
            Axis axis = space.parts().get(p);
            int[][] codes = cells.get(p).codes();
            for (int s = 0; s < axis.slots().length; s++) {
                int index = s;
                low[axis.slots()[s]] = base + Arrays.stream(codes).mapToInt(row -> row[index]).min().orElseThrow();
                high[axis.slots()[s]] = base + Arrays.stream(codes).mapToInt(row -> row[index]).max().orElseThrow();
            }
        }
    }

    private void readLayer(int l) {
        CodedChain.Layer layer = chain.layers().get(l);
        int units = layer.outputs();
        lows[l] = new int[units];
        highs[l] = new int[units];
        leastSums[l] = new long[units];
        mostSums[l] = new long[units];
        long fewest = 0;
        long largest = 0;
        for (int j = 0; j < units; j++) {
            long bias = layer.dense().bias(j);
            long least = bias;
            long most = bias;
            long below = Math.min(0, bias);
            long above = Math.max(0, bias);
            for (int i = 0; i < layer.inputs(); i++) {
                long weight = layer.weights()[j * layer.inputs() + i];
                long a = Math.min(weight * low[i], weight * high[i]);
                long b = Math.max(weight * low[i], weight * high[i]);
                least += a;
                most += b;
                below += Math.min(0, a);
                above += Math.max(0, b);
            }
            fewest = Math.min(fewest, below);
            largest = Math.max(largest, above);
            leastSums[l][j] = least;
            mostSums[l][j] = most;
            lows[l][j] = layer.steps(least, j);
            highs[l][j] = layer.steps(most, j);
        }
        int width = layer.dense().wide() ? Long.SIZE : Integer.SIZE;
        found.add(new SumsNeeded(l, Math.max(bits(fewest), bits(largest)), chain.bits(l), width));
        low = lows[l];
        high = highs[l];
    }

    /** With the sign. */
    private static int bits(long value) {
        return 1 + Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    }
}
