package dev.halfstep.certify.network;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What is said of models that nothing can be proven of. */
public final class Provable {

    private Provable() {}

    public static Problem not(String why) {
        return Problem.model("nothing can be proven of such a model: " + why)
                .remedy("Bounds are proven for dense layers in a row with relu, tanh and the like; for any other model, list the rows that can come and evaluate"
                        + " both models on all of them.");
    }

    /** Ops that have bounds: dense layers, and activations behind them. */
    private static final Set<String> BOUNDED = Set.of("FULLY_CONNECTED", "RELU", "RELU6", "RELU_N1_TO_1",
            "RELU_0_TO_1", "TANH", "LOGISTIC", "ELU", "LEAKY_RELU");

    /**
     * Requires that all nodes can be bounded.
     *
     * @param normalising nodes that normalise features, by index
     * @throws Problem that names all kinds of nodes that cannot
     */
    public static void require(Graph graph, Set<Integer> normalising) {
        List<String> names = IntStream.range(0, graph.nodes().size()).filter(n -> !normalising.contains(n))
                .mapToObj(n -> graph.nodes().get(n).op().name()).filter(name -> !BOUNDED.contains(name)).distinct()
                .toList();
        if (!names.isEmpty()) {
            throw not("it has " + String.join(", ", names) + ", whose values have no bounds here");
        }
    }
}
