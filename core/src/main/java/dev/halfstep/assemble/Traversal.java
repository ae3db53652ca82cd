package dev.halfstep.assemble;

import dev.halfstep.graph.Node;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Joining.Unpack;
import dev.halfstep.op.move.Picking.ReverseV2;
import dev.halfstep.op.move.StridedSlice;
import java.util.Collections;
import java.util.List;

/** What a {@link Recurrence} gave on its way through sequences. Tensors are made when they are asked for. */
public final class Traversal {

    private static final int TIME = 1;

    private final Assembler network;
    private final String name;
    private final boolean backward;
    /** The state after each step as {@code [batch, units]}, in the order of the way; or all together as one tensor. */
    private final List<Integer> states;
    private final boolean together;
    private final int cell;

    private Traversal(Assembler network, String name, boolean backward, List<Integer> states, boolean together,
            int cell) {
        this.network = network;
        this.name = name;
        this.backward = backward;
        this.states = List.copyOf(states);
        this.together = together;
        this.cell = cell;
    }

    static Traversal ofSteps(Assembler network, String name, boolean backward, List<Integer> states, int cell) {
        return new Traversal(network, name, backward, states, false, cell);
    }

    static Traversal ofSequence(Assembler network, String name, boolean backward, int sequence) {
        return new Traversal(network, name, backward, List.of(sequence), true, Node.ABSENT);
    }

    /** The state after the last step of the way, which for one backward is that at the first time: {@code [batch, units]}. */
    public int last() {
        if (!together) {
            return states.getLast();
        }
        int begin = network.integers(name + "/begin", 0, -1, 0);
        int end = network.integers(name + "/end", 0, 0, 0);
        int strides = network.integers(name + "/strides", 1, 1, 1);
        int others = 0b101;
        return network.apply(name + "/last", new StridedSlice(others, others, 0, 0, 1 << TIME, false),
                states.getFirst(), begin, end, strides);
    }

    /** The cell of an LSTM after the last step: {@code [batch, units]}; {@link Node#ABSENT} where there is none. */
    public int cell() {
        return cell;
    }

    /** The states at all times, from the first to the last: {@code [batch, steps, units]}. */
    public int inTime() {
        return sequence(backward);
    }

    /** The states as they came, which for a way backward begins with the last time: {@code [batch, steps, units]}. */
    public int asTheyCame() {
        return sequence(false);
    }

    /** The states in the other order than they came: {@code [batch, steps, units]}. */
    public int otherWayRound() {
        return sequence(true);
    }

    private int sequence(boolean reversed) {
        if (together) {
            return reversed ? reversed(network, name + "/in_time", states.getFirst()) : states.getFirst();
        }
        List<Integer> ordered = reversed ? states.reversed() : states;
        return network.apply(name + "/states", new Pack(ordered.size(), TIME),
                ordered.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Sequences with their last step first. */
    public static int reversed(Assembler network, String name, int sequences) {
        return network.apply(name, new ReverseV2(), sequences, network.integers("time", TIME));
    }

    /** Sequences of one or more steps taken apart: {@code [batch, inputs]} at each time. */
    static List<Integer> steps(Assembler network, String name, int sequences) {
        int steps = network.shape(sequences).extent(TIME);
        return network.applyAll(name, new Unpack(steps, TIME),
                Collections.nCopies(steps, network.dtype(sequences)), sequences);
    }
}
