package dev.halfstep.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.assemble.Recurrence.Kind;
import dev.halfstep.assemble.Recurrence.Squash;
import dev.halfstep.assemble.Recurrence.Weights;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.lstm.UnidirectionalSequenceLstm;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrences beside the formulas, written down plainly in double precision. */
class RecurrenceTest {

    private static final int SAMPLES = 3;
    private static final int INPUTS = 4;
    private static final int UNITS = 5;
    private static final Squash RELU = (network, name, x) -> network.apply(name, Relu.RELU, x);

    private final Random random = new Random(21);
    private final Assembler network = new Assembler();

    static List<Kind> kinds() {
        var kinds = new ArrayList<Kind>();
        kinds.add(new Kind.Plain(Recurrence.TANH));
        kinds.add(new Kind.Plain(RELU));
        for (boolean after : new boolean[] {false, true}) {
            kinds.add(new Kind.Gru(Recurrence.SIGMOID, Recurrence.TANH, after));
        }
        kinds.add(lstm(Optional.empty()));
        kinds.add(new Kind.Lstm(Recurrence.SIGMOID, RELU, Recurrence.TANH, Optional.empty()));
        var peepholes = new float[3 * UNITS];
        for (int i = 0; i < peepholes.length; i++) {
            peepholes[i] = (i % 7 - 3) / 4f;
        }
        kinds.add(lstm(Optional.of(Tensor.of(Shape.of(peepholes.length), peepholes))));
        return kinds;
    }

    private static Kind lstm(Optional<Tensor> peepholes) {
        return new Kind.Lstm(Recurrence.SIGMOID, Recurrence.TANH, Recurrence.TANH, peepholes);
    }

    static Stream<Object[]> cases() {
        return kinds().stream().flatMap(kind -> Stream.of(1, 6).flatMap(steps -> Stream.of(0, 1, 2, 3)
                .flatMap(biases -> Stream.of(true, false).flatMap(backward -> Stream.of("zeros", "constant", "given")
                        .map(start -> new Object[] {kind, steps, biases, backward, start})))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesTheFormulas(Kind kind, int steps, int biases, boolean backward, String start) {
        Weights weights = weights(kind, biases);
        int data = network.input("data", DType.FLOAT32, Shape.of(Shape.UNKNOWN, steps, INPUTS));
        Tensor values = normal(SAMPLES, steps, INPUTS);
        var inputs = new ArrayList<Value>(List.of(values));
        var states = new double[2][SAMPLES][UNITS];
        var given = new int[] {Node.ABSENT, Node.ABSENT};
        for (int s = 0; s < 2 && !start.equals("zeros"); s++) {
            boolean constant = start.equals("constant");
            Tensor state = normal(constant ? 1 : SAMPLES, UNITS);
            given[s] = constant ? network.constant("state", state)
                    : network.input("state" + s, DType.FLOAT32, Shape.of(Shape.UNKNOWN, UNITS));
            if (!constant) {
                inputs.add(state);
            }
            fill(states[s], state);
        }
        Recurrence recurrence = Recurrence.of(kind, weights).startingFrom(given[0], given[1]).withCell();
        Traversal way = (backward ? recurrence.backward() : recurrence).apply(network, "layer", data);
        var outputs = new ArrayList<>(List.of(way.inTime(), way.last()));
        if (kind instanceof Kind.Lstm) {
            outputs.add(way.cell());
        }
        Graph graph = TfliteReader.read(TfliteWriter.toBytes(network.build(outputs)));
        assertThat(graph.outputTensors().get(0).signature()).isEqualTo(Shape.of(Shape.UNKNOWN, steps, UNITS));
        List<Value> results = Interpreter.prepare(graph).run(inputs);
        Reference expected = Reference.run(kind, weights, values, backward, states);
        assertClose(results.get(0), expected.sequence);
        assertClose(results.get(1), expected.last());
        if (kind instanceof Kind.Lstm) {
            assertClose(results.get(2), expected.cell());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void longLstmsAreOneNode(boolean backward) {
        int steps = Recurrence.MOST_UNROLLED + 1;
        Weights weights = weights(lstm(Optional.empty()), 3);
        int data = network.input("data", DType.FLOAT32, Shape.of(Shape.UNKNOWN, steps, INPUTS));
        Recurrence recurrence = Recurrence.of(lstm(Optional.empty()), weights);
        Traversal way = (backward ? recurrence.backward() : recurrence).apply(network, "layer", data);
        Graph graph = TfliteReader.read(TfliteWriter.toBytes(network.build(List.of(way.inTime(), way.last(),
                way.asTheyCame()))));
        assertThat(graph.nodes()).filteredOn(node -> node.op() instanceof UnidirectionalSequenceLstm).hasSize(1);
        Tensor values = normal(SAMPLES, steps, INPUTS);
        List<Value> results = Interpreter.prepare(graph).run(List.of(values));
        Reference expected = Reference.run(lstm(Optional.empty()), weights, values, backward,
                new double[2][SAMPLES][UNITS]);
        assertClose(results.get(0), expected.sequence);
        assertClose(results.get(1), expected.last());
        if (!backward) {
            assertClose(results.get(2), expected.sequence);
        }
    }

    static List<Boolean> ways() {
        return List.of(true, false);
    }

    /** All that a layer is unrolled to has an integer form. */
    @ParameterizedTest
    @MethodSource("kinds")
    void unrolledLayersBecomeIntegers(Kind kind) {
        int data = network.input("data", DType.FLOAT32, Shape.of(Shape.UNKNOWN, 4, INPUTS));
        int last = Recurrence.of(kind, weights(kind, 3)).apply(network, "layer", data).last();
        assertThat(network.build(List.of(last)).nodes())
                .allMatch(node -> !(node.op() instanceof UnidirectionalSequenceLstm));
        assertThat(Quantizer.floatNetwork(network.build(List.of(last))).nodes())
                .allMatch(node -> node.op().quantization().types().contains(DType.INT8));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        int data = network.input("data", DType.FLOAT32, Shape.of(Shape.UNKNOWN, 4, INPUTS + 1));
        Kind kind = new Kind.Plain(Recurrence.TANH);
        assertThatThrownBy(() -> Recurrence.of(kind, weights(kind, 0)).apply(network, "layer", data))
                .isInstanceOf(Problem.class).hasMessageContaining("do not go with 1 gates and 5 inputs");
        int longer = network.input("long", DType.FLOAT32,
                Shape.of(Shape.UNKNOWN, Recurrence.MOST_STEPS + 1, INPUTS));
        assertThatThrownBy(() -> Recurrence.of(kind, weights(kind, 0)).apply(network, "layer", longer))
                .isInstanceOf(Problem.class).hasMessageContaining("1025 steps");
        int rows = network.input("rows", DType.FLOAT32, Shape.of(Shape.UNKNOWN, INPUTS));
        assertThatThrownBy(() -> Recurrence.of(kind, weights(kind, 0)).apply(network, "layer", rows))
                .isInstanceOf(Problem.class).hasMessageContaining("[?, 4] are not [batch, steps, inputs]");
    }

    private Weights weights(Kind kind, int biases) {
        int rows = kind.gates() * UNITS;
        return new Weights(normal(rows, INPUTS), normal(rows, UNITS),
                (biases & 1) == 0 ? Optional.empty() : Optional.of(normal(rows)),
                (biases & 2) == 0 ? Optional.empty() : Optional.of(normal(rows)));
    }

    private Tensor normal(int... extents) {
        var values = new float[Shape.of(extents).elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / 2);
        }
        return Tensor.of(Shape.of(extents), values);
    }

    private static void fill(double[][] state, Tensor values) {
        for (int i = 0; i < SAMPLES * UNITS; i++) {
            state[i / UNITS][i % UNITS] = values.values()[i % values.values().length];
        }
    }

    private static void assertClose(Value actual, float[] expected) {
        assertThat(((Tensor) actual).values()).containsExactly(expected, within(3e-6f));
    }

    /** The formulas. */
    private record Reference(Kind kind, Weights weights, double[][][] states, float[] sequence) {

        static Reference run(Kind kind, Weights weights, Tensor data, boolean backward, double[][][] states) {
            int steps = data.shape().extent(1);
            var reference = new Reference(kind, weights, states, new float[SAMPLES * steps * UNITS]);
            for (int sample = 0; sample < SAMPLES; sample++) {
                for (int step = 0; step < steps; step++) {
                    int time = backward ? steps - 1 - step : step;
                    var x = new double[INPUTS];
                    for (int i = 0; i < INPUTS; i++) {
                        x[i] = data.values()[(sample * steps + time) * INPUTS + i];
                    }
                    reference.step(x, sample);
                    for (int u = 0; u < UNITS; u++) {
                        reference.sequence[(sample * steps + time) * UNITS + u] = (float) states[0][sample][u];
                    }
                }
            }
            return reference;
        }

        float[] last() {
            return flat(states[0]);
        }

        float[] cell() {
            return flat(states[1]);
        }

        private static float[] flat(double[][] state) {
            var flat = new float[SAMPLES * UNITS];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = (float) state[i / UNITS][i % UNITS];
            }
            return flat;
        }

        private double row(Tensor matrix, int row, double[] vector) {
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += matrix.values()[row * vector.length + i] * vector[i];
            }
            return sum;
        }

        private static double bias(Optional<Tensor> bias, int row) {
            return bias.map(b -> (double) b.values()[row]).orElse(0.0);
        }

        private double x(int row, double[] x) {
            return row(weights.input(), row, x) + bias(weights.inputBias(), row);
        }

        private double h(int row, double[] h) {
            return row(weights.recurrent(), row, h) + bias(weights.recurrentBias(), row);
        }

        private static double squash(Squash squash, double x) {
            return squash.equals(Recurrence.TANH) ? Math.tanh(x)
                    : squash.equals(Recurrence.SIGMOID) ? 1 / (1 + Math.exp(-x)) : Math.max(x, 0);
        }

        private void step(double[] x, int sample) {
            double[] h = states[0][sample].clone();
            double[] c = states[1][sample];
            for (int u = 0; u < UNITS; u++) {
                states[0][sample][u] = switch (kind) {
                    case Kind.Plain plain -> squash(plain.activation(), x(u, x) + h(u, h));
                    case Kind.Gru gru -> gru(gru, u, x, h);
                    case Kind.Lstm lstm -> lstm(lstm, u, x, h, c);
                };
            }
        }

        private double gru(Kind.Gru gru, int u, double[] x, double[] h) {
            double z = squash(gru.gate(), x(u, x) + h(u, h));
            int row = 2 * UNITS + u;
            double sum;
            if (gru.resetAfter()) {
                double r = squash(gru.gate(), x(UNITS + u, x) + h(UNITS + u, h));
                sum = r * h(row, h);
            } else {
                var reset = new double[UNITS];
                for (int j = 0; j < UNITS; j++) {
                    reset[j] = h[j] * squash(gru.gate(), x(UNITS + j, x) + h(UNITS + j, h));
                }
                sum = h(row, reset);
            }
            return z * h[u] + (1 - z) * squash(gru.activation(), x(row, x) + sum);
        }

        private double lstm(Kind.Lstm lstm, int u, double[] x, double[] h, double[] c) {
            double i = squash(lstm.gate(), x(u, x) + h(u, h) + peephole(lstm, 0, u) * c[u]);
            double f = squash(lstm.gate(), x(UNITS + u, x) + h(UNITS + u, h) + peephole(lstm, 1, u) * c[u]);
            double g = squash(lstm.activation(), x(2 * UNITS + u, x) + h(2 * UNITS + u, h));
            c[u] = f * c[u] + i * g;
            double o = squash(lstm.gate(), x(3 * UNITS + u, x) + h(3 * UNITS + u, h) + peephole(lstm, 2, u) * c[u]);
            return o * squash(lstm.output(), c[u]);
        }

        private static double peephole(Kind.Lstm lstm, int gate, int u) {
            return lstm.peepholes().map(p -> (double) p.values()[gate * UNITS + u]).orElse(0.0);
        }
    }
}
