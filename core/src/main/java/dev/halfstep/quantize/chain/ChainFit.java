package dev.halfstep.quantize.chain;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
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

    /** Features times outputs times rows for choosing input codes; wide inputs are looked at on fewer rows. */
    private static final long SEARCH_WORK = 1 << 18;

    /** Rows for finding out which values a feature takes. */
    private static final int CANDIDATE_ROWS = 1 << 16;

    private final DenseChain chain;
    private final FitRows rows;
    private final FitRequest request;
    private final DoubleConsumer progress;

    private ChainFit(DenseChain chain, FitRows rows, FitRequest request, DoubleConsumer progress) {
        this.chain = chain;
        this.rows = rows;
        this.request = request;
        this.progress = progress;
    }

    /**
     * Fits a chain.
     *
     * @param rows representative rows
     * @param progress is told how much of the work is done, from 0 to 1
     */
    public static FittedChain fit(DenseChain chain, FitRows rows, FitRequest request, DoubleConsumer progress) {
        FitRequest chosen =
                request.featureCodes() || request.effort() == Effort.NONE || request.domain().isPresent() ? request
                        : request.withInput(SharedInput.best(searchTrace(chain, rows), rows.sample(CANDIDATE_ROWS),
                                request.outputs().getLast().scale(), request.input()));
        Widening widening = new ChainFit(chain, rows, chosen, progress).widening();
        return new ChainFit(widening.chain(), rows, chosen, progress).fit(widening);
    }

    /**
     * Fits layers that read the same input, each by what it gives itself, to codes of its features that suit all of them.
     *
     * @param readers chains of one layer
     * @param rows what they read
     * @param requests one for each, which ask for codes of features
     */
    public static List<FittedChain> fitReaders(List<DenseChain> readers, FitRows rows, List<FitRequest> requests) {
        DenseChain all = stacked(readers, requests);
        FitRequest inSteps = requests.getFirst().withOutputs(List.of(Quantization.perTensor(1, 0)));
        List<ColumnCode> columns = new ChainFit(all, rows, inSteps, done -> {}).widening().columns();
        var fitted = new ArrayList<FittedChain>();
        for (int r = 0; r < readers.size(); r++) {
            fitted.add(new ChainFit(readers.get(r), rows, requests.get(r), done -> {})
                    .fit(Widening.none(readers.get(r), columns)));
        }
        return fitted;
    }

    /** All layers as one, each in steps of its own output. Without activation, where they differ in it. */
    private static DenseChain stacked(List<DenseChain> readers, List<FitRequest> requests) {
        FloatDense first = readers.getFirst().layer(0);
        int outputs = readers.stream().mapToInt(DenseChain::outputs).sum();
        boolean alike = readers.size() == 1;
        var weights = new float[outputs * first.inputs()];
        var bias = new float[outputs];
        int filled = 0;
        for (int r = 0; r < readers.size(); r++) {
            FloatDense layer = readers.get(r).layer(0);
            double perStep = 1.0 / requests.get(r).outputs().getFirst().scale();
            for (int i = 0; i < layer.weights().length; i++) {
                weights[filled * first.inputs() + i] = (float) (layer.weights()[i] * perStep);
            }
            for (int o = 0; o < layer.outputs(); o++) {
                bias[filled + o] = (float) (layer.bias()[o] * perStep);
            }
            filled += layer.outputs();
        }
        float scale = requests.getFirst().outputs().getFirst().scale();
        return new DenseChain(List.of(new FloatDense(weights, bias, first.inputs(), outputs,
                alike ? first.min() / scale : Float.NEGATIVE_INFINITY,
                alike ? first.max() / scale : Float.POSITIVE_INFINITY)));
    }

    private FittedChain fit(Widening widening) {
        List<ColumnCode> columns = widening.columns();
        Sample sample = sample();
        var rounding = new ChainRounding(widening, new FloatTrace(chain, sample), request,
                UnitRanges.All.of(chain, rows, columns, request));
        List<FittingLayer> layers = rounding.layers();
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
        Sample sample = rows.sample(Math.max(SEARCH_ROWS, effort.rows()));
        return effort.drawn() == 0 ? sample
                : sample.and(sample.drawn(Math.min(effort.drawn(), sample.rows()), request.seed()));
    }

    /** Chooses how features become codes, and what is spent on more slots and units. */
    private Widening widening() {
        if (!request.featureCodes() && request.width() == 1) {
            return Widening.none(chain, List.of());
        }
        FloatTrace trace = searchTrace(chain, rows);
        double outputStep = request.outputs().getLast().scale();
        var search = new InputSearch(chain, trace, outputStep);
        List<ColumnCandidates> candidates = candidates();
        search.chooseAmong(candidates.stream().map(c -> request.featureCodes() ? c.single()
                : List.of(c.shared(request.input()))).toList());
        List<ColumnCode> columns = SecondCodes.of(search, candidates, request.secondCodes());
        if (request.width() == 1) {
            return Widening.none(chain, columns);
        }
        List<List<ColumnCode>> pairs = IntStream.range(0, candidates.size())
                .mapToObj(f -> request.featureCodes() && columns.get(f).slots().size() == 1
                        && !candidates.get(f).isExact() ? candidates.get(f).pairs() : List.<ColumnCode>of())
                .toList();
        Widening spent = Widening.spent(chain, search, columns, pairs, variances(trace, outputStep), request.width());
        return request.featureCodes() ? spent : new Widening(spent.chain(), List.of(), spent.phases());
    }

    private static FloatTrace searchTrace(DenseChain chain, FitRows rows) {
        int probes = Math.min(chain.outputs(), FloatTrace.MAX_PROBES);
        int count = Math.clamp(SEARCH_WORK / ((long) chain.inputs() * probes), 64, SEARCH_ROWS);
        return new FloatTrace(chain, rows.sampleWithEnds(count));
    }

    private List<ColumnCandidates> candidates() {
        Sample all = rows.sample(CANDIDATE_ROWS);
        return IntStream.range(0, chain.inputs())
                .mapToObj(f -> request.domain().isEmpty() ? new ColumnCandidates(f, all.columns()[f])
                        : ColumnCandidates.within(f, all.columns()[f], request.domain().get().reach().get(f)))
                .toList();
    }

    /** The squared deviation, in output steps, that the rounding of each hidden unit causes. */
    private double[][] variances(FloatTrace trace, double outputStep) {
        double[][] slopes = trace.slopes().units();
        UnitRanges ranges = UnitRanges.of(chain, rows);
        var variances = new double[chain.last()][];
        for (int l = 0; l < variances.length; l++) {
            variances[l] = new double[chain.layer(l).outputs()];
            for (int u = 0; u < variances[l].length; u++) {
                double reach = request.equalization()
                        ? Math.max(Math.abs(ranges.high()[l][u]), Math.abs(ranges.low()[l][u]))
                        : ranges.highest(l);
                double step = reach / (FeatureCodes.LEVELS - 1) / outputStep;
                variances[l][u] = slopes[l][u] * step * step / 12;
            }
        }
        return variances;
    }

    /** Layers and how far they are from the float network. */
    private record Descent(List<FittingLayer> layers, double cost) {}

    private Descent descend(List<FittingLayer> start, int[][] inputs, float[][] goal, List<ColumnCode> columns,
            Sample sample) {
        Effort effort = request.effort();
        Sample judged = sample.drawn(sample.rows(), request.seed() + 1);
        var judgedTrace = new FloatTrace(chain, judged);
        int[][] judgedInputs = ChainRounding.codes(judged, columns, request.input());
        Descent best = new Descent(start, Double.POSITIVE_INFINITY);
        for (int s = 0; s < effort.starts(); s++) {
            List<FittingLayer> layers = start.stream().map(FittingLayer::copy).toList();
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
        return new FittedChain(features, input, results(best.layers),
                request.equalization(), costBefore, best.cost);
    }

    private List<FittedChain.Layer> results(List<FittingLayer> layers) {
        var results = new ArrayList<FittedChain.Layer>();
        for (int l = 0; l < layers.size(); l++) {
            boolean copied = l == layers.size() - 1 && request.vernier() > 1;
            results.add(result(copied ? layers.get(l).copies(request.vernier()) : layers.get(l)));
        }
        return results;
    }

    private static FittedChain.Layer result(FittingLayer layer) {
        var weights = new byte[layer.outputs() * layer.inputs()];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = (byte) layer.weights()[w / layer.inputs()][w % layer.inputs()];
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
