package dev.halfstep.graph;

import dev.halfstep.op.Op;
import java.util.List;

/**
 * One step of a graph.
 *
 * @param op what it does
 * @param inputs indices of the tensors it reads, in the op's order; {@link #ABSENT} where an optional one is left out
 * @param outputs indices of the tensors it writes
 * @param intermediates indices of the tensors that tell the scales of what it computes on the way; they have no contents
 */
public record Node(Op op, List<Integer> inputs, List<Integer> outputs, List<Integer> intermediates) {

    /** The index of an optional input that is left out. */
    public static final int ABSENT = -1;

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        intermediates = List.copyOf(intermediates);
    }

    /** A step without intermediates, as most are. */
    public Node(Op op, List<Integer> inputs, List<Integer> outputs) {
        this(op, inputs, outputs, List.of());
    }

    public int input(int position) {
        return inputs.get(position);
    }

    public boolean hasInput(int position) {
        return position < inputs.size() && inputs.get(position) != ABSENT;
    }

    /** The only output. */
    public int output() {
        return outputs.getFirst();
    }
}
