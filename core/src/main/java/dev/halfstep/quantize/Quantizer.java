package dev.halfstep.quantize;

import dev.halfstep.calibrate.OverwrittenRanges;
import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.calibrate.RangeOptions;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.FeaturePaths;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.NetworkDigest;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.chain.DenseChain;
import dev.halfstep.quantize.fold.ConstantFolding;
import dev.halfstep.quantize.fold.ExactChannels;
import dev.halfstep.quantize.fold.LayerFolding;
import dev.halfstep.quantize.fold.OpenShapes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * Makes a model of another precision from a float network: {@link #plan} decides, {@link #apply} does what was decided.
 *
 * <p>
 * Numbers follow TensorFlow Lite's quantization specification: int8 weights symmetric with one scale for each output, biases in
 * units of input scale times weight scale, int8 activations with a zero point, int16 activations without.
 */
public final class Quantizer {

    /** How much of the calibration data codes are fitted to. */
    private static final long FITTED_BYTES = 1L << 27;

    private Quantizer() {}

    /**
     * A float network as quantizing takes it: weights that are codes become the values that they stand for, what depends on
     * constants alone is computed, such as the widening of half-precision weights, and what follows a layer is folded into it where
     * it can be.
     *
     * @throws Problem if the network is quantized already
     */
    public static Graph floatNetwork(Graph graph) {
        Graph widened = LayerFolding.fold(OpenShapes.filled(ConstantFolding.fold(FloatForms.withRealWeights(graph))));
        for (TensorInfo tensor : widened.tensors()) {
            if (tensor.quantization().isPresent()) {
                throw Planner.alreadyQuantized();
            }
        }
        return widened;
    }

    /**
     * Decides what happens to each tensor from ranges alone: for rows that are too many to be held at once. Biases are not
     * corrected then, whatever the recipe says, because that takes the rows themselves.
     *
     * @param network a float network; see {@link #floatNetwork}
     * @param precision what to make of it
     * @param edge type at inputs and outputs, one of {@link Precision#edges()}
     * @param ranges what calibration saw; {@link Ranges#NONE} where {@link Precision#needsCalibration()} is false
     * @throws Problem if ranges are missing, the edge does not go with the precision, or a node has no such form
     */
    public static Plan plan(Graph network, Precision precision, DType edge, Recipe recipe, Ranges ranges) {
        if (!precision.edges().contains(edge)) {
            throw Problem.option("a model of precision " + precision.label() + " cannot have " + edge.label()
                    + " inputs and outputs")
                    .remedy("Choose one of "
                            + String.join(", ", precision.edges().stream().map(DType::label).toList()) + ".");
        }
        if (precision.needsCalibration() && ranges.rows() == 0) {
            throw Problem.of("the precision " + precision.label() + " needs calibration rows")
                    .remedy(Phrase.of("give representative data with ").with(Setting.CALIBRATION));
        }
        Ranges taken = recipe.converterScales() ? OverwrittenRanges.of(network, ranges) : ranges;
        Recipe roomy = Headroom.of(recipe, precision);
        Ranges widened =
                AskedRanges.in(network, Headroom.widened(network, taken, roomy, precision), recipe);
        return new Plan(NetworkDigest.of(network), precision, edge, recipe,
                precision.needsCalibration() ? ranges.rows() : 0,
                new Planner(network, precision, edge, roomy, widened).decide());
    }

    /**
     * Calibrates on rows and decides what happens to each tensor.
     *
     * @param network a float network; see {@link #floatNetwork}
     * @param precision what to make of it
     * @param edge type at inputs and outputs, one of {@link Precision#edges()}
     * @param rows representative rows {@code [rows, ...]}, of which the recipe sees all or the first; unused where
     *        {@link Precision#needsCalibration()} is false
     * @throws Problem if there are no rows or they do not fit, or as {@link #plan(Graph, Precision, DType, Recipe, Ranges)}
     */
    public static Plan plan(Graph network, Precision precision, DType edge, Recipe recipe, Tensor rows) {
        return plan(network, precision, edge, recipe, rows, done -> {});
    }

    /**
     * Calibrates on rows and decides what happens to each tensor, as
     * {@link #plan(Graph, Precision, DType, Recipe, Tensor)} does.
     *
     * @param progress is told how much of the work is done, from 0 to 1, where that takes long
     */
    public static Plan plan(Graph network, Precision precision, DType edge, Recipe recipe, Tensor rows,
            DoubleConsumer progress) {
        if (!precision.needsCalibration()) {
            return plan(network, precision, edge, recipe, Ranges.NONE);
        }
        return plan(network, precision, edge, recipe, Samples.of(rows), progress);
    }

    /**
     * Calibrates on samples and decides what happens to each tensor. Ranges come from all samples that the recipe sees, which are
     * read in blocks; codes are fitted and biases corrected with as many of the first as {@value #FITTED_BYTES} bytes hold, of which
     * no more are in memory than are looked at. A network that runs batches of samples together sees whole ones.
     *
     * @param samples for all inputs of the network
     * @param progress is told how much of the work is done, from 0 to 1, where that takes long
     * @throws Problem if there are no samples or they do not fit, or as {@link #plan(Graph, Precision, DType, Recipe, Ranges)}
     */
    public static Plan plan(Graph network, Precision precision, DType edge, Recipe recipe, Samples samples,
            DoubleConsumer progress) {
        if (!precision.needsCalibration()) {
            return plan(network, precision, edge, recipe, Ranges.NONE);
        }
        int together = SampleRunner.together(network, () -> samples.first(1));
        SampleRunner.requireWhole(samples.count(), together);
        if (precision == Precision.INT16X8 && recipe.equalization()) {
            var kept = new FloatParts(network, recipe.keepFloat());
            Graph exact = ExactChannels.of(network, kept::keeps);
            return plan(exact, precision, edge, recipe, samples, together, progress).forNetwork(network, recipe);
        }
        return plan(network, precision, edge, recipe, samples, together, progress);
    }

    private static Plan plan(Graph network, Precision precision, DType edge, Recipe recipe, Samples samples,
            int together, DoubleConsumer progress) {
        long seen = recipe.rowsSeen(samples.count(), together);
        // All rows are looked at before some of them are: what is wrong with one is told by its own number.
        Ranges ranges = ranges(network, recipe, samples, seen);
        Plan plan = plan(network, precision, edge, recipe, ranges);
        Optional<DenseChain> chain =
                recipe.fits() ? ChainPlanner.chain(network, precision, edge, recipe) : Optional.empty();
        if (chain.isPresent()) {
            return ChainPlanner.nearest(network, plan, chain.get(), samples,
                    (int) Math.min(seen, mostFitted(network, together)),
                    others -> plan(network, precision, edge, recipe,
                            ranges(network, recipe, others, others.count())),
                    progress);
        }
        if (!recipe.trials()) {
            return byLayer(network, plan, samples, together);
        }
        Recipe best = PlanTrials.best(network, recipe, samples, seen, together,
                (rows, tried) -> byLayer(network, plan(network, precision, edge, tried,
                        ranges(network, tried, rows, tried.rowsSeen(rows.count(), together))), rows, together));
        Plan carriedOut = byLayer(network, plan(network, precision, edge, best,
                best.converterScales() ? ranges(network, best, samples, seen) : ranges), samples, together);
        int output = network.outputs().getFirst();
        return carriedOut.forNetwork(network, recipe).and(new Decision.CarriedOut(output, network.tensor(output).name(),
                best, "nearest to the float network on rows set aside, or usual where there were too few"));
    }

    /** A plan for a network that is no chain: its layers are fitted one after another. */
    private static Plan byLayer(Graph network, Plan plan, Samples samples, int together) {
        Recipe recipe = plan.recipe();
        int most = (int) Math.min(recipe.rowsSeen(samples.count(), together), mostFitted(network, together));
        Plan refined = FeaturePlanner.refine(network, plan,
                FeaturePlanner.paths(network, plan.precision(), plan.edge(), recipe), samples, most);
        return LayerFit.fit(network, refined, samples, most);
    }

    private static long mostFitted(Graph network, int together) {
        long bytes = 0;
        for (TensorInfo input : network.inputTensors()) {
            int samples = input.shape().rank() == 0 ? 1 : Math.max(1, input.shape().extent(0));
            bytes += (long) input.shape().elements() * input.dtype().bytes() / samples;
        }
        return Math.max(together, FITTED_BYTES / Math.max(1, bytes) / together * together);
    }

    private static Ranges ranges(Graph network, Recipe recipe, Samples samples, long seen) {
        if (recipe.ranges() == RangeMethod.MIN_MAX) {
            return recipe.converterScales() ? samples.allRanges(network, seen) : samples.ranges(network, seen);
        }
        return samples.observations(network, seen).ranges(
                t -> network.outputs().contains(t) ? RangeMethod.MIN_MAX : recipe.ranges(), RangeOptions.defaults());
    }

    /**
     * Whether a recipe's fitting, width and vernier have an effect: on chains of dense layers with int8 activations. What normalises
     * the features before them is no hindrance where the recipe gives each feature codes of its own, which take it up.
     *
     * @param network a float network; see {@link #floatNetwork}
     * @param edge type at inputs and outputs
     */
    public static boolean canFit(Graph network, Precision precision, DType edge, Recipe recipe) {
        return ChainPlanner.chain(network, precision, edge, recipe).isPresent();
    }

    /**
     * Why a recipe's codes of features have no effect; empty where at least one input gets them.
     *
     * @param network a float network; see {@link #floatNetwork}
     * @param edge type at inputs and outputs
     * @param recipe what of the network stays in float, and whatever else it says
     */
    public static Optional<String> whyNoFeatureCodes(Graph network, Precision precision, DType edge, Recipe recipe) {
        if (!edge.isInteger()) {
            return Optional.of("its inputs are real values, which have no codes");
        }
        if (precision.activations() != DType.INT8) {
            return Optional.of("its inputs have " + edge.label() + " codes, which share one scale");
        }
        if (!FeaturePlanner.paths(network, precision, edge, recipe.withFeatureCodes(true)).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(network.inputs().stream()
                .map(t -> "of the input " + Quoted.of(network.tensor(t).name()) + ": "
                        + FeaturePaths.of(network, t).whyNot()
                                .orElse("its layers read too many features, or a part of them stays in float"))
                .collect(Collectors.joining("; ")));
    }

    /**
     * The network that a plan describes. The same network and plan give the same result.
     *
     * @param network the one that the plan was made for; see {@link Plan#network()}
     * @throws Problem if it is another, or the plan does not decide all that it needs
     */
    public static Graph apply(Graph network, Plan plan) {
        PlanCheck.check(network, plan);
        return switch (plan.precision()) {
            case FLOAT32 -> network;
            case FLOAT16 -> FloatForms.half(network, plan);
            case DYNAMIC_RANGE -> FloatForms.dynamicRange(network, plan);
            case INT8, FULL_UINT8, FULL_INT8, INT16X8 -> new IntegerForm(network, plan).build();
        };
    }
}
