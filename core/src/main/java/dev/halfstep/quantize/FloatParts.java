package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The parts of a network that its user wants to stay in float: named by op, or by a tensor that a node writes. */
final class FloatParts {

    private final Graph network;
    private final Map<String, Pattern> patterns = new HashMap<>();
    private final List<String> unused;

    /**
     * @param names of ops or tensors, in which {@code *} stands for any characters
     */
    FloatParts(Graph network, Collection<String> names) {
        this.network = network;
        unused = new ArrayList<>(names);
        names.forEach(name -> patterns.put(name,
                Pattern.compile("\\Q" + name.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E",
                        Pattern.DOTALL)));
    }

    boolean keeps(Node node) {
        boolean keeps = false;
        for (Map.Entry<String, Pattern> entry : patterns.entrySet()) {
            Pattern pattern = entry.getValue();
            if (pattern.matcher(node.op().name()).matches() || node.outputs().stream()
                    .anyMatch(t -> pattern.matcher(network.tensor(t).name()).matches())) {
                unused.remove(entry.getKey());
                keeps = true;
            }
        }
        return keeps;
    }

    /**
     * A name that fits nothing is a mistake that would go unnoticed.
     *
     * @throws Problem if there is one; to be called after all nodes were asked for
     */
    void requireAllUsed() {
        if (!unused.isEmpty()) {
            throw Problem.option("no op and no tensor that a node writes is named '" + unused.getFirst() + "'")
                    .remedy("See the names with inspect; * stands for any characters.");
        }
    }
}
