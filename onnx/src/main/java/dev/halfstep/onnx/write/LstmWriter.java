package dev.halfstep.onnx.write;

import dev.halfstep.lower.FloatLstm.Squash;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Operands;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Layers of LSTM cells. ONNX has their gates in another order: input, output, forget, cell. */
final class LstmWriter {

    private static final int DATA = 0;
    private static final int INPUT_WEIGHTS = 1;
    private static final int RECURRENT_WEIGHTS = 5;
    private static final int PEEPHOLES = 9;
    private static final int BIASES = 12;
    private static final int PROJECTION = 16;
    private static final int NORMALIZATIONS = 20;
    private static final int LAST = 23;
    /** Of the gates in the network's order, which is input, forget, cell, output. */
    private static final int[] ORDER = {0, 3, 1, 2};
    private static final int INPUT_GATE = 0;
    private static final int FORGET_GATE = 1;

    private final NodeScope scope;
    private final Operands operands;
    private final boolean coupled;

    LstmWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
        coupled = !scope.has(INPUT_WEIGHTS);
    }

    void write(UnidirectionalSequenceLstm lstm) {
        require(lstm);
        Ref data = scope.in(DATA);
        Ref steps = lstm.timeMajor() ? data : scope.transpose(data, 1, 0, 2);
        int cells = operands.shape(INPUT_WEIGHTS + FORGET_GATE).extent(0);
        Ref bias = gates(BIASES, ORDER);
        Ref nothing = scope.constant(Constant.floats(new float[ORDER.length * cells]));
        Ref both = scope.unsqueeze(scope.op("Concat", List.of(bias, nothing), Attribute.of("axis", 0L)), 0);
        var in = new ArrayList<>(List.of(steps, scope.unsqueeze(gates(INPUT_WEIGHTS, ORDER), 0),
                scope.unsqueeze(gates(RECURRENT_WEIGHTS, ORDER), 0), both));
        if (scope.has(PEEPHOLES + FORGET_GATE)) {
            // The cell's state goes to three of the gates: here input, forget, output.
            in.addAll(List.of(Ref.NONE, Ref.NONE, Ref.NONE, scope.unsqueeze(gates(PEEPHOLES, 0, 2, 1), 0)));
        }
        String squash = lstm.squash() == Squash.RELU ? "Relu" : "Tanh";
        Ref hidden = scope.squeeze(scope.op("LSTM", in, Attribute.of("hidden_size", (long) cells),
                Attribute.strings("activations", List.of("Sigmoid", squash, squash))), 1);
        scope.out(lstm.timeMajor() ? hidden : scope.transpose(hidden, 1, 0, 2));
    }

    private void require(UnidirectionalSequenceLstm lstm) {
        String why = operands.dtype(DATA) != DType.FLOAT32 ? "it computes with codes on the way"
                : lstm.squash() != Squash.TANH && lstm.squash() != Squash.RELU ? "its cells are limited by "
                        + lstm.squash()
                        : lstm.cellClip() > 0 || lstm.projectionClip() > 0 ? "its cells are clipped"
                                : scope.has(PROJECTION) ? "it projects its outputs"
                                        : has(NORMALIZATIONS, LAST) ? "it normalizes its gates"
                                                : lstm.diagonal() ? "its weights are diagonals" : "";
        if (!why.isEmpty()) {
            throw scope.inexpressible(why);
        }
    }

    private boolean has(int from, int to) {
        return IntStream.rangeClosed(from, to).anyMatch(scope::has);
    }

    /** Parameters of gates, one behind the other. An input gate that is what the forget gate leaves has their negatives. */
    private Ref gates(int first, int... order) {
        List<Ref> gates = IntStream.of(order)
                .mapToObj(gate -> gate == INPUT_GATE && coupled ? scope.op("Neg", scope.in(first + FORGET_GATE))
                        : scope.in(first + gate))
                .toList();
        return scope.op("Concat", gates, Attribute.of("axis", 0L));
    }
}
