package dev.halfstep.assemble;

import dev.halfstep.assemble.Recurrence.Weights;
import dev.halfstep.graph.Node;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An LSTM layer as one node. */
final class FusedLstm {

    private static final int GATES = 4;
    private static final int PEEPHOLES = 3;
    private static final int PROJECTIONS = 2;

    private FusedLstm() {}

    static Traversal apply(Assembler network, String name, int data, Weights weights, boolean backward) {
        int way = backward ? Traversal.reversed(network, name + "/reversed", data) : data;
        var operands = new ArrayList<>(List.of(way));
        operands.addAll(gates(network, name + "/kernel", weights.input()));
        operands.addAll(gates(network, name + "/recurrent_kernel", weights.recurrent()));
        operands.addAll(Collections.nCopies(PEEPHOLES, Node.ABSENT));
        operands.addAll(gates(network, name + "/bias", Unrolled.bias(weights)));
        operands.addAll(Collections.nCopies(PROJECTIONS, Node.ABSENT));
        int samples = network.signature(data).extent(0);
        operands.add(network.variable(name + "/state", Shape.of(samples, weights.units())));
        operands.add(network.variable(name + "/cell_state", Shape.of(samples, weights.units())));
        int sequence = network.apply(name, UnidirectionalSequenceLstm.plain(),
                operands.stream().mapToInt(Integer::intValue).toArray());
        return Traversal.ofSequence(network, name, backward, sequence);
    }

    /** Each gate's block of weights by itself. */
    private static List<Integer> gates(Assembler network, String name, Tensor blocks) {
        Shape block = blocks.shape().with(0, blocks.shape().extent(0) / GATES);
        var gates = new ArrayList<Integer>();
        for (int g = 0; g < GATES; g++) {
            gates.add(network.constant(name + g, blocks.slice(g * block.elements(), block)));
        }
        return gates;
    }
}
