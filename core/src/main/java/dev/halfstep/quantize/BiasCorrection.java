package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves each layer's bias so that, over the calibration rows, the integer layer's sums have the same mean as the float layer's:
 * rounding weights and activations shifts them, and the shifts of many weights add up.
 *
 * <p>
 * With weights {@code W} and mean input {@code x} in float, and {@code W'} and {@code x'} in the integer network, the bias grows
 * by {@code W x - W' x'}. Layers are taken in order, each with the inputs that the corrected layers before it give. (After
 * Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019, section 4.2, with means
 * that are measured instead of assumed.)
 */
final class BiasCorrection {

    /** Multiply-adds that may be spent: the error of a mean shrinks with the root of the rows, the time grows with them. */
    private static final long MAX_WORK = 1_000_000_000;
    private static final long MIN_ROWS = 32;

    private static final String REASON =
            "in units of input scale times weight scale, moved so that the mean of the sums"
                    + " over the calibration rows is the float network's";

    private final Graph network;
    private final Tensor rows;
    /** What each dense layer takes in the float network, which correcting does not change. */
    private final Map<Integer, Value> floatInputs;

    private BiasCorrection(Graph network, Tensor rows) {
        this.network = network;
        long enough = Math.max(MIN_ROWS, MAX_WORK / Math.max(1, work(network)));
        this.rows = Slices.first(rows, (int) Math.min(enough, rows.shape().extent(0)));
        Set<Integer> inputs = network.nodes().stream().filter(node -> node.op() instanceof FullyConnected)
                .map(node -> node.input(FullyConnected.DATA)).collect(Collectors.toSet());
        floatInputs = Interpreter.prepare(network).runWithTaps(List.of(this.rows), inputs);
    }

    /** A bound on the multiply-adds for a row: each layer's correction runs the whole network. */
    private static long work(Graph network) {
        long weights = 0;
        long layers = 0;
        for (Node node : network.nodes()) {
            if (node.op() instanceof FullyConnected) {
                weights += network.tensor(node.input(FullyConnected.WEIGHTS)).shape().elements();
                layers++;
            }
        }
        return 2 * weights * layers;
    }

    /**
     * The plan with corrected biases.
     *
     * @param plan of an integer precision
     * @param rows calibration rows, at least one
     */
    static Plan correct(Graph network, Plan plan, Tensor rows) {
        var correction = new BiasCorrection(network, rows);
        Plan corrected = plan;
        for (int n = 0; n < network.nodes().size(); n++) {
            Decision.Bias bias = corrected.biasByNode().get(n);
            if (bias != null) {
                corrected = corrected.replacing(bias, correction.corrected(corrected, bias));
            }
        }
        return corrected;
    }

    private Decision.Bias corrected(Plan plan, Decision.Bias bias) {
        Node node = network.nodes().get(bias.node());
        int input = node.input(FullyConnected.DATA);
        double[] floatMean = mean(floatInputs.get(input), node);
        var form = new IntegerForm(network, plan.withEdge(plan.precision().activations()));
        Graph quantized = form.build();
        Value coded = Interface.of(quantized).inputs().getFirst().encode(rows);
        int inCodes = form.codesOf(input);
        double[] integerMean = mean(
                Interpreter.prepare(quantized).runWithTaps(List.of(coded), Set.of(inCodes)).get(inCodes), node);
        float[] weights = ((Tensor) network.constant(node.input(FullyConnected.WEIGHTS))).values();
        Decision.Weights decided = Objects
                .requireNonNull(plan.byTensor(Decision.Weights.class).get(node.input(FullyConnected.WEIGHTS)));
        var codes = bias.codes().clone();
        int width = floatMean.length;
        for (int o = 0; o < codes.length; o++) {
            double shift = 0;
            double scale = decided.scales()[decided.scales().length == 1 ? 0 : o];
            for (int i = 0; i < width; i++) {
                int w = o * width + i;
                shift += weights[w] * floatMean[i] - decided.codes()[w] * scale * integerMean[i];
            }
            double unit = bias.scales()[bias.scales().length == 1 ? 0 : o];
            codes[o] = DType.INT32.saturate(Quantization.roundHalfAway(codes[o] + shift / unit));
        }
        return new Decision.Bias(bias.tensor(), bias.name(), bias.node(), bias.dtype(), bias.scales(), codes, REASON);
    }

    /** The mean of each of a dense layer's inputs over the rows. */
    private double[] mean(@Nullable Value contents, Node node) {
        Tensor values = switch (Objects.requireNonNull(contents)) {
            case Tensor real -> real;
            case Codes codes -> codes.dequantize();
        };
        int width = network.tensor(node.input(FullyConnected.WEIGHTS)).shape().extent(1);
        var means = new double[width];
        float[] all = values.values();
        for (int i = 0; i < all.length; i++) {
            means[i % width] += all[i];
        }
        int rowCount = all.length / width;
        for (int i = 0; i < width; i++) {
            means[i] /= rowCount;
        }
        return means;
    }
}
