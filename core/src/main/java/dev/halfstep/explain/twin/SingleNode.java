package dev.halfstep.explain.twin;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Op;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One node on its own, ready to run on whatever it reads. Not safe for use by several threads at once. */
final class SingleNode {

    private final Interpreter interpreter;
    /** The positions of the operands that differ from run to run. */
    private final List<Integer> given;

    /**
     * @param inputs by position; {@code null} where one is left out
     * @throws dev.halfstep.problem.Problem if the op does not take such tensors
     */
    SingleNode(Op op, List<@Nullable TensorInfo> inputs, List<TensorInfo> outputs, List<TensorInfo> intermediates) {
        var graph = new Graph.Builder();
        var indices = new ArrayList<Integer>();
        var positions = new ArrayList<Integer>();
        for (int i = 0; i < inputs.size(); i++) {
            TensorInfo input = inputs.get(i);
            indices.add(input == null ? Node.ABSENT : graph.add(input));
            if (input != null && !input.isConstant() && !input.isVariable()) {
                positions.add(i);
            }
        }
        given = List.copyOf(positions);
        List<Integer> results = outputs.stream().map(graph::add).toList();
        graph.add(new Node(op, indices, results, intermediates.stream().map(graph::add).toList()));
        interpreter = Interpreter.prepare(
                graph.inputs(given.stream().map(indices::get).toList()).outputs(results).build());
    }

    /**
     * What the node gives.
     *
     * @param operands by position; those that are fixed are not looked at
     */
    List<Value> run(List<@Nullable Value> operands) {
        return interpreter.run(IntStream.range(0, given.size()).mapToObj(i -> {
            Value value = operands.get(given.get(i));
            if (value == null) {
                throw new IllegalStateException("operand " + given.get(i) + " has not been computed");
            }
            return value;
        }).toList());
    }
}
