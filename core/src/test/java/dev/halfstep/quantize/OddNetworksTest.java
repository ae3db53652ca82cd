package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that are not a plain chain of layers, at every precision, through the written file. */
class OddNetworksTest {

    private static final int WIDTH = 4;
    private static final Tensor ROWS = Rows.normal(2, 300, WIDTH);

    private static final Graph SHARED_WEIGHTS = build(b -> {
        int w = b.weights(WIDTH, WIDTH);
        int h = b.dense(b.input(WIDTH), w, b.bias(WIDTH), Activation.RELU);
        return b.build(b.layer(b.dense(h, w, b.bias(WIDTH), Activation.RELU), 1, Activation.NONE));
    });
    private static final Graph SHARED_BIAS = build(b -> {
        int bias = b.bias(WIDTH);
        int h = b.dense(b.input(WIDTH), b.weights(WIDTH, WIDTH), bias, Activation.RELU);
        return b.build(b.layer(b.dense(h, b.weights(WIDTH, WIDTH), bias, Activation.RELU), 1, Activation.NONE));
    });
    private static final Graph NO_BIAS = build(b -> {
        int h = b.dense(b.input(WIDTH), b.weights(9, WIDTH), Node.ABSENT, Activation.RELU);
        return b.build(b.dense(h, b.weights(1, 9), Node.ABSENT, Activation.NONE));
    });
    private static final Graph HIDDEN_RELU6 = build(
            b -> b.build(b.layer(b.layer(b.input(WIDTH), 16, Activation.RELU6), 1, Activation.NONE)));
    private static final Graph RELU_AT_THE_END = build(
            b -> b.build(b.layer(b.layer(b.input(WIDTH), 16, Activation.RELU), 2, Activation.RELU)));
    private static final Graph OUTPUT_FEEDS_ON = build(b -> {
        int h = b.layer(b.input(WIDTH), 7, Activation.RELU);
        return b.build(h, b.layer(h, 1, Activation.NONE));
    });
    private static final Graph OUTPUT_TWICE = build(b -> {
        int y = b.layer(b.input(WIDTH), 2, Activation.NONE);
        return b.build(y, y);
    });
    private static final Graph INPUT_COMES_OUT = build(b -> {
        int x = b.input(WIDTH);
        return b.build(x, b.layer(x, 1, Activation.NONE));
    });
    private static final Graph DEAD_HIDDEN_LAYER = build(b -> {
        int bias = b.bias(-100, -100, -100, -100, -100, -100);
        int h = b.dense(b.input(WIDTH), b.weights(6, WIDTH), bias, Activation.RELU);
        return b.build(b.layer(h, 1, Activation.NONE));
    });
    private static final Graph DEAD_WEIGHTS = build(b -> {
        int zeros = b.weights(2, new float[2 * WIDTH]);
        return b.build(b.dense(b.input(WIDTH), zeros, b.bias(0.75f, -2), Activation.NONE));
    });
    /** Too large for 32 bits in the layer's units, and for half precision. */
    private static final Graph HUGE_BIAS = build(
            b -> b.build(b.dense(b.input(WIDTH), b.weights(2, WIDTH), b.bias(1e9f, 0), Activation.NONE)));

    private static Graph build(Function<NetworkBuilder, Graph> network) {
        return network.apply(new NetworkBuilder(7));
    }

    static Stream<Arguments> oddAtEveryPrecision() {
        return Stream.of(Named.of("shared weights", SHARED_WEIGHTS), Named.of("shared bias", SHARED_BIAS),
                Named.of("no bias", NO_BIAS), Named.of("hidden relu6", HIDDEN_RELU6),
                Named.of("relu at the end", RELU_AT_THE_END), Named.of("output feeds on", OUTPUT_FEEDS_ON),
                Named.of("output twice", OUTPUT_TWICE), Named.of("input comes out", INPUT_COMES_OUT),
                Named.of("dead hidden layer", DEAD_HIDDEN_LAYER), Named.of("dead weights", DEAD_WEIGHTS),
                Named.of("huge bias", HUGE_BIAS))
                .flatMap(odd -> Stream.of(Precision.values()).map(precision -> Arguments.of(odd, precision)));
    }

    /**
     * Every output stays close to the float network's: within a few steps of its codes where it has codes, else within a small
     * part of its spread. Clipping costs nothing here, as all rows were seen.
     */
    @ParameterizedTest
    @MethodSource("oddAtEveryPrecision")
    void staysCloseToTheFloatNetwork(Graph network, Precision precision) {
        for (DType edge : precision.edges()) {
            Graph model = TfliteReader.read(TfliteWriter.toBytes(Quantized.of(network, precision, edge, ROWS)));
            List<Value> expected = Interpreter.prepare(network).run(List.of(ROWS));
            Interface ends = Interface.of(model);
            List<Value> actual = Interpreter.prepare(model).run(List.of(ends.inputs().getFirst().encode(ROWS)));
            for (int o = 0; o < expected.size(); o++) {
                Interface.Port port = ends.outputs().get(o);
                assertClose(port.decode(actual.get(o)), (Tensor) expected.get(o),
                        tolerance(port, precision, (Tensor) expected.get(o)));
            }
        }
    }

    private static double tolerance(Interface.Port port, Precision precision, Tensor expected) {
        double magnitude = 0;
        for (float value : expected.values()) {
            magnitude = Math.max(magnitude, Math.abs(value));
        }
        return switch (precision) {
            case FLOAT32 -> 0;
            case FLOAT16 -> 2e-3 * Math.max(1, magnitude);
            case DYNAMIC_RANGE -> 2e-2 * magnitude;
            case INT8, FULL_UINT8, FULL_INT8 -> 5 * port.domain().orElseThrow().step();
            case INT16X8 -> 2e-2 * magnitude;
        };
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.values().length; i++) {
            assertThat(Math.abs((double) actual.values()[i] - expected.values()[i])).as("value %d", i)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_INT8", "INT16X8"})
    void sharedWeightsAreStoredOnce(Precision precision) {
        Graph model = Quantized.of(SHARED_WEIGHTS, precision, ROWS);
        assertThat(model.tensors()).filteredOn(t -> t.dtype() == DType.INT8 && t.isConstant()).hasSize(2);
        List<Node> layers = model.nodes().stream().filter(n -> n.op() instanceof FullyConnected).toList();
        assertThat(layers.get(0).input(FullyConnected.WEIGHTS)).isEqualTo(layers.get(1).input(FullyConnected.WEIGHTS));
    }

    /** The unit of a bias depends on its layer's input: a shared one becomes two. */
    @ParameterizedTest
    @EnumSource(names = {"FULL_INT8", "INT16X8"})
    void sharedBiasesAreCodedForEachLayer(Precision precision) {
        Graph model = Quantized.of(SHARED_BIAS, precision, ROWS);
        List<Quantization> biases = model.nodes().stream().filter(n -> n.op() instanceof FullyConnected)
                .map(n -> model.tensor(n.input(FullyConnected.BIAS)).quantization().orElseThrow()).toList();
        assertThat(biases).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void float16KeepsNoUnusedConstants() {
        Graph network = NO_BIAS;
        Graph model = Quantized.of(network, Precision.FLOAT16, ROWS);
        assertThat(model.tensors()).filteredOn(t -> t.dtype() == DType.FLOAT16).hasSize(2);
        assertThat(Quantizer.floatNetwork(model).tensors()).hasSameSizeAs(network.tensors());
    }

    @Test
    void float16KeepsWhatHalvesCannotHold() {
        Graph model = Quantized.of(HUGE_BIAS, Precision.FLOAT16, ROWS);
        assertThat(model.tensors()).filteredOn(t -> t.dtype() == DType.FLOAT16).hasSize(1);
    }

    @Test
    void layersOfConstantsAreComputedBeforehand() {
        var b = new NetworkBuilder(1);
        int x = b.input(WIDTH);
        int fixed = b.dense(b.weights(1, WIDTH), b.weights(2, WIDTH), Node.ABSENT, Activation.NONE);
        Graph network = b.build(x, fixed);
        Graph model = Quantized.of(network, Precision.FULL_INT8, ROWS);
        assertThat(model.nodes()).isEmpty();
        assertThat(model.outputTensors().get(1).isConstant()).isTrue();
    }

    @Test
    void constantOutputsBecomeCodes() {
        var b = new NetworkBuilder(1);
        int x = b.input(WIDTH);
        Graph network = b.build(b.layer(x, 1, Activation.NONE), b.bias(3, -1));
        Graph model = Quantized.of(network, Precision.FULL_INT8, ROWS);
        assertThat(((Codes) model.constant(model.outputs().get(1))).dequantize().values())
                .containsExactly(new float[] {3, -1}, within(4f / 255));
    }

    @Test
    void computedWeightsHaveNoIntegerForm() {
        var b = new NetworkBuilder(1);
        int x = b.input(1);
        int weights = b.dense(x, b.weights(1, 1), Node.ABSENT, Activation.NONE);
        Graph network = b.build(b.dense(x, weights, Node.ABSENT, Activation.NONE));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(network, Precision.FULL_INT8, Rows.normal(1, 1, 1)))
                .withMessageContaining("is computed, which has no integer form here");
    }
}
