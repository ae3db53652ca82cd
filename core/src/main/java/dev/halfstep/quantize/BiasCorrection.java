package dev.halfstep.quantize;

import dev.halfstep.calibrate.LayerMeans;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.interpret.StepwiseRun;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Moves each layer's bias so that, over the calibration rows, the integer layer's sums have the same mean as the float layer's:
 * rounding weights and activations shifts them, and the shifts of many weights add up.
 *
 * <p>
 * With weights {@code W} and input {@code x} in float, and {@code W'} and {@code x'} in the integer network, the bias of a channel
 * grows by the mean of {@code W x - W' x'} over rows and positions. Layers are taken in order, each with the inputs that the
 * corrected layers before it give, in one pass over the rows. (After Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
 * Correction", 2019, section 4.2, with means that are measured instead of assumed.)
 */
final class BiasCorrection {

    /**
     * How many bytes of what lies between two layers may be held, and multiply-adds be spent, for as many rows as that allows: the
     * error of a mean shrinks with the root of the rows.
     */
    private static final long MOST_BYTES = 1L << 27;
    private static final long MOST_WORK = 2_000_000_000;
    private static final int LEAST_ROWS = 8;

    private static final String REASON =
            "in units of input scale times weight scale, moved so that the mean of the sums"
                    + " over the calibration rows is the float network's";

    private final Graph network;
    private final Plan plan;
    private final Map<Integer, Decision.Weights> weights;
    private final IntegerForm form;
    private final Graph quantized;
    private final StepwiseRun floatRun;
    private final StepwiseRun codedRun;

    private BiasCorrection(Graph network, Plan plan, List<Value> rows) {
        this.network = network;
        this.plan = plan;
        weights = plan.weightsByNode(network);
        boolean integerThroughout = plan.realNodes().isEmpty();
        form = new IntegerForm(network, integerThroughout ? plan.withEdge(plan.precision().activations()) : plan);
        quantized = form.build();
        List<Interface.Port> ports = Interface.of(quantized).inputs();
        var coded = new ArrayList<Value>();
        for (int i = 0; i < rows.size(); i++) {
            coded.add(rows.get(i) instanceof Tensor real ? ports.get(i).encode(real) : rows.get(i));
        }
        floatRun = new StepwiseRun(network, rows);
        codedRun = new StepwiseRun(quantized, coded);
    }

    /** Layers that read features by their own codes have corrected biases already: offsets of the codes stand in them, too. */
    private static SortedSet<Integer> layers(Graph network, Plan plan) {
        Set<Integer> fed = new HashSet<>(plan.byTensor(Decision.InputCodes.class).keySet());
        fed.addAll(plan.byTensor(Decision.Folded.class).keySet());
        var layers = new TreeSet<Integer>(plan.biasByNode().keySet());
        layers.removeIf(n -> fed.contains(network.nodes().get(n).input(rule(network, n).data())));
        return layers;
    }

    private static QuantizationRule.Weights rule(Graph network, int node) {
        return network.nodes().get(node).op().quantization().weights().orElseThrow();
    }

    /**
     * The plan with corrected biases.
     *
     * @param plan of an integer precision
     * @param samples of which the first {@code most}, at least one, are calibration rows
     */
    static Plan correct(Graph network, Plan plan, Samples samples, int most) {
        SortedSet<Integer> layers = layers(network, plan);
        if (layers.isEmpty()) {
            return plan;
        }
        int together = SampleRunner.together(network, () -> samples.first(1));
        long enough = Math.max(LEAST_ROWS, rows(network, layers));
        List<Value> rows = samples.first((int) Math.min(Math.ceilDiv(enough, together) * together, most));
        return new BiasCorrection(network, plan, rows).corrected(layers);
    }

    /** As many rows as time and memory are for. */
    private static long rows(Graph network, Set<Integer> layers) {
        long products = 0;
        for (int n : layers) {
            Node node = network.nodes().get(n);
            long weights = network.tensor(node.input(rule(network, n).weights())).shape().elements();
            long outputs = network.tensor(node.output()).shape().elements();
            long channels = network.tensor(node.output()).shape().lastExtent();
            products += weights * Math.max(1, outputs / Math.max(1, channels));
        }
        long largest = network.tensors().stream().filter(tensor -> !tensor.isConstant())
                .mapToLong(tensor -> tensor.shape().elements()).max().orElse(1);
        return Math.min(MOST_WORK / Math.max(1, products), MOST_BYTES / Math.max(1, largest * Float.BYTES));
    }

    private Plan corrected(SortedSet<Integer> layers) {
        Map<Integer, Decision.Bias> biases = plan.biasByNode();
        Plan corrected = plan;
        for (int n : layers) {
            Decision.Bias before = Objects.requireNonNull(biases.get(n));
            Decision.Bias after = corrected(before);
            corrected = corrected.replacing(before, after);
            codedRun.replace(form.biasOf(n), form.constant(after));
        }
        return corrected;
    }

    private Decision.Bias corrected(Decision.Bias bias) {
        int n = bias.node();
        Node node = network.nodes().get(n);
        QuantizationRule.Weights rule = rule(network, n);
        floatRun.runTo(n);
        codedRun.runTo(quantized.readers(form.biasOf(n)).getFirst());
        int factors = node.input(rule.weights());
        TensorInfo decided = Objects.requireNonNull(weights.get(n)).constant(network.tensor(factors).shape());
        double[] wanted = means(node, floatRun.contents(node.input(rule.data()))).sums((Tensor) network.constant(factors));
        double[] given = means(node, codedRun.contents(form.codesOf(node.input(rule.data()))))
                .sums(((Codes) decided.constant().orElseThrow()).dequantize());
        var codes = bias.codes().clone();
        for (int o = 0; o < codes.length; o++) {
            double unit = bias.scales()[bias.scales().length == 1 ? 0 : o];
            codes[o] = DType.INT32.saturate(Quantization.roundHalfAway(codes[o] + (wanted[o] - given[o]) / unit));
        }
        return new Decision.Bias(bias.tensor(), bias.name(), n, bias.dtype(), bias.scales(), codes, REASON);
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
