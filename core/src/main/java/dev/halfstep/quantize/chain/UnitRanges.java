package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;

/**
 * The smallest and largest value of every unit, after its activation, over all rows. Rows are looked at in blocks; memory does not
 * grow with their number.
 *
 * @param low {@code [layer][unit]}
 * @param high {@code [layer][unit]}
 */
record UnitRanges(float[][] low, float[][] high) {

    private static final int BLOCK = 1024;

    static UnitRanges of(DenseChain chain, Tensor rows) {
        int layers = chain.layers().size();
        var ranges = new UnitRanges(new float[layers][], new float[layers][]);
        for (int l = 0; l < layers; l++) {
            ranges.low[l] = new float[chain.layer(l).outputs()];
            ranges.high[l] = new float[chain.layer(l).outputs()];
            Arrays.fill(ranges.low[l], Float.POSITIVE_INFINITY);
            Arrays.fill(ranges.high[l], Float.NEGATIVE_INFINITY);
        }
        int count = rows.shape().extent(0);
        int width = chain.inputs();
        for (int from = 0; from < count; from += BLOCK) {
            int to = Math.min(count, from + BLOCK);
            float[] block = Arrays.copyOfRange(rows.values(), from * width, to * width);
            ranges.add(chain, new FloatTrace(chain, Sample.of(Tensor.of(Shape.of(to - from, width), block), BLOCK)));
        }
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
