package dev.halfstep.quantize.chain;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.lower.Dense.FloatDense;
import java.util.List;
import java.util.Optional;

/**
 * A float network that is one dense layer after another, each with weights and a bias of its own: the kind whose codes can be
 * fitted. Layer by layer its nodes are those of the graph.
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
        DenseLayers layers = DenseLayers.of(network);
        boolean fits = layers.whyNotARow().isEmpty() && layers.all().size() == network.nodes().size()
                && network.inputTensors().getFirst().shape().rank() == 2
                && layers.all().stream().allMatch(layer -> isPlain(layers, layer));
        return fits ? Optional.of(new DenseChain(layers.all().stream()
                .map(layer -> (FloatDense) layers.lowered(layer).layer()).toList())) : Optional.empty();
    }

    /** Whether a layer has float weights and a float bias that are known, and gives rows. */
    private static boolean isPlain(DenseLayers layers, DenseLayers.Layer layer) {
        Graph network = layers.graph();
        return layer.hasBias() && layers.isFixed(layer) && network.tensor(layer.output()).shape().rank() == 2
                && layer.parameters().stream().noneMatch(t -> network.tensor(t).dtype().isInteger());
    }
}
