package dev.halfstep.fit;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A float network that is one dense layer after another, each with weights and a bias of its own: the kind whose codes can be
 * fitted.
 *
 * @param layers in the order they run, at least one
 */
public record DenseChain(List<Layer> layers) {

    /**
     * A dense layer.
     *
     * @param node index of its node in the graph
     * @param weights {@code [outputs][inputs]}
     * @param bias {@code [outputs]}
     * @param low the smallest value that its activation lets through, or negative infinity
     * @param high the largest one, or infinity
     */
    public record Layer(int node, int inputs, int outputs, float[] weights, float[] bias, float low, float high) {

        /** Whether multiplying what goes in multiplies what comes out, so that each unit may have a scale of its own. */
        boolean isHomogeneous() {
            return Float.isInfinite(high) && (low == 0 || Float.isInfinite(low));
        }

        /** The activation of a value. */
        float activated(float value) {
            return Math.clamp(value, low, high);
        }

        /** Whether the activation passes a value on unchanged. */
        boolean isActive(float value) {
            return value > low && value < high;
        }
    }

    public DenseChain {
        layers = List.copyOf(layers);
    }

    public int inputs() {
        return layers.getFirst().inputs;
    }

    public int outputs() {
        return layers.getLast().outputs;
    }

    /** How many hidden layers there are. */
    int last() {
        return layers.size() - 1;
    }

    Layer layer(int index) {
        return layers.get(index);
    }

    /** The chain that a float network is, if it is one. */
    public static Optional<DenseChain> of(Graph network) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1 || network.nodes().isEmpty()
                || network.inputTensors().getFirst().shape().rank() != 2) {
            return Optional.empty();
        }
        var layers = new ArrayList<Layer>();
        Set<Integer> seen = new HashSet<>();
        int data = network.inputs().getFirst();
        for (int n = 0; n < network.nodes().size(); n++) {
            Optional<Layer> layer = layer(network, n, data, seen);
            if (layer.isEmpty()) {
                return Optional.empty();
            }
            layers.add(layer.get());
            data = network.nodes().get(n).output();
        }
        return data == network.outputs().getFirst() ? Optional.of(new DenseChain(layers)) : Optional.empty();
    }

    private static Optional<Layer> layer(Graph network, int n, int data, Set<Integer> seen) {
        Node node = network.nodes().get(n);
        if (!(node.op() instanceof FullyConnected dense) || node.input(FullyConnected.DATA) != data
                || !node.hasInput(FullyConnected.BIAS)) {
            return Optional.empty();
        }
        int weights = node.input(FullyConnected.WEIGHTS);
        int bias = node.input(FullyConnected.BIAS);
        boolean own = seen.add(weights) && seen.add(bias);
        if (!own || !isFloatConstant(network, weights) || !isFloatConstant(network, bias)
                || network.tensor(node.output()).shape().rank() != 2) {
            return Optional.empty();
        }
        return Optional.of(new Layer(n, network.tensor(weights).shape().extent(1),
                network.tensor(weights).shape().extent(0), ((Tensor) network.constant(weights)).values(),
                ((Tensor) network.constant(bias)).values(), dense.activation().min(), dense.activation().max()));
    }

    private static boolean isFloatConstant(Graph network, int tensor) {
        return network.tensor(tensor).isConstant() && network.tensor(tensor).dtype() == DType.FLOAT32;
    }
}
