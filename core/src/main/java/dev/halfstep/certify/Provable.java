package dev.halfstep.certify;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What is said of models that nothing can be proven of. */
final class Provable {

    private Provable() {}

    static Problem not(String why) {
        return Problem.model("nothing can be proven of such a model: " + why)
                .remedy("Bounds are proven for dense layers in a row; for any other model, list the rows that can come and evaluate"
                        + " both models on all of them.");
    }

    /**
     * Requires that all nodes can be bounded.
     *
     * @param isBounded by index of the node
     * @throws Problem that names all kinds of nodes that cannot
     */
    static void require(Graph graph, IntPredicate isBounded) {
        List<String> names = new ArrayList<>(IntStream.range(0, graph.nodes().size())
                .filter(n -> !isBounded.test(n)).mapToObj(n -> graph.nodes().get(n).op().name()).distinct().toList());
        if (!names.isEmpty()) {
            throw not("it has " + String.join(", ", names) + ", whose values have no bounds here");
        }
    }
}
