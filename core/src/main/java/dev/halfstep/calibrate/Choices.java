package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.Binary;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which elements of tensors a SELECT takes, where nobody else reads them: the exponential within a SELU, for instance, counts for
 * negative numbers only, and may be anything, or not a number, for the others. What is not taken says nothing of a tensor's range.
 *
 * @param byTensor by tensor
 */
record Choices(Map<Integer, Choice> byTensor) {

    /** Every element counts. */
    static final Choices NONE = new Choices(Map.of());

    /**
     * Which elements are taken: those at which a condition of the same shape holds, or does not.
     *
     * @param condition a tensor of truth values
     * @param taken which of them says that an element is taken
     */
    record Choice(int condition, boolean taken) {}

    /** The choices of a network, from the last node to the first. */
    static Choices of(Graph graph) {
        var choices = new HashMap<Integer, Choice>();
        for (int n = graph.nodes().size() - 1; n >= 0; n--) {
            Node node = graph.nodes().get(n);
            Choice choice = choices.get(node.output());
            if (node.op() instanceof Select) {
                add(graph, node, 1, new Choice(node.input(0), true), choices);
                add(graph, node, 2, new Choice(node.input(0), false), choices);
            } else if (choice != null && isElementwise(node.op())) {
                for (int i = 0; i < node.inputs().size(); i++) {
                    if (!isDivisor(node.op(), i)) {
                        add(graph, node, i, choice, choices);
                    }
                }
            }
        }
        return new Choices(choices);
    }

    private static boolean isElementwise(Op op) {
        return op instanceof Binary || op instanceof UnaryFunction;
    }

    /** What nobody takes must not be divided by zero either, which clipping could make of it. */
    private static boolean isDivisor(Op op, int position) {
        return op instanceof Arithmetic arithmetic && arithmetic.kind() == Arithmetic.Kind.DIV && position == 1;
    }

    private static void add(Graph graph, Node node, int position, Choice choice, Map<Integer, Choice> choices) {
        int tensor = node.input(position);
        Shape shape = graph.tensor(node.output()).shape();
        boolean alike = graph.tensor(tensor).shape().equals(shape)
                && graph.tensor(choice.condition).shape().equals(shape);
        if (alike && graph.uses(tensor) == 1 && !graph.tensor(tensor).isConstant()
                && !graph.inputs().contains(tensor)) {
            choices.put(tensor, choice);
        }
    }

    /** The conditions that say what is taken. */
    Set<Integer> conditions() {
        var conditions = new HashSet<Integer>();
        byTensor.values().forEach(choice -> conditions.add(choice.condition));
        return conditions;
    }

    /**
     * The values of a tensor that count, and 0, which every range contains, in place of the others.
     *
     * @param contents of tensors, those of the conditions among them
     */
    float[] taken(int tensor, float[] values, Map<Integer, Value> contents) {
        Choice choice = byTensor.get(tensor);
        if (choice == null || !(contents.get(choice.condition) instanceof Codes truths)
                || truths.shape().elements() != values.length) {
            return values;
        }
        var taken = values.clone();
        byte[] holds = truths.rawBytes();
        for (int i = 0; i < taken.length; i++) {
            taken[i] = (holds[i] != 0) == choice.taken ? taken[i] : 0;
        }
        return taken;
    }
}
