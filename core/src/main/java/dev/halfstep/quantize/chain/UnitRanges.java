package dev.halfstep.quantize.chain;

import java.util.Arrays;

/**
 * The smallest and largest value of every unit, after its activation, over all rows. Rows are looked at in blocks; memory does not
 * grow with their number.
 *
 * @param low {@code [layer][unit]}
 * @param high {@code [layer][unit]}
 */
record UnitRanges(float[][] low, float[][] high) {

    static UnitRanges of(DenseChain chain, FitRows rows) {
        int layers = chain.layers().size();
        var ranges = new UnitRanges(new float[layers][], new float[layers][]);
        for (int l = 0; l < layers; l++) {
            ranges.low[l] = new float[chain.layer(l).outputs()];
            ranges.high[l] = new float[chain.layer(l).outputs()];
            Arrays.fill(ranges.low[l], Float.POSITIVE_INFINITY);
            Arrays.fill(ranges.high[l], Float.NEGATIVE_INFINITY);
        }
        rows.forEachBlock(block -> ranges.add(chain, new FloatTrace(chain, block)));
        return ranges;
    }

    private void add(DenseChain chain, FloatTrace trace) {
        for (int l = 0; l < low.length; l++) {
            for (int u = 0; u < low[l].length; u++) {
                for (float sum : trace.sums(l, u)) {
                    float value = chain.layer(l).activated(sum);
                    low[l][u] = Math.min(low[l][u], value);
                    high[l][u] = Math.max(high[l][u], value);
                }
            }
        }
    }

    /** The smallest value of a layer's units. */
    float lowest(int layer) {
        float lowest = low[layer][0];
        for (float value : low[layer]) {
            lowest = Math.min(lowest, value);
        }
        return lowest;
    }

    /** The largest value of a layer's units. */
    float highest(int layer) {
        float highest = high[layer][0];
        for (float value : high[layer]) {
            highest = Math.max(highest, value);
        }
        return highest;
    }
}
