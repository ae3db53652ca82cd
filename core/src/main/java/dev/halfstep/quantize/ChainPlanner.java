package dev.halfstep.quantize;

import dev.halfstep.calibrate.Outliers;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.chain.ChainFit;
import dev.halfstep.quantize.chain.DenseChain;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.quantize.chain.FitRequest;
import dev.halfstep.quantize.chain.FitRows;
import dev.halfstep.quantize.chain.FittedChain;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Replaces the decisions about a chain of dense layers by those that {@link ChainFit} makes, where the recipe wants that. */
final class ChainPlanner {

    private static final String BIAS_REASON = "in units of input scale times weight scale";

    private final Graph network;
    private final Plan plan;
    private final DenseChain chain;
    /** The layers' nodes by index. */
    private final List<Integer> nodes;
    private final Map<Integer, Decision.Activation> activations;

    private ChainPlanner(Graph network, Plan plan, DenseChain chain) {
        this.network = network;
        this.plan = plan;
        this.chain = chain;
        nodes = DenseLayers.of(network).all().stream().map(DenseLayers.Layer::node).toList();
        activations = plan.byTensor(Decision.Activation.class);
    }

    /** The chain that could be fitted, if the network and precision allow it; see {@link Quantizer#canFit}. */
    static Optional<DenseChain> chain(Graph network, Precision precision, DType edge, Recipe recipe) {
        var kept = new FloatParts(network, recipe.keepFloat());
        if (precision.activations() != DType.INT8 || network.nodes().stream().anyMatch(kept::keeps)) {
            return Optional.empty();
        }
        Optional<DenseChain> chain = DenseChain.of(network);
        if (chain.isEmpty() && recipe.featureCodes() && edge.isInteger()) {
            chain = FeaturePaths.from(network).values().stream().findFirst()
                    .flatMap(paths -> DenseChain.behind(network, paths.folded(), paths::sign));
        }
        return chain.filter(ChainFit::fits);
    }

    /**
     * The plan with fitted codes.
     *
     * @param plan of the same network, decided from the ranges alone
     * @param samples of which the first {@code rows} are calibration rows, at least one
     */
    static Plan refine(Graph network, Plan plan, DenseChain chain, Samples samples, int rows, DoubleConsumer progress) {
        return new ChainPlanner(network, plan, chain).refined(samples, rows, progress);
    }

    /**
     * The plan with fitted codes that is nearest to the float network over the samples: the one that all of them made, or one that
     * samples with absurd outputs had no part in.
     *
     * @param plan of the same network, decided from the ranges of all samples alone
     * @param samples of which the first {@code rows} are calibration rows, at least one
     * @param fromRanges makes such a plan from other samples
     */
    static Plan nearest(Graph network, Plan plan, DenseChain chain, Samples samples, int rows,
            Function<Samples, Plan> fromRanges, DoubleConsumer progress) {
        Plan best = refine(network, plan, chain, samples, rows, progress);
        Recipe recipe = plan.recipe();
        boolean reachesFar = recipe.outputRange() == null && Outliers.mayBe(rows, recipe.headroom());
        if (recipe.fitting() == Effort.NONE || !plan.edge().isInteger() || !reachesFar) {
            return best;
        }
        var deviation = new PlanDeviation(network, List.of(fitRows(samples, 0, rows, UnaryOperator.identity()).held()));
        Optional<PlanDeviation.Figures> measured = Optional.empty();
        for (OutlierPrice price : OutlierPrice.ALL) {
            Optional<Outliers> outliers =
                    Outliers.find(deviation.expected(), recipe.headroom(), price.price, 1 - price.most);
            if (outliers.isPresent()) {
                Samples others = outliers.get().without(network, samples, rows);
                Plan without = refine(network, fromRanges.apply(others), chain, others, (int) others.count(), progress);
                PlanDeviation.Figures before = measured.isPresent() ? measured.get() : deviation.of(best);
                PlanDeviation.Figures then = deviation.of(without);
                boolean isWorthIt = price.isWorthIt(before, then);
                best = isWorthIt ? without.and(leftOut(network, outliers.get(), rows - others.count())) : best;
                measured = Optional.of(isWorthIt ? then : before);
            }
        }
        return best;
    }

    /**
     * How much the clipping of an outlying row counts: eight times the rounding of another, so that only a few absurd ones are left
     * out, or as much, so that a long tail may be cut. The latter has to gain more, and not by clipping some rows far for the sake of
     * many: the error of the float network hides roundings, but not clipping.
     *
     * @param price against the rounding of another row
     * @param most what a plan without such rows may deviate in the mean to be taken, as a share of the one before
     * @param cutsTails whether it may at most be twice as far in root mean square
     */
    private record OutlierPrice(double price, double most, boolean cutsTails) {

        static final List<OutlierPrice> ALL =
                List.of(new OutlierPrice(8, 0.95, false), new OutlierPrice(1, 0.8, true));

        boolean isWorthIt(PlanDeviation.Figures before, PlanDeviation.Figures without) {
            return without.mean() < before.mean() * most && !(cutsTails && without.square() > 4 * before.square());
        }
    }

    private static Decision leftOut(Graph network, Outliers outliers, long rows) {
        int output = network.outputs().getFirst();
        return new Decision.RowsLeftOut(output, network.tensor(output).name(), rows, outliers.limits(),
                "codes that reach their outputs would cost all other rows more than these rows gain");
    }

    private Plan refined(Samples samples, int rows, DoubleConsumer progress) {
        Recipe recipe = plan.recipe();
        var outputs = new ArrayList<Quantization>();
        for (int l = 0; l < chain.layers().size(); l++) {
            outputs.add(activation(output(l)).quantization());
        }
        int input = network.inputs().getFirst();
        boolean featureCodes = recipe.featureCodes() && plan.edge().isInteger();
        int secondCodes = featureCodes && recipe.fitting() != Effort.NONE ? chain.inputs() / 4 + 1 : 0;
        Optional<FeaturePaths> paths = featureCodes ? Optional.of(FeaturePaths.of(network, input)) : Optional.empty();
        UnaryOperator<Tensor> atLayers = paths.<UnaryOperator<Tensor>>map(path -> path::atLayers)
                .orElse(UnaryOperator.identity());
        var request = new FitRequest(activation(input).quantization(), outputs, featureCodes, secondCodes,
                recipe.equalization(),
                recipe.perChannelWeights(), recipe.biasCorrection(), recipe.fitting(), recipe.width(), recipe.vernier(),
                0, AskedRanges.domain(recipe, atLayers));
        FittedChain fitted = ChainFit.fit(chain, fitRows(samples, 0, rows, atLayers), request, progress);
        var decisions = new ArrayList<Decision>();
        if (fitted.features().isPresent()) {
            decisions.addAll(new InputDecisions(network, activations).of(paths.orElseThrow(), fitted.features().get(),
                    "each feature has codes of its own, chosen by what they do to the output"));
        } else {
            decisions.add(activation(input, fitted.input(), "clips the few values that cost the output least"));
        }
        for (int l = 0; l < chain.layers().size(); l++) {
            decisions.addAll(layer(l, fitted));
        }
        if (recipe.vernier() > 1) {
            int output = network.outputs().getFirst();
            decisions.add(new Decision.OutputCopies(output, network.tensor(output).name(), recipe.vernier(),
                    "each shifted by a part of a step, so that their mean has " + recipe.vernier()
                            + " times the resolution"));
        }
        return plan.withDecisions(decisions);
    }

    /**
     * The first of some samples as rows to fit on.
     *
     * @param input of the network that they are for, by its position
     * @param count how many, at least one and no more than there are
     * @param form what is made of a block of rows, each by itself
     */
    static FitRows fitRows(Samples samples, int input, int count, UnaryOperator<Tensor> form) {
        return FitRows.of((limit, blockSize, block) -> samples.read(limit, blockSize,
                values -> block.accept(form.apply((Tensor) values.get(input)))), count);
    }

    private Decision.Activation activation(int tensor) {
        return Objects.requireNonNull(activations.get(tensor));
    }

    private Decision.Activation activation(int tensor, Quantization quantization, String reason) {
        Decision.Activation old = activation(tensor);
        return quantization.equals(old.quantization()) ? old
                : new Decision.Activation(tensor, old.name(), old.dtype(), quantization.scale(),
                        quantization.zeroPoint(), old.min(), old.max(), reason);
    }

    private int output(int l) {
        return network.nodes().get(nodes.get(l)).output();
    }

    private List<Decision> layer(int l, FittedChain fitted) {
        FittedChain.Layer layer = fitted.layers().get(l);
        Node node = network.nodes().get(nodes.get(l));
        int weights = node.input(FullyConnected.WEIGHTS);
        int bias = node.input(FullyConnected.BIAS);
        Quantization in = l == 0 ? fitted.input() : fitted.layers().get(l - 1).output();
        float[] scales = layer.weightScales(plan.recipe().perChannelWeights());
        var biasScales = new float[scales.length];
        for (int c = 0; c < biasScales.length; c++) {
            biasScales[c] = in.scale() * scales[c];
        }
        return List.of(
                activation(output(l), layer.output(),
                        "each unit has a scale of its own, which its weights take up, so that it uses all codes"),
                new Decision.Weights(weights, network.tensor(weights).name(), 0, layer.bias().length,
                        scales,
                        layer.weights(),
                        reason(fitted)),
                new Decision.Bias(bias, network.tensor(bias).name(), nodes.get(l), DType.INT32, biasScales,
                        layer.bias(),
                        plan.recipe().biasCorrection() ? BIAS_REASON + ", moved so that sums keep their mean"
                                : BIAS_REASON));
    }

    private static String reason(FittedChain fitted) {
        return String.format(Locale.ROOT,
                "codes fitted to the float network's output: deviation %.4g output steps squared, from %.4g",
                fitted.cost(), fitted.costBefore());
    }
}
