package dev.halfstep.assemble;

import dev.halfstep.assemble.Recurrence.Kind;
import dev.halfstep.assemble.Recurrence.Weights;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.move.Joining.Split;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A recurrence with nodes of its own for each step. */
final class Unrolled {

    private static final FullyConnected ROWS = FullyConnected.with(Activation.NONE);
    private static final FullyConnected ALL_STEPS = new FullyConnected(Activation.NONE, true, false);

    private final Assembler network;
    private final String name;
    private final Kind kind;
    private final Weights weights;
    private final int units;
    /** What all steps share, by the first row. */
    private final Map<Integer, Rows> recurrent = new HashMap<>();
    /** Of the step. */
    private String here;

    /** Rows of the recurrent weights, as tensors. */
    private record Rows(int kernel, int bias) {}

    /** The state: that of an LSTM has a cell; {@link Node#ABSENT} stands for zeros. */
    private record State(int hidden, int cell) {}

    Unrolled(Assembler network, String name, Kind kind, Weights weights) {
        this.network = network;
        this.name = name;
        this.kind = kind;
        this.weights = weights;
        units = weights.units();
        here = name;
    }

    Traversal run(int data, boolean backward, int hidden, int cell) {
        int summed =
                network.apply(name + "/inputs", ALL_STEPS, data, network.constant(name + "/kernel", weights.input()),
                        network.constant(name + "/bias", inputBias()));
        List<Integer> inputs = Traversal.steps(network, name + "/step", summed);
        var states = new ArrayList<Integer>();
        var state = new State(hidden, cell);
        for (int step = 0; step < inputs.size(); step++) {
            int time = backward ? inputs.size() - 1 - step : step;
            here = name + "/" + time;
            state = next(inputs.get(time), state);
            states.add(state.hidden);
        }
        return Traversal.ofSteps(network, name, backward, states, state.cell);
    }

    private State next(int inputs, State state) {
        return switch (kind) {
            case Kind.Plain plain -> new State(
                    plain.activation().of(network, here + "/state", plus(inputs, recurrent(state.hidden))),
                    Node.ABSENT);
            case Kind.Gru gru -> new State(gru.resetAfter() ? resetAfter(gru, inputs, state.hidden)
                    : resetBefore(gru, inputs, state.hidden), Node.ABSENT);
            case Kind.Lstm lstm -> lstm(lstm, inputs, state);
        };
    }

    private State lstm(Kind.Lstm lstm, int inputs, State state) {
        List<Integer> sums = split("/gates", plus(inputs, recurrent(state.hidden)), units, units, units, units);
        int in = lstm.gate().of(network, here + "/in", seen(lstm, 0, sums.get(0), state.cell));
        int taken = lstm.activation().of(network, here + "/candidate", sums.get(2));
        int cell = product("/taken", in, taken);
        if (state.cell != Node.ABSENT) {
            int forget = lstm.gate().of(network, here + "/forget", seen(lstm, 1, sums.get(1), state.cell));
            cell = sum("/cell", product("/kept", forget, state.cell), cell);
        }
        int out = lstm.gate().of(network, here + "/out", seen(lstm, 2, sums.get(3), cell));
        int squashed = lstm.output().of(network, here + "/squashed", cell);
        return new State(product("/state", out, squashed), cell);
    }

    /** A gate's sum, with what it sees of the cell. */
    private int seen(Kind.Lstm lstm, int gate, int sum, int cell) {
        if (cell == Node.ABSENT || lstm.peepholes().isEmpty()) {
            return sum;
        }
        Tensor peephole = lstm.peepholes().get().slice(gate * units, Shape.of(units));
        int seen = product("/seen" + gate, cell, network.constant(name + "/peephole" + gate, peephole));
        return sum("/sum" + gate, sum, seen);
    }

    private int resetAfter(Kind.Gru gru, int inputs, int hidden) {
        List<Integer> ofInput = split("/x", inputs, 2 * units, units);
        List<Integer> ofState = hidden == Node.ABSENT ? biases() : split("/h", recurrent(hidden), 2 * units, units);
        List<Integer> gates = gates(gru, plus(ofInput.get(0), ofState.get(0)));
        int reset = ofState.get(1) == Node.ABSENT ? Node.ABSENT : product("/reset", gates.get(1), ofState.get(1));
        int candidate = gru.activation().of(network, here + "/candidate", plus(ofInput.get(1), reset));
        return mixed(gates.get(0), hidden, candidate);
    }

    private int resetBefore(Kind.Gru gru, int inputs, int hidden) {
        List<Integer> ofInput = split("/x", inputs, 2 * units, units);
        int ofGates = hidden == Node.ABSENT ? hidden : recurrent(hidden, 0, 2 * units);
        List<Integer> gates = gates(gru, plus(ofInput.get(0), ofGates));
        int reset = hidden == Node.ABSENT ? hidden
                : recurrent(product("/reset", gates.get(1), hidden), 2 * units, 3 * units);
        int candidate = gru.activation().of(network, here + "/candidate", plus(ofInput.get(1), reset));
        return mixed(gates.get(0), hidden, candidate);
    }

    private List<Integer> gates(Kind.Gru gru, int sums) {
        return split("/zr", gru.gate().of(network, here + "/gates", sums), units, units);
    }

    /** {@code z h + (1 - z) candidate}, with a product less. */
    private int mixed(int update, int hidden, int candidate) {
        if (hidden == Node.ABSENT) {
            return pair("/state", Arithmetic.Kind.SUB, candidate, product("/kept", update, candidate));
        }
        int change = pair("/change", Arithmetic.Kind.SUB, hidden, candidate);
        return sum("/state", candidate, product("/kept", update, change));
    }

    /** What the recurrence adds for a state of zeros, for the gates and for the candidate. */
    private List<Integer> biases() {
        Optional<Tensor> bias = weights.recurrentBias();
        if (bias.isEmpty()) {
            return List.of(Node.ABSENT, Node.ABSENT);
        }
        return List.of(network.constant(name + "/recurrent_bias_zr", bias.get().slice(0, Shape.of(2 * units))),
                network.constant(name + "/recurrent_bias_h", bias.get().slice(2 * units, Shape.of(units))));
    }

    /** What the state contributes to all gates; {@link Node#ABSENT} for a state of zeros. */
    private int recurrent(int hidden) {
        return hidden == Node.ABSENT ? hidden : recurrent(hidden, 0, kind.gates() * units);
    }

    private int recurrent(int data, int from, int to) {
        Rows rows = recurrent.computeIfAbsent(from, first -> rows(from, to));
        return network.apply(here + "/recurrent" + from, ROWS, data, rows.kernel, rows.bias);
    }

    private Rows rows(int from, int to) {
        Tensor kernel = weights.recurrent().slice(from * units, Shape.of(to - from, units));
        // TensorFlow's converter gives every dense layer a bias.
        Tensor bias = keepsBiasApart() ? weights.recurrentBias().orElseThrow() : zeros(to - from);
        return new Rows(network.constant(name + "/recurrent_kernel", kernel),
                network.constant(name + "/recurrent_bias", bias));
    }

    /** Whether a factor goes between the state's bias and the sum. */
    private boolean keepsBiasApart() {
        return kind instanceof Kind.Gru gru && gru.resetAfter() && weights.recurrentBias().isPresent();
    }

    private Tensor inputBias() {
        return keepsBiasApart() ? weights.inputBias().orElseGet(() -> zeros(kind.gates() * units)) : bias(weights);
    }

    /** Both biases in one. */
    static Tensor bias(Weights weights) {
        Tensor zeros = zeros(weights.recurrent().shape().extent(0));
        float[] values = weights.inputBias().orElse(zeros).values().clone();
        float[] others = weights.recurrentBias().orElse(zeros).values();
        for (int i = 0; i < values.length; i++) {
            values[i] += others[i];
        }
        return Tensor.of(zeros.shape(), values);
    }

    private static Tensor zeros(int count) {
        return Tensor.of(Shape.of(count), new float[count]);
    }

    private List<Integer> split(String part, int tensor, int... extents) {
        boolean equal = Arrays.stream(extents).allMatch(e -> e == extents[0]);
        var types = Collections.nCopies(extents.length, network.dtype(tensor));
        int axis = network.constant(name + "/axis", Codes.int32(Shape.of(), new int[] {1}, null));
        return equal ? network.applyAll(here + part, Split.equal(extents.length), types, axis, tensor)
                : network.applyAll(here + part, Split.sized(extents.length), types, tensor,
                        network.integers(name + "/extents", extents), axis);
    }

    private int plus(int inputs, int contribution) {
        return contribution == Node.ABSENT ? inputs : sum("/sum", inputs, contribution);
    }

    private int sum(String part, int left, int right) {
        return pair(part, Arithmetic.Kind.ADD, left, right);
    }

    private int product(String part, int left, int right) {
        return pair(part, Arithmetic.Kind.MUL, left, right);
    }

    private int pair(String part, Arithmetic.Kind operation, int left, int right) {
        return network.apply(here + part, operation.with(Activation.NONE), left, right);
    }
}
