package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * The smallest and largest value of every unit, after its activation, over all rows. Rows are looked at in blocks; memory does not
 * grow with their number.
 *
 * @param low {@code [layer][unit]}
 * @param high {@code [layer][unit]}
 */
record UnitRanges(float[][] low, float[][] high) {

    /** Of so few rows, each unit's range is that of all its layer's; of more, it is at least that part of it. Chosen by trials. */
    private static final int TOO_FEW = 60;

    private static final long SEED = 1;

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
     * @param beyond how far units of rows that were not seen may reach, in codes as well; no more than {@code coded} of enough rows. Where it is
     *        known what features can be, how far they do reach: those of the first layer exactly, others at its ends
     */
    record All(UnitRanges seen, UnitRanges coded, UnitRanges beyond) {

        /** @param columns how each feature becomes codes; none where all share a quantization */
        static All of(DenseChain chain, FitRows rows, List<ColumnCode> columns, FitRequest request) {
            Quantization shared = request.input();
            UnitRanges seen = none(chain);
            UnitRanges coded = none(chain);
            rows.forEachBlock(block -> {
                seen.add(chain, new FloatTrace(chain, block));
                coded.add(chain, new FloatTrace(chain, asCoded(block, columns, shared)));
            });
            if (request.domain().isPresent()) {
                Sample extremes = Extremes.of(chain.layer(0), request.domain().get());
                UnitRanges reached = none(chain);
                reached.add(chain, new FloatTrace(chain, asCoded(extremes, columns, shared)));
                // The layers' ranges have them in them, too, so that they are no room for others.
                seen.add(chain, new FloatTrace(chain, extremes));
                return new All(seen, coded, reached);
            }
            if (rows.count() >= UnseenTail.ENOUGH) {
                return new All(seen, coded, coded);
            }
            Sample all = rows.sample(rows.count());
            Sample more = asCoded(all.and(all.drawn(UnseenTail.ENOUGH, SEED)), columns, shared);
            return new All(seen, coded, coded.widened(chain, new FloatTrace(chain, more), rows.count()));
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

    /**
     * The ranges of hidden units with room for rows that were not seen: with many units, one or another of a new row lies beyond all
     * that few rows gave it. Ranges far within those of the other units are the least sure.
     *
     * @param more the rows, and others near them
     * @param rows how many of them were seen, which come first
     */
    private UnitRanges widened(DenseChain chain, FloatTrace more, int rows) {
        UnitRanges wide = none(chain);
        double deviations = UnseenTail.deviations(rows);
        double share = Math.min(1, (double) TOO_FEW / rows);
        for (int l = 0; l < chain.last(); l++) {
            for (int u = 0; u < low[l].length; u++) {
                float[] sums = more.sums(l, u);
                double margin = deviations * deviation(sums, rows);
                DoubleSummaryStatistics ends = new DoubleSummaryStatistics();
                for (float sum : sums) {
                    ends.accept(sum);
                }
                wide.include(l, u, chain.layer(l).activated((float) (ends.getMin() - margin)));
                wide.include(l, u, chain.layer(l).activated((float) (ends.getMax() + margin)));
            }
            float lowest = (float) (share * wide.lowest(l));
            float highest = (float) (share * wide.highest(l));
            for (int u = 0; u < low[l].length; u++) {
                wide.include(l, u, lowest);
                wide.include(l, u, highest);
            }
        }
        return wide;
    }

    private void include(int layer, int unit, float value) {
        low[layer][unit] = Math.min(low[layer][unit], value);
        high[layer][unit] = Math.max(high[layer][unit], value);
    }

    private static double deviation(float[] sums, int rows) {
        double mean = 0;
        double square = 0;
        for (int n = 0; n < rows; n++) {
            mean += (double) sums[n] / rows;
            square += (double) sums[n] * sums[n] / rows;
        }
        return Math.sqrt(Math.max(0, square - mean * mean));
    }

    private void add(DenseChain chain, FloatTrace trace) {
        for (int l = 0; l < low.length; l++) {
            for (int u = 0; u < low[l].length; u++) {
                for (float sum : trace.sums(l, u)) {
                    include(l, u, chain.layer(l).activated(sum));
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
