package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InterpreterTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 2);

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void batchEqualsRowByRow(Reference reference) {
        Interpreter interpreter = Interpreter.prepare(reference.graph());
        Interface.Port port = Interface.of(reference.graph()).inputs().getFirst();
        Tensor rows = reference.input();
        Tensor batch = port(reference).decode(interpreter.run(port.encode(rows)));
        for (int row = 0; row < rows.shape().extent(0); row++) {
            Value one = interpreter.run(port.encode(Rows.slice(rows, row, row + 1)));
            assertThat(port(reference).decode(one)).isEqualTo(Rows.slice(batch, row, row + 1));
        }
    }

    private static Interface.Port port(Reference reference) {
        return Interface.of(reference.graph()).outputs().getFirst();
    }

    /** One after another with changing numbers of rows: nothing of an earlier run may shine through. */
    @Test
    void runsDoNotTouchEachOther() {
        Interpreter interpreter = Interpreter.prepare(NETWORK);
        Value first = interpreter.run(Rows.normal(1, 5, 3));
        Value second = interpreter.run(Rows.normal(2, 5, 3));
        interpreter.run(Rows.normal(3, 9, 3));
        assertThat(interpreter.run(Rows.normal(1, 5, 3))).isEqualTo(first);
        assertThat(Interpreter.prepare(NETWORK).run(Rows.normal(2, 5, 3))).isEqualTo(second);
    }

    @Test
    void noRowsGiveNoResults() {
        assertThat(Interpreter.prepare(NETWORK).run(Tensor.of(Shape.of(0, 3)))).isEqualTo(Tensor.of(Shape.of(0, 2)));
    }

    @Test
    void tapsShowAnyTensor() {
        Tensor rows = Rows.normal(1, 4, 3);
        int hidden = NETWORK.nodes().getFirst().output();
        int weights = NETWORK.nodes().getFirst().input(FullyConnected.WEIGHTS);
        Interpreter interpreter = Interpreter.prepare(NETWORK);
        Map<Integer, Value> taps = interpreter.runWithTaps(List.of(rows),
                Set.of(NETWORK.inputs().getFirst(), hidden, weights, NETWORK.outputs().getFirst()));
        assertThat(taps.get(NETWORK.inputs().getFirst())).isEqualTo(rows);
        assertThat(taps.get(weights)).isEqualTo(NETWORK.constant(weights));
        assertThat(taps.get(hidden).shape()).isEqualTo(Shape.of(4, 8));
        assertThat(taps.get(NETWORK.outputs().getFirst())).isEqualTo(interpreter.run(rows));
    }

    /** What is handed out is the caller's: writing into it must not reach the model. */
    @Test
    void tapsAreCopies() {
        int weights = NETWORK.nodes().getFirst().input(FullyConnected.WEIGHTS);
        Interpreter interpreter = Interpreter.prepare(NETWORK);
        Value before = interpreter.run(Rows.normal(1, 1, 3));
        Map<Integer, Value> taps = interpreter.runWithTaps(List.of(Rows.normal(1, 1, 3)), Set.of(weights));
        ((Tensor) taps.get(weights)).values()[0] = 1e6f;
        assertThat(interpreter.run(Rows.normal(1, 1, 3))).isEqualTo(before);
    }

    @Test
    void copiesRunAtTheSameTime() throws Exception {
        Graph model = new Reference("mlp_wide", "dynamic_range").graph();
        Interpreter interpreter = Interpreter.prepare(model);
        Tensor rows = new Reference("mlp_wide", "dynamic_range").input();
        Value expected = interpreter.run(rows);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Callable<Void>> tasks = IntStream.range(0, 2).<Callable<Void>>mapToObj(i -> () -> {
                Interpreter own = interpreter.copy();
                for (int run = 0; run < 200; run++) {
                    assertThat(own.run(rows)).isEqualTo(expected);
                }
                return null;
            }).toList();
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
        }
    }

    @Test
    void inputsAreOfTheModelsTypeAndShape() {
        assertRefused(NETWORK, Rows.normal(1, 2, 4), "the model takes the shape [?, 3], not [2, 4]");
        assertRefused(NETWORK, Tensor.of(Shape.of(3), 1, 2, 3), "the model takes the shape [?, 3], not [3]");
        assertRefused(NETWORK, Codes.int8(Shape.of(1, 3), new byte[3], null), "the model takes float32 here, not int8");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Interpreter.prepare(NETWORK).run(List.of()))
                .withMessageContaining("the model takes 1 inputs, not 0");
    }

    @Test
    void codesStandForTheModelsValues() {
        Graph model = Quantized.of(NETWORK, Precision.FULL_INT8, Rows.normal(1, 20, 3));
        Codes others = Codes.int8(Shape.of(1, 3), new byte[3], Quantization.perTensor(99, 0));
        assertRefused(model, others, "these codes stand for other values than the model's: int8[1, 3] scale 99.0");
        assertThat(Interpreter.prepare(model).run(others.withQuantization(null)).dtype()).isEqualTo(DType.INT8);
    }

    private static void assertRefused(Graph model, Value input, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Interpreter.prepare(model).run(input))
                .withMessageStartingWith("input tensor 0 'input0': " + message);
    }

    @Test
    void oneResultIsAskedOfModelsWithOne() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(2);
        Graph two = builder.build(builder.layer(x, 1, Activation.NONE), builder.layer(x, 1, Activation.NONE));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Interpreter.prepare(two).run(Rows.normal(1, 1, 2)));
        assertThat(Interpreter.prepare(two).run(List.of(Rows.normal(1, 1, 2)))).hasSize(2);
    }

    @Test
    void notANumberCannotBeQuantized() {
        Graph model = Quantized.of(NETWORK, Precision.INT8, Rows.normal(1, 20, 3));
        Tensor rows = Tensor.of(Shape.of(1, 3), 1, Float.NaN, 1);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Interpreter.prepare(model).run(rows))
                .withMessageContaining("NaN");
    }

    @Test
    void scalesTooFarApartAreAProblem() {
        Graph model = chain(codes(DType.INT8, 1e30f, 0), codes(DType.INT8, 1e-30f, 0), new Quantize());
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Interpreter.prepare(model))
                .withMessageStartingWith("node 0 QUANTIZE: the scales of its tensors are too far apart");
    }

    /** Between int8 and uint8 of the same scale only the zero point moves: each code must arrive. */
    @Test
    void requantizesEveryCodeToTheOtherSign() {
        Graph model = chain(codes(DType.UINT8, 0.1f, 131), codes(DType.INT8, 0.1f, 3), new Quantize());
        long[] all = IntStream.range(0, 256).asLongStream().toArray();
        Value result = Interpreter.prepare(model).run(Codes.of(DType.UINT8, Shape.of(256), all, null));
        assertThat(Raw.codes(result)).containsExactly(IntStream.range(-128, 128).asLongStream().toArray());
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "INT16"})
    void requantizesToTheNearestCode(DType to) {
        Graph model = chain(codes(DType.INT16, 0.01f, 0), codes(to, 0.5f, to == DType.INT16 ? 0 : 5), new Quantize());
        Value result = Interpreter.prepare(model)
                .run(Codes.of(DType.INT16, Shape.of(4), new long[] {120, -130, 32767, -32768}, null));
        long zero = to == DType.INT16 ? 0 : 5;
        assertThat(Raw.codes(result)).containsExactly(to.saturate(2 + zero), to.saturate(zero - 3),
                to.saturate(655 + zero),
                to.saturate(zero - 655));
    }

    @Test
    void dequantizesEveryType() {
        for (DType dtype : List.of(DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64)) {
            Graph model = chain(codes(dtype, 0.5f, 1), TensorInfo.real("y", Shape.of(1)), new Dequantize());
            Value result = Interpreter.prepare(model).run(Codes.of(dtype, Shape.of(2), new long[] {0, 7}, null));
            assertThat(result).isEqualTo(Tensor.of(Shape.of(2), -0.5f, 3));
        }
    }

    @Test
    void dequantizesChannels() {
        var q = Quantization.perChannel(new float[] {1, 10}, new long[2], 1);
        TensorInfo channels = TensorInfo.codes("x", DType.INT8, Shape.of(1, 2), q);
        Graph model = chain(channels, TensorInfo.real("y", Shape.of(1, 2)), new Dequantize());
        Value result = Interpreter.prepare(model).run(Codes.int8(Shape.of(2, 2), new byte[] {1, 2, 3, 4}, null));
        assertThat(result).isEqualTo(Tensor.of(Shape.of(2, 2), 1, 20, 3, 40));
    }

    @Test
    void widensHalves() {
        var half = new TensorInfo("x", DType.FLOAT16, Shape.of(1), Shape.of(1), Optional.empty(), Optional.empty());
        Graph model = chain(half, TensorInfo.real("y", Shape.of(1)), new Dequantize());
        assertThat(Interpreter.prepare(model).run(Tensor.half(Shape.of(2), 0.1f, 2)))
                .isEqualTo(Tensor.of(Shape.of(2), 0.099975586f, 2));
    }

    /** An output that no node computes: what is fixed in the file comes out, as a copy. */
    @Test
    void constantsAndInputsMayBeOutputs() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1)));
        int c = builder
                .add(TensorInfo.constant("c", Codes.int8(Shape.of(1), new byte[] {4}, Quantization.perTensor(2, 0))));
        int y = builder.add(TensorInfo.real("y", Shape.of(1)));
        builder.add(new Node(new Dequantize(), List.of(c), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(x, c, y)).build();
        List<Value> results = Interpreter.prepare(graph).run(List.of(Tensor.of(Shape.of(3), 1, 2, 3)));
        assertThat(results).containsExactly(Tensor.of(Shape.of(3), 1, 2, 3), graph.constant(c),
                Tensor.of(Shape.of(1), 8));
    }

    /** Float weights may be an input, too; their number of outputs is then known at the run only. */
    @Test
    void weightsMayBeAnInput() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 2)));
        int w = builder.add(TensorInfo.real("w", Shape.of(3, 2)));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, 3)));
        builder.add(new Node(FullyConnected.with(Activation.NONE), List.of(x, w), List.of(y)));
        Graph graph = builder.inputs(List.of(x, w)).outputs(List.of(y)).build();
        Tensor data = Tensor.of(Shape.of(1, 2), 1, 10);
        assertThat(Interpreter.prepare(graph).run(List.of(data, Tensor.of(Shape.of(1, 2), 2, 3))))
                .containsExactly(Tensor.of(Shape.of(1, 1), 32));
        assertThat(Interpreter.prepare(graph).run(List.of(data, Tensor.of(Shape.of(5, 2), new float[10]))))
                .containsExactly(Tensor.of(Shape.of(1, 5), new float[5]));
    }

    /** A dynamic-range layer whose bias is stored in half precision. */
    @Test
    void hybridLayersTakeAComputedBias() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 1)));
        int w = builder.add(TensorInfo.constant("w", Codes.int8(Shape.of(1, 1), new byte[] {127},
                Quantization.perTensor(1 / 127f, 0))));
        int half = builder.add(TensorInfo.constant("h", Tensor.half(Shape.of(1), 0.5f)));
        int b = builder.add(TensorInfo.real("b", Shape.of(1)));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, 1)));
        builder.add(new Node(new Dequantize(), List.of(half), List.of(b)))
                .add(new Node(FullyConnected.with(Activation.NONE), List.of(x, w, b), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        assertThat(Interpreter.prepare(graph).run(Tensor.of(Shape.of(1, 1), 2)))
                .isEqualTo(Tensor.of(Shape.of(1, 1), 2.5f));
    }

    /** What converters make of a reshape that keeps the batch open: its shape is put together from the input's extents. */
    @Test
    void shapesAreComputedFromTheBatch() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 2, 3)));
        int shape = builder.add(integers("shape", Shape.of(3)));
        int batch = builder.add(integers("batch", Shape.of()));
        int[] ends = IntStream.range(0, 2).map(i -> builder.add(constant(i))).toArray();
        int six = builder.add(TensorInfo.constant("six", Codes.int32(Shape.of(), new int[] {6}, null)));
        int target = builder.add(integers("target", Shape.of(2)));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, 6)));
        builder.add(new Node(new ShapeOf(false), List.of(x), List.of(shape)))
                .add(new Node(new StridedSlice(0, 0, 0, 0, 1, false), List.of(shape, ends[0], ends[1], ends[1]),
                        List.of(batch)))
                .add(new Node(new Pack(2, 0), List.of(batch, six), List.of(target)))
                .add(new Node(Reshape.toInput(), List.of(x, target), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        for (int rows : new int[] {1, 4, 2}) {
            Tensor data = Rows.normal(rows, rows, 6);
            assertThat(Interpreter.prepare(graph).run(Tensor.of(Shape.of(rows, 2, 3), data.values()))).isEqualTo(data);
        }
    }

    private static TensorInfo integers(String name, Shape shape) {
        return new TensorInfo(name, DType.INT32, shape, shape, Optional.empty(), Optional.empty());
    }

    private static TensorInfo constant(int value) {
        return TensorInfo.constant("c" + value, Codes.int32(Shape.of(1), new int[] {value}, null));
    }

    private static TensorInfo codes(DType dtype, float scale, long zeroPoint) {
        return TensorInfo.codes("codes", dtype, Shape.of(1), Quantization.perTensor(scale, zeroPoint));
    }

    private static Graph chain(TensorInfo from, TensorInfo to, Op op) {
        var builder = new Graph.Builder();
        int in = builder.add(from);
        int out = builder.add(to);
        return builder.add(new Node(op, List.of(in), List.of(out))).inputs(List.of(in)).outputs(List.of(out)).build();
    }
}
