package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;
import java.util.List;

/**
 * The smallest and largest value of every unit, after its activation, over all rows. Rows are looked at in blocks; memory does not
 * grow with their number.
 *
 * @param low {@code [layer][unit]}
 * @param high {@code [layer][unit]}
 */
record UnitRanges(float[][] low, float[][] high) {

    private static UnitRanges none(DenseChain chain) {
        int layers = chain.layers().size();
        var ranges = new UnitRanges(new float[layers][], new float[layers][]);
        for (int l = 0; l < layers; l++) {
            ranges.low[l] = new float[chain.layer(l).outputs()];
            ranges.high[l] = new float[chain.layer(l).outputs()];
            Arrays.fill(ranges.low[l], Float.POSITIVE_INFINITY);
            Arrays.fill(ranges.high[l], Float.NEGATIVE_INFINITY);
        }
        return ranges;
    }

    static UnitRanges of(DenseChain chain, FitRows rows) {
        UnitRanges ranges = none(chain);
        rows.forEachBlock(block -> ranges.add(chain, new FloatTrace(chain, block)));
        return ranges;
    }

    /**
     * Ranges over the same rows.
     *
     * @param seen over the rows as they are
     * @param coded over the rows as their codes stand for them: what clips at the input never reaches a unit
     */
    record Both(UnitRanges seen, UnitRanges coded) {

        /** @param columns how each feature becomes codes; none where all share a quantization */
        static Both of(DenseChain chain, FitRows rows, List<ColumnCode> columns, Quantization shared) {
            var both = new Both(none(chain), none(chain));
            rows.forEachBlock(block -> {
                both.seen.add(chain, new FloatTrace(chain, block));
                both.coded.add(chain, new FloatTrace(chain, asCoded(block, columns, shared)));
            });
            return both;
        }
    }

    private static Sample asCoded(Sample sample, List<ColumnCode> columns, Quantization shared) {
        var coded = new float[sample.columns().length][sample.rows()];
        for (int f = 0; f < coded.length; f++) {
            for (int n = 0; n < coded[f].length; n++) {
                float value = sample.columns()[f][n];
                coded[f][n] = columns.isEmpty()
                        ? shared.dequantize(shared.quantize(value, DType.INT8), 0)
                        : (float) columns.get(f).coded(value);
            }
        }
        return new Sample(coded, sample.weights());
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
