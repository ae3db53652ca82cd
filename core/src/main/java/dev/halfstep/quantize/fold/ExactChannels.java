package dev.halfstep.quantize.fold;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.QuantizationRule;
import dev.halfstep.quantize.fold.ChannelLinks.Link;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Scales the channels between two layers, so that weights of the second are whole codes: what a channel of the first is multiplied by,
 * the weights that read it are divided by, and the network computes the same. Where activations have 16 bits, a channel may be half
 * as large or twice without loss, and with one output the second layer loses nothing by rounding. With a few outputs a channel takes
 * the factor that suits all of them best.
 */
public final class ExactChannels {

    /** With more weights that read a channel no factor suits them all. */
    private static final int MOST_WEIGHTS = 8;

    private static final int LARGEST_CODE = 127;

    /** Between two multiples of its largest share, a factor is looked for in so many steps. */
    private static final int STEPS = 200;

    private final Graph network;
    private final List<TensorInfo> tensors;

    private ExactChannels(Graph network) {
        this.network = network;
        tensors = new ArrayList<>(network.tensors());
    }

    /**
     * A network that computes the same with other weights.
     *
     * @param network a float network
     * @param fixed layers that must stay as they are
     */
    public static Graph of(Graph network, Predicate<Node> fixed) {
        var exact = new ExactChannels(network);
        boolean changed = false;
        for (Link link : ChannelLinks.of(network, fixed)) {
            changed |= exact.scale(link);
        }
        return changed ? exact.built() : network;
    }

    private Graph built() {
        var builder = new Graph.Builder().description(network.description());
        tensors.forEach(builder::add);
        network.nodes().forEach(builder::add);
        builder.inputs(network.inputs()).outputs(network.outputs());
        network.signatures().forEach(builder::add);
        network.metadata().forEach(builder::metadata);
        return builder.build();
    }

    private boolean scale(Link link) {
        int tensor = link.reader().input(rule(link.reader()).weights());
        int outputs = tensors.get(tensor).shape().extent(0);
        float[] values = values(tensor);
        int perChannel = values.length / link.channels();
        if (perChannel > MOST_WEIGHTS) {
            return false;
        }
        int width = values.length / outputs;
        double[] steps = steps(values, outputs, width);
        var factors = new double[link.channels()];
        for (int c = 0; c < factors.length; c++) {
            var weights = new double[perChannel];
            int next = 0;
            for (int i = c; i < values.length; i += link.channels()) {
                weights[next++] = Math.abs(values[i]) / Math.max(steps[i / width], Double.MIN_NORMAL);
            }
            factors[c] = factor(weights);
        }
        multiply(tensor, i -> 1 / factors[i % factors.length]);
        Node layer = link.layer();
        QuantizationRule.Weights rule = rule(layer);
        int own = layer.input(rule.weights());
        int inner = rule.axis() == 0 ? values(own).length / factors.length : 1;
        multiply(own, i -> factors[i / inner % factors.length]);
        if (layer.hasInput(rule.bias())) {
            multiply(layer.input(rule.bias()), i -> factors[i]);
        }
        return true;
    }

    private static QuantizationRule.Weights rule(Node node) {
        return node.op().quantization().weights().orElseThrow();
    }

    private static double[] steps(float[] values, int outputs, int width) {
        var steps = new double[outputs];
        for (int i = 0; i < values.length; i++) {
            steps[i / width] = Math.max(steps[i / width], Math.abs(values[i]) / (double) LARGEST_CODE);
        }
        return steps;
    }

    /**
     * The factor of a channel, up to 2.
     *
     * @param weights that read it, in steps
     */
    private static double factor(double[] weights) {
        double largest = 0;
        for (double weight : weights) {
            largest = Math.max(largest, weight);
        }
        if (largest == 0) {
            return 1;
        }
        // Where the largest is a code, or others are between two such places.
        double lowest = largest < 1 ? largest : largest / Math.floor(largest);
        if (weights.length == 1) {
            return lowest;
        }
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k <= STEPS; k++) {
            double factor = Math.max(1, lowest) * (1 + (double) k / STEPS);
            double cost = 0;
            for (double weight : weights) {
                double off = weight / factor - Math.rint(weight / factor);
                cost += off * off * factor * factor;
            }
            if (cost < least) {
                least = cost;
                best = factor;
            }
        }
        return best;
    }

    private interface Factor {
        double at(int index);
    }

    private void multiply(int tensor, Factor factor) {
        float[] values = values(tensor).clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor.at(i));
        }
        TensorInfo info = tensors.get(tensor);
        tensors.set(tensor, TensorInfo.constant(info.name(), Tensor.of(info.shape(), values)));
    }

    private float[] values(int tensor) {
        return ((Tensor) tensors.get(tensor).constant().orElseThrow()).values();
    }
}
