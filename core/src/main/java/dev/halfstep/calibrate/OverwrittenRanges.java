package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.reduce.RowOps.Softmax;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ranges as TensorFlow's converter records them. Its calibration runs some ops in place, and looks at their inputs when they have
 * run: an operand that was overwritten gets the range of the result, too. Found by comparing its files with the true ranges.
 *
 * <p>
 * The operand that is overwritten is the first that the memory planner of TensorFlow Lite lets share its memory with the result:
 * computed, as large as the result and larger than 4 bytes, and read by nothing else; the result is no output of the model.
 */
public final class OverwrittenRanges {

    private static final int SCALAR_BYTES = 4;

    private OverwrittenRanges() {}

    /** What the converter records for a network, of what there is. */
    public static Ranges of(Graph network, Ranges ranges) {
        Map<Integer, Range> widened = new HashMap<>(ranges.byTensor());
        for (Node node : network.nodes()) {
            int output = node.outputs().getFirst();
            Optional<Range> result = ranges.of(output);
            if (result.isPresent() && !network.outputs().contains(output)) {
                overwritten(network, node)
                        .ifPresent(t -> widened.computeIfPresent(t, (same, range) -> range.union(result.get())));
            }
        }
        return new Ranges(ranges.rows(), widened);
    }

    private static Optional<Integer> overwritten(Graph network, Node node) {
        long bytes = bytes(network, node.outputs().getFirst());
        return node.inputs().stream().limit(shareable(node.op()))
                .filter(t -> t != Node.ABSENT && !network.tensor(t).isConstant() && !network.inputs().contains(t)
                        && bytes(network, t) == bytes && bytes > SCALAR_BYTES && network.uses(t) == 1)
                .findFirst();
    }

    /** How many of its inputs an op may overwrite. */
    private static int shareable(Op op) {
        return op instanceof Arithmetic ? 2 : op instanceof Softmax ? 1 : 0;
    }

    private static long bytes(Graph network, int tensor) {
        return (long) network.tensor(tensor).shape().elements() * network.tensor(tensor).dtype().bytes();
    }
}
