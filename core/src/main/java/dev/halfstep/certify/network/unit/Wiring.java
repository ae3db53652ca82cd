package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.StridedCopy;
import dev.halfstep.lower.LoweredPairs.Broadcast;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Which unit each element of each tensor is: what moves elements about computes nothing, and is wiring only. */
final class Wiring {

    private final Program program;
    private final Map<Integer, int[]> units = new HashMap<>();
    private final IntFunction<int[]> constants;
    private final Fill fill;

    /** Makes a unit for a number, or code, that a node fills its output with. */
    @FunctionalInterface
    interface Fill {
        int unit(Node node, long known);
    }

    /** @param constants makes units of a tensor's fixed contents */
    Wiring(Program program, IntFunction<int[]> constants, Fill fill) {
        this.program = program;
        this.constants = constants;
        this.fill = fill;
    }

    /** The units that a tensor consists of. */
    int[] of(int tensor) {
        return units.computeIfAbsent(tensor, constants::apply);
    }

    boolean isComputed(int tensor) {
        return !program.tensors().get(tensor).isConstant();
    }

    void put(int tensor, int... those) {
        units.put(tensor, those);
    }

    int elements(int tensor) {
        return program.tensors().get(tensor).shape().elements();
    }

    /** Makes the outputs of a node that moves elements. */
    void move(Program.Step step, Moved moved) {
        Node node = step.node();
        for (int output : node.outputs()) {
            put(output, new int[elements(output)]);
        }
        for (Part part : moved.parts()) {
            switch (part) {
                case Copied copied -> copy(copied.copy(), of(node.input(copied.input())),
                        of(node.outputs().get(copied.output())));
                case Repeated repeated -> copy(repeated.copy(), of(node.output()), of(node.output()));
                case Filled filled -> Arrays.fill(of(node.output()), filled.operand() == Computed.NONE
                        ? fill.unit(node, filled.known()) : of(node.input(filled.operand()))[0]);
                case Recoded recoded -> throw Provable.not("its " + step.place() + " joins codes of several scales");
            }
        }
    }

    private static void copy(StridedCopy copy, int[] from, int[] to) {
        copy(copy, 0, copy.from(), copy.to(), from, to);
    }

    private static void copy(StridedCopy copy, int axis, int first, int firstTo, int[] from, int[] to) {
        if (axis == copy.extents().length) {
            System.arraycopy(from, first, to, firstTo, copy.run());
            return;
        }
        for (int i = 0; i < copy.extents()[axis]; i++) {
            copy(copy, axis + 1, first + i * copy.fromStrides()[axis], firstTo + i * copy.toStrides()[axis], from, to);
        }
    }

    /** What is done where two elements meet. */
    interface Meeting {
        void of(int left, int right);
    }

    /** Goes through the pairs of elements of two operands that meet, in the order of the result. */
    static void pairs(Broadcast broadcast, Meeting meeting) {
        pairs(broadcast, 0, 0, 0, meeting);
    }

    private static void pairs(Broadcast broadcast, int axis, int left, int right, Meeting meeting) {
        if (axis == broadcast.extents().length) {
            meeting.of(left, right);
            return;
        }
        for (int i = 0; i < broadcast.extents()[axis]; i++) {
            pairs(broadcast, axis + 1, left + i * broadcast.left()[axis], right + i * broadcast.right()[axis],
                    meeting);
        }
    }
}
