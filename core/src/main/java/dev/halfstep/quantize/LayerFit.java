package dev.halfstep.quantize;

import dev.halfstep.calibrate.LayerMeans;
import dev.halfstep.calibrate.LayerVectors;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.interpret.StepwiseRun;
import dev.halfstep.op.Operands;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.quantize.scale.WeightCoding;
import dev.halfstep.quantize.scale.WeightFeedback;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Fits a network layer by layer, each to what the integer layers before it give, in one pass over some rows.
 *
 * <p>
 * Weights are rounded so that each makes up for the errors of those before it ({@link WeightFeedback}). Then the bias moves so that the
 * integer layer's sums have the same mean as the float layer's: with weights {@code W} and input {@code x} in float, and {@code W'}
 * and {@code x'} in the integer network, the bias of a channel grows by the mean of {@code W x - W' x'} over rows and positions.
 * (After Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019, section 4.2, with means that
 * are measured instead of assumed.)
 */
final class LayerFit {

    /**
     * How many bytes of what lies between two layers may be held, and multiply-adds be spent, for as many rows as that allows: the
     * error of a mean shrinks with the root of the rows.
     */
    private static final long MOST_BYTES = 1L << 27;
    private static final long MOST_WORK = 200_000_000;
    private static final int LEAST_ROWS = 24;

    private static final String ROUNDED =
            "rounded so that each makes up for the errors of those before it over the calibration rows";
    private static final String REASON = "in units of input scale times weight scale";
    private static final String MOVED = REASON
            + ", moved so that the mean of the sums over the calibration rows is the float network's";

    private final Graph network;
    private final Plan plan;
    private final Map<Integer, Decision.Weights> weights;
    private final IntegerForm form;
    private final Graph quantized;
    private final StepwiseRun floatRun;
    private final StepwiseRun codedRun;

    private LayerFit(Graph network, Plan plan, List<Value> rows) {
        this.network = network;
        this.plan = plan;
        weights = plan.weightsByNode(network);
        boolean integerThroughout = plan.realNodes().isEmpty();
        form = new IntegerForm(network, integerThroughout ? plan.withEdge(plan.precision().activations()) : plan);
        quantized = form.build();
        floatRun = new StepwiseRun(network, rows);
        codedRun = new StepwiseRun(quantized, Interface.of(quantized).taken(rows));
    }

    /**
     * The plan with fitted weights and corrected biases, as its recipe wants them.
     *
     * @param plan of an integer precision
     * @param samples of which the first {@code most}, at least one, are calibration rows
     */
    static Plan fit(Graph network, Plan plan, Samples samples, int most) {
        Recipe recipe = plan.recipe();
        SortedSet<Integer> layers = layers(network, plan);
        if (layers.isEmpty() || (recipe.fitting() == Effort.NONE && !recipe.biasCorrection())) {
            return plan;
        }
        int together = SampleRunner.together(network, () -> samples.first(1));
        long enough = rows(network, layers);
        List<Value> rows = samples.first((int) Math.min(Math.ceilDiv(enough, together) * together, most));
        return new LayerFit(network, plan, rows).fitted(layers);
    }

    /**
     * Layers that read features by their own codes are fitted already: offsets of the codes stand in their biases, too. How those read
     * their input whose result's shape is computed in a run is not known before it.
     */
    private static SortedSet<Integer> layers(Graph network, Plan plan) {
        Set<Integer> fed = new HashSet<>(plan.byTensor(Decision.InputCodes.class).keySet());
        fed.addAll(plan.byTensor(Decision.Folded.class).keySet());
        var layers = new TreeSet<Integer>(plan.biasByNode().keySet());
        layers.removeIf(n -> fed.contains(network.nodes().get(n).input(rule(network, n).data()))
                || !isShaped(network, network.nodes().get(n)));
        return layers;
    }

    private static boolean isShaped(Graph network, Node node) {
        Operands operands = network.operands(node);
        return node.op().shapeOperands(operands).stream().allMatch(operands::isFixed);
    }

    private static QuantizationRule.Weights rule(Graph network, int node) {
        return network.nodes().get(node).op().quantization().weights().orElseThrow();
    }

    /** As many rows as time and memory are for. */
    private static long rows(Graph network, Set<Integer> layers) {
        long products = 0;
        for (int n : layers) {
            Node node = network.nodes().get(n);
            long own = network.tensor(node.input(rule(network, n).weights())).shape().elements();
            long outputs = network.tensor(node.output()).shape().elements();
            long channels = network.tensor(node.output()).shape().lastExtent();
            products += own * Math.max(1, outputs / Math.max(1, channels));
        }
        long largest = network.tensors().stream().filter(tensor -> !tensor.isConstant())
                .mapToLong(tensor -> tensor.shape().elements()).max().orElse(1);
        long held = Math.max(1, MOST_BYTES / Math.max(1, largest * Float.BYTES));
        return Math.min(held, Math.max(LEAST_ROWS, MOST_WORK / Math.max(1, products)));
    }

    private Plan fitted(SortedSet<Integer> layers) {
        Map<Integer, Decision.Bias> biases = plan.biasByNode();
        Plan fitted = plan;
        for (int n : layers) {
            floatRun.runTo(n);
            codedRun.runTo(quantized.readers(form.biasOf(n)).getFirst());
            Decision.Weights before = Objects.requireNonNull(weights.get(n));
            Decision.Weights after = weights(n, before);
            Decision.Bias bias = Objects.requireNonNull(biases.get(n));
            Decision.Bias moved = bias(bias, after);
            fitted = fitted.replacing(before, after).replacing(bias, moved);
            codedRun.replace(form.weightsOf(n), after.constant(network.tensor(after.tensor()).shape()));
            codedRun.replace(form.biasOf(n), form.constant(moved));
        }
        return fitted;
    }

    /** Weights that other layers use, too, stay as they are. */
    private Decision.Weights weights(int n, Decision.Weights coded) {
        if (plan.recipe().fitting() == Effort.NONE || network.uses(coded.tensor()) > 1) {
            return coded;
        }
        return WeightFeedback
                .rounded(LayerVectors.of(network, network.nodes().get(n)),
                        ((Tensor) network.constant(coded.tensor())).values(),
                        new WeightCoding(coded.scales(), coded.codes()),
                        codedRun.contents(codesRead(n)).stream().map(Codes.class::cast).toList())
                .map(rounded -> new Decision.Weights(coded.tensor(), coded.name(), coded.nodes(), coded.axis(),
                        coded.outputs(), rounded.scales(), rounded.codes(), ROUNDED))
                .orElse(coded);
    }

    /** The tensor of the integer network that holds what a layer reads. */
    private int codesRead(int n) {
        return form.codesOf(network.nodes().get(n).input(rule(network, n).data()));
    }

    private Decision.Bias bias(Decision.Bias bias, Decision.Weights coded) {
        int n = bias.node();
        Node node = network.nodes().get(n);
        float inputScale = quantized.tensor(codesRead(n)).quantization().orElseThrow().scale();
        var scales = new float[coded.scales().length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = inputScale * coded.scales()[c];
        }
        double[] moved = plan.recipe().biasCorrection() ? shift(n, node, coded) : new double[bias.codes().length];
        float[] real = ((Tensor) network.constant(node.input(rule(network, n).bias()))).values();
        var codes = new long[bias.codes().length];
        for (int o = 0; o < codes.length; o++) {
            double unit = scales[scales.length == 1 ? 0 : o];
            codes[o] = DType.INT32.saturate(Quantization.roundHalfAway((real[o] + moved[o]) / unit));
        }
        return new Decision.Bias(bias.tensor(), bias.name(), n, bias.dtype(), scales, codes,
                plan.recipe().biasCorrection() ? MOVED : REASON);
    }

    /** How much higher the mean of each channel's sums is in the float network. */
    private double[] shift(int n, Node node, Decision.Weights coded) {
        QuantizationRule.Weights rule = rule(network, n);
        int own = node.input(rule.weights());
        TensorInfo codes = coded.constant(network.tensor(own).shape());
        double[] shift = means(node, floatRun.contents(node.input(rule.data()))).sums((Tensor) network.constant(own));
        double[] given = means(node, codedRun.contents(codesRead(n)))
                .sums(((Codes) codes.constant().orElseThrow()).dequantize());
        for (int o = 0; o < shift.length; o++) {
            shift[o] -= given[o];
        }
        return shift;
    }

    private LayerMeans means(Node node, List<Value> contents) {
        LayerMeans means = LayerMeans.of(network, node);
        for (Value value : contents) {
            means.add(switch (value) {
                case Tensor real -> real;
                case Codes codes -> codes.dequantize();
            });
        }
        return means;
    }
}
