package dev.halfstep.quantize;

import dev.halfstep.calibrate.LayerMeans;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves each layer's bias so that, over the calibration rows, the integer layer's sums have the same mean as the float layer's:
 * rounding weights and activations shifts them, and the shifts of many weights add up.
 *
 * <p>
 * With weights {@code W} and input {@code x} in float, and {@code W'} and {@code x'} in the integer network, the bias of a channel
 * grows by the mean of {@code W x - W' x'} over rows and positions. Layers are taken in order, each with the inputs that the
 * corrected layers before it give. (After Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
 * Correction", 2019, section 4.2, with means that are measured instead of assumed.)
 */
final class BiasCorrection {

    /** Multiply-adds that may be spent: the error of a mean shrinks with the root of the rows, the time grows with them. */
    private static final long MAX_WORK = 1_000_000_000;
    private static final long MIN_ROWS = 8;

    private static final String REASON =
            "in units of input scale times weight scale, moved so that the mean of the sums"
                    + " over the calibration rows is the float network's";

    private final Graph network;
    private final List<Value> rows;
    private final Map<Integer, Decision.Weights> weights;
    /** For each layer the mean of its sums in the float network, which correcting does not change. */
    private final Map<Integer, double[]> floatMeans = new HashMap<>();

    private BiasCorrection(Graph network, Plan plan, Samples samples, int most) {
        this.network = network;
        weights = plan.weightsByNode(network);
        Set<Integer> layers = layers(network, plan);
        long enough = Math.max(MIN_ROWS, MAX_WORK / Math.max(1, work(layers)));
        SampleRunner runner = SampleRunner.of(network);
        int together = SampleRunner.together(network, () -> samples.first(1));
        rows = samples.first((int) Math.min(Math.ceilDiv(enough, together) * together, most));
        Set<Integer> inputs = new HashSet<>();
        layers.forEach(n -> inputs.add(network.nodes().get(n).input(rule(n).data())));
        Map<Integer, Value> contents = runner.run(rows, inputs);
        for (int n : layers) {
            Node node = network.nodes().get(n);
            floatMeans.put(n, meanSums(n, contents.get(node.input(rule(n).data())),
                    (Tensor) network.constant(node.input(rule(n).weights()))));
        }
    }

    /** Layers that read features by their own codes have corrected biases already: offsets of the codes stand in them, too. */
    private static Set<Integer> layers(Graph network, Plan plan) {
        Set<Integer> fed = new HashSet<>(plan.byTensor(Decision.InputCodes.class).keySet());
        fed.addAll(plan.byTensor(Decision.Folded.class).keySet());
        Set<Integer> layers = new HashSet<>(plan.biasByNode().keySet());
        layers.removeIf(n -> {
            Node node = network.nodes().get(n);
            return fed.contains(node.input(node.op().quantization().weights().orElseThrow().data()));
        });
        return layers;
    }

    private QuantizationRule.Weights rule(int node) {
        return network.nodes().get(node).op().quantization().weights().orElseThrow();
    }

    /** A bound on the multiply-adds for a row: each layer's correction runs the whole network. */
    private long work(Set<Integer> layers) {
        long all = 0;
        for (int n : layers) {
            Node node = network.nodes().get(n);
            long products = network.tensor(node.input(rule(n).weights())).shape().elements();
            long outputs = network.tensor(node.output()).shape().elements();
            long channels = network.tensor(node.input(rule(n).bias())).shape().elements();
            all += products * Math.max(1, outputs / Math.max(1, channels));
        }
        return 2 * all * layers.size();
    }

    /**
     * The plan with corrected biases.
     *
     * @param plan of an integer precision
     * @param samples of which the first {@code most}, at least one, are calibration rows
     */
    static Plan correct(Graph network, Plan plan, Samples samples, int most) {
        if (layers(network, plan).isEmpty()) {
            return plan;
        }
        var correction = new BiasCorrection(network, plan, samples, most);
        Plan corrected = plan;
        for (int n = 0; n < network.nodes().size(); n++) {
            Decision.Bias bias = corrected.biasByNode().get(n);
            if (bias != null && correction.floatMeans.containsKey(n)) {
                corrected = corrected.replacing(bias, correction.corrected(corrected, bias));
            }
        }
        return corrected;
    }

    private Decision.Bias corrected(Plan plan, Decision.Bias bias) {
        Node node = network.nodes().get(bias.node());
        QuantizationRule.Weights rule = rule(bias.node());
        boolean integerThroughout = plan.realNodes().isEmpty();
        var form = new IntegerForm(network, integerThroughout ? plan.withEdge(plan.precision().activations()) : plan);
        Graph quantized = form.build();
        List<Interface.Port> ports = Interface.of(quantized).inputs();
        var coded = new ArrayList<Value>();
        for (int i = 0; i < rows.size(); i++) {
            coded.add(rows.get(i) instanceof Tensor real ? ports.get(i).encode(real) : rows.get(i));
        }
        int inCodes = form.codesOf(node.input(rule.data()));
        Decision.Weights decided = Objects.requireNonNull(weights.get(bias.node()));
        TensorInfo constant = decided.constant(network.tensor(node.input(rule.weights())).shape());
        double[] integerMeans =
                meanSums(bias.node(), SampleRunner.of(quantized).run(coded, Set.of(inCodes)).get(inCodes),
                        ((Codes) constant.constant().orElseThrow()).dequantize());
        double[] wanted = Objects.requireNonNull(floatMeans.get(bias.node()));
        var codes = bias.codes().clone();
        for (int o = 0; o < codes.length; o++) {
            double unit = bias.scales()[bias.scales().length == 1 ? 0 : o];
            codes[o] = DType.INT32
                    .saturate(Quantization.roundHalfAway(codes[o] + (wanted[o] - integerMeans[o]) / unit));
        }
        return new Decision.Bias(bias.tensor(), bias.name(), bias.node(), bias.dtype(), bias.scales(), codes, REASON);
    }

    /** The mean of each channel's sums, without bias, over rows and positions. */
    private double[] meanSums(int n, @Nullable Value contents, Tensor factors) {
        Tensor values = switch (Objects.requireNonNull(contents)) {
            case Tensor real -> real;
            case Codes codes -> codes.dequantize();
        };
        return LayerMeans.of(network, n, values, factors);
    }
}
