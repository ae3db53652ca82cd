package dev.halfstep.fit;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * Fits a chain of dense layers to int8: chooses the input's codes, the scales of hidden units, and the codes of weights and biases
 * by what they do to the output. The same chain, rows and request give the same result.
 */
public final class ChainFit {

    /** A bias may use half of 32 bits, so that the sum it starts has room. */
    static final int BIAS_LIMIT = 1 << 30;

    /** Rows for choosing input codes: their errors are averages over smooth slopes, so that few rows do. */
    private static final int SEARCH_ROWS = 1024;

    private final DenseChain chain;
    private final Tensor rows;
    private final FitRequest request;
    private final DoubleConsumer progress;

    private ChainFit(DenseChain chain, Tensor rows, FitRequest request, DoubleConsumer progress) {
        this.chain = chain;
        this.rows = rows;
        this.request = request;
        this.progress = progress;
    }

    /**
     * Fits a chain.
     *
     * @param rows representative rows {@code [rows, features]}, at least one
     * @param progress is told how much of the work is done, from 0 to 1
     */
    public static FittedChain fit(DenseChain chain, Tensor rows, FitRequest request, DoubleConsumer progress) {
        return new ChainFit(chain, rows, request, progress).fit();
    }

    private FittedChain fit() {
        List<ColumnCode> columns = columns();
        Sample sample = sample();
        var rounding =
                new ChainRounding(chain, new FloatTrace(chain, sample), request, columns, UnitRanges.of(chain, rows));
        List<IntegerLayer> layers = rounding.layers();
        int[][] inputs = rounding.inputs();
        float[][] goal = rounding.goal();
        var unchanged = new CoordinateDescent(layers, inputs, goal);
        double costBefore = unchanged.cost();
        Descent best = request.effort() == Effort.NONE ? new Descent(layers, costBefore)
                : descend(layers, inputs, goal, columns, sample);
        return result(columns, best, costBefore);
    }

    private Sample sample() {
        Effort effort = request.effort();
        Sample sample = Sample.of(rows, Math.max(SEARCH_ROWS, effort.rows()));
        return effort.drawn() == 0 ? sample
                : sample.and(sample.drawn(Math.min(effort.drawn(), sample.rows()), request.seed()));
    }

    /** How features become numbers; where they share a scale, numbers count from the zero point. */
    private List<ColumnCode> columns() {
        if (!request.featureCodes()) {
            return List.of();
        }
        int width = chain.inputs();
        int probes = Math.min(chain.outputs(), 8);
        int count = Math.clamp((1 << 22) / ((long) width * probes), 64, SEARCH_ROWS);
        var trace = new FloatTrace(chain, Sample.of(rows, count));
        Sample all = Sample.of(rows, 1 << 16);
        var candidates = new ArrayList<List<ColumnCode>>();
        for (int f = 0; f < width; f++) {
            candidates.add(new ColumnCandidates(f, all.columns()[f]).single());
        }
        return new InputSearch(chain, trace, request.outputs().getLast().scale()).best(candidates);
    }

    /** Layers and how far they are from the float network. */
    private record Descent(List<IntegerLayer> layers, double cost) {}

    private Descent descend(List<IntegerLayer> start, int[][] inputs, float[][] goal, List<ColumnCode> columns,
            Sample sample) {
        Effort effort = request.effort();
        Sample judged = sample.drawn(sample.rows(), request.seed() + 1);
        var judgedTrace = new FloatTrace(chain, judged);
        int[][] judgedInputs = ChainRounding.numbers(judged, columns, request.input());
        Descent best = new Descent(start, Double.POSITIVE_INFINITY);
        for (int s = 0; s < effort.starts(); s++) {
            List<IntegerLayer> layers = start.stream().map(IntegerLayer::copy).toList();
            var descent = new CoordinateDescent(layers, inputs, goal);
            sweep(descent, effort.work() / effort.starts(), s);
            double cost = effort.starts() == 1 ? descent.cost()
                    : new CoordinateDescent(layers, judgedInputs, judgedTrace.outputs()).cost() + descent.cost();
            if (cost < best.cost) {
                best = new Descent(layers, cost);
            }
        }
        return new Descent(best.layers, new CoordinateDescent(best.layers, inputs, goal).cost());
    }

    /** Sweeps over the layers, from the last to the first, until nothing helps or the work is done. */
    private void sweep(CoordinateDescent descent, long work, int start) {
        int layers = chain.layers().size();
        for (int round = 0;; round++) {
            double before = descent.cost();
            for (int l = layers - 1; l >= 0; l--) {
                if (descent.work() + descent.sweepWork(l) <= work) {
                    descent.sweep(l, request.seed() + 1000L * start + round);
                }
                progress.accept(
                        (start + Math.min(1.0, (double) descent.work() / work)) / request.effort().starts());
            }
            // So that a cost of 0, or one that is not a number, ends it, too.
            if (!(descent.cost() < before * 0.999)) {
                return;
            }
        }
    }

    private FittedChain result(List<ColumnCode> columns, Descent best, double costBefore) {
        Optional<FeatureCodes> features = columns.isEmpty() ? Optional.empty()
                : Optional.of(new FeatureCodes(columns.stream().flatMap(c -> c.slots().stream()).toList()));
        Quantization input = features.isPresent() ? FeatureCodes.quantization(DType.INT8) : request.input();
        return new FittedChain(features, input, best.layers.stream().map(ChainFit::result).toList(),
                request.equalization(), costBefore, best.cost);
    }

    private static FittedChain.Layer result(IntegerLayer layer) {
        var weights = new byte[layer.outputs() * layer.inputs()];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = (byte) layer.codes()[w / layer.inputs()][w % layer.inputs()];
        }
        long[] bias = Arrays.stream(layer.bias()).asLongStream().toArray();
        float[] scales = layer.weightScales();
        return new FittedChain.Layer(scales, weights, bias,
                Quantization.perTensor(layer.outputScale(), layer.zeroPoint()));
    }

    /** Whether sums of so many products stay within 32 bits. */
    public static boolean fits(DenseChain chain) {
        return IntStream.range(0, chain.layers().size()).allMatch(l -> chain.layer(l).inputs() <= 1 << 14);
    }
}
