package dev.halfstep.quantize.chain;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.lower.Dense.FloatDense;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A float network that is one dense layer after another, each with weights and a bias of its own: the kind whose codes can be
 * fitted. Layer by layer its nodes are the dense layers of the graph.
 *
 * @param layers in the order they run, at least one
 */
public record DenseChain(List<FloatDense> layers) {

    public DenseChain {
        layers = List.copyOf(layers);
    }

    public int inputs() {
        return layers.getFirst().inputs();
    }

    public int outputs() {
        return layers.getLast().outputs();
    }

    /** How many hidden layers there are. */
    int last() {
        return layers.size() - 1;
    }

    FloatDense layer(int index) {
        return layers.get(index);
    }

    /** The chain that a float network is, if it is one. */
    public static Optional<DenseChain> of(Graph network) {
        return DenseLayers.of(network).whyNotARow().isEmpty()
                && network.inputTensors().getFirst().shape().rank() == 2 ? behind(network, Set.of(), feature -> 1)
                        : Optional.empty();
    }

    /**
     * The chain that is left of a float network when some nodes before its first layer are taken away.
     *
     * @param folded the nodes by index
     * @param sign by which the first layer's weights of each feature are multiplied: 1 or -1
     */
    public static Optional<DenseChain> behind(Graph network, Set<Integer> folded, IntToDoubleFunction sign) {
        DenseLayers layers = DenseLayers.of(network);
        List<DenseLayers.Layer> all = layers.all();
        Set<Integer> parameters = new HashSet<>();
        boolean fits = !all.isEmpty() && network.inputs().size() == 1 && network.outputs().size() == 1
                && all.size() + folded.size() == network.nodes().size()
                && all.getLast().output() == network.outputs().getFirst()
                && all.stream().allMatch(layer -> isPlain(layers, layer))
                && all.stream().flatMap(layer -> layer.parameters().stream()).allMatch(parameters::add);
        for (int l = 1; fits && l < all.size(); l++) {
            fits = all.get(l).data() == all.get(l - 1).output();
        }
        return fits ? Optional.of(new DenseChain(IntStream.range(0, all.size())
                .mapToObj(l -> l == 0 ? layer(layers, all.get(l), sign) : layer(layers, all.get(l))).toList()))
                : Optional.empty();
    }

    /**
     * The chain that a layer is by itself.
     *
     * @param node its index
     * @param sign by which its weights of each feature are multiplied: 1 or -1
     */
    public static DenseChain ofLayer(Graph network, int node, IntToDoubleFunction sign) {
        DenseLayers layers = DenseLayers.of(network);
        return new DenseChain(List.of(layer(layers,
                layers.all().stream().filter(layer -> layer.node() == node).findFirst().orElseThrow(), sign)));
    }

    private static FloatDense layer(DenseLayers layers, DenseLayers.Layer layer) {
        return (FloatDense) layers.lowered(layer).layer();
    }

    private static FloatDense layer(DenseLayers layers, DenseLayers.Layer layer, IntToDoubleFunction sign) {
        FloatDense dense = layer(layers, layer);
        float[] weights = dense.weights().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= (float) sign.applyAsDouble(i % dense.inputs());
        }
        return dense.with(weights, dense.bias());
    }

    /** Whether a layer has float weights and a float bias that are known, and gives rows. */
    private static boolean isPlain(DenseLayers layers, DenseLayers.Layer layer) {
        Graph network = layers.graph();
        return layer.hasBias() && layers.isFixed(layer) && network.tensor(layer.output()).shape().rank() == 2
                && layer.parameters().stream().noneMatch(t -> network.tensor(t).dtype().isInteger());
    }
}
