package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that ask for large amounts of memory or time. */
class HostileFileTest {

    private static final long MEGABYTE = 1 << 20;

    private final RawModel raw = new RawModel();

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30, 1 << 20})
    void hugeShapesAreNotAllocated(int extent) {
        raw.weightsShape = new int[] {extent, 2};
        assertRefusedCheaply(raw.bytes(), "tensor 1 'w'");
    }

    /** Each length in a file, one after the other, said to be larger than the file. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 28})
    void hugeLengthsAreNotAllocated(int length) {
        byte[] whole = raw.bytes();
        for (int at = 0; at + 4 <= whole.length; at++) {
            byte[] damaged = whole.clone();
            ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, length);
            long allocated = Allocation.of(() -> readOrRefuse(damaged));
            assertThat(allocated).as("with the int at byte %d", at).isLessThan(MEGABYTE);
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            TfliteReader.read(bytes);
        } catch (Problem expected) {
            assertThat(expected.what()).isNotEmpty();
        }
    }

    @Test
    void sharedContentsAreNotUnfolded() {
        raw.weights = new byte[400_000];
        raw.weightsShape = new int[] {1, 100_000};
        raw.copiesOfWeights = 5000;
        assertRefusedWithin(16, "too many parts of the file share the same bytes");
    }

    @Test
    void repeatedTablesAreNotUnfolded() {
        raw.weightsName = "w".repeat(100_000);
        raw.repetitionsOfWeights = 20_000;
        assertRefusedWithin(40, "the parts of the file overlap");
    }

    @Test
    void repeatedShapesAreNotUnfolded() {
        raw.weightsShape = IntStream.range(0, 100_000).map(i -> 1).toArray();
        raw.weightsBuffer = 0;
        raw.repetitionsOfWeights = 20_000;
        assertRefusedWithin(40, "the parts of the file overlap");
    }

    private void assertRefusedWithin(int timesItsSize, String message) {
        byte[] bytes = raw.bytes();
        long allocated = Allocation.of(() -> assertRefused(bytes, message));
        assertThat(allocated).isLessThan(timesItsSize * (long) bytes.length);
    }

    private static void assertRefusedCheaply(byte[] bytes, String message) {
        assertThat(Allocation.of(() -> assertRefused(bytes, message))).isLessThan(MEGABYTE);
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> TfliteReader.read(bytes))
                .withMessageContaining(message);
    }

    /** A message about each of a million operands, each with a name of a megabyte, must not be made before it is needed. */
    @Test
    void longNamesAreNotRepeatedForNothing() {
        var builder = new Graph.Builder();
        TensorInfo named = TensorInfo.codes("x".repeat(1 << 20), DType.INT8, Shape.of(1), Quantization.perTensor(1, 0));
        int input = builder.add(named);
        int steps = 20_000;
        IntStream.range(0, steps).forEach(i -> {
            int output = builder.add(named.withName("y"));
            builder.add(new Node(new Quantize(), List.of(input), List.of(output)));
        });
        builder.inputs(List.of(input)).outputs(List.of(steps));
        assertThat(Allocation.of(builder::build)).isLessThan(100 * MEGABYTE);
    }

    /** Tensors that nothing uses get no room. */
    @Test
    void hugeTensorsThatNothingUsesTakeNoMemory() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 1)));
        IntStream.range(0, 100).forEach(i -> builder.add(TensorInfo.real("unused", Shape.of(1, 1_500_000_000))));
        Interpreter interpreter = Interpreter.prepare(reread(builder.inputs(List.of(x)).outputs(List.of(x)).build()));
        Tensor one = Tensor.of(Shape.of(1, 1), 1);
        assertThat(interpreter.run(one)).isEqualTo(one);
    }

    /** Thousands of layers that share a megabyte of weights: each has multipliers of its own. */
    @Test
    void sharedWeightsAreNotPrepared() {
        var builder = new Graph.Builder();
        int outputs = 1 << 20;
        var one = Quantization.perTensor(1, 0);
        int x = builder.add(TensorInfo.codes("x", DType.INT8, Shape.of(1, 1), one));
        int w = builder.add(TensorInfo.constant("w", Codes.int8(Shape.of(outputs, 1), new byte[outputs], one)));
        IntStream.range(0, 20_000).forEach(i -> {
            int y = builder.add(TensorInfo.codes("y", DType.INT8, Shape.of(1, outputs), one));
            builder.add(new Node(FullyConnected.with(Activation.NONE), List.of(x, w), List.of(y)));
        });
        Graph graph = reread(builder.inputs(List.of(x)).outputs(List.of(x)).build());
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Interpreter.prepare(graph))
                .withMessageStartingWith("preparing it takes");
    }

    /** Thousands of nodes on one tensor of as many axes would each keep a shape of that length. */
    @Test
    void manyAxesAreRefused() {
        raw.weightsShape = IntStream.range(0, 17).map(i -> i == 0 ? 2 : 1).toArray();
        assertRefusedCheaply(raw.bytes(), "tensor 1 'w': it has 17 axes; up to 16 are supported");
    }

    /** Thousands of layers that share weights with a scale for each output. */
    @Test
    @Timeout(600)
    void sharedScalesAreNotCopied() {
        var builder = new Graph.Builder();
        int outputs = 1 << 16;
        var scales = new float[outputs];
        Arrays.fill(scales, 1);
        var one = Quantization.perTensor(1, 0);
        int x = builder.add(TensorInfo.codes("x", DType.INT8, Shape.of(1, 1, 1, 1), one));
        int w = builder.add(TensorInfo.constant("w", Codes.int8(Shape.of(1, 1, 1, outputs), new byte[outputs],
                Quantization.perChannel(scales, new long[outputs], 3))));
        for (int i = 0; i < 10_000; i++) {
            int y = builder.add(TensorInfo.codes("y", DType.INT8, Shape.of(1, 1, 1, outputs), one));
            builder.add(new Node(new Conv2D(true, Padding.SAME, 1, 1, 1, 1, Activation.NONE), List.of(x, w),
                    List.of(y)));
        }
        byte[] bytes = TfliteWriter.toBytes(builder.inputs(List.of(x)).outputs(List.of(x)).build());
        assertThat(Allocation.of(() -> TfliteReader.read(bytes))).isLessThan(Survival.READING_FACTOR * bytes.length);
    }

    /** Indices become objects, each several times as large. */
    @Test
    void repeatedOperandsAreNotUnfolded() {
        raw.operands = 300_000;
        raw.repetitionsOfOperator = 1000;
        assertRefusedWithin((int) Survival.READING_FACTOR, "the parts of the file overlap");
    }

    /** No channels, but as many places as an int can count, each with as many taps. */
    @Test
    @Timeout(600)
    void imagesWithoutChannelsTakeNoTime() {
        int side = 40_000;
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, side, side, 0)));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, side, side, 0)));
        builder.add(new Node(new Pool2D(Pool2D.Kind.AVERAGE, Padding.SAME, 1, 1, side, side, Activation.NONE),
                List.of(x), List.of(y)));
        assertRunsOnNothing(builder.inputs(List.of(x)).outputs(List.of(y)).build());
    }

    @Test
    @Timeout(600)
    void productsWithoutRowsTakeNoTime() {
        int most = Integer.MAX_VALUE - 8;
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(most, 1, 1, 0, 1)));
        int w = builder.add(TensorInfo.constant("w", Tensor.of(Shape.of(1, 1), 1)));
        int y = builder.add(TensorInfo.real("y", Shape.of(most, 1, 1, 0, 1)));
        builder.add(new Node(new BatchMatMul(false, false, false), List.of(x, w), List.of(y)));
        assertRunsOnNothing(builder.inputs(List.of(x)).outputs(List.of(y)).build());
    }

    /** An output of integers that are no codes can be predicted only for no rows. */
    @Test
    void noRowsOfPlainIntegers() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 1)));
        int y = builder.add(new TensorInfo("y", DType.INT32, Shape.of(1, 1), Shape.of(1, 1), Optional.empty(),
                Optional.empty()));
        builder.add(new Node(new Cast(), List.of(x), List.of(y)));
        Graph graph = reread(builder.inputs(List.of(x)).outputs(List.of(y)).build());
        assertThat(Predictor.of(graph).predict(Tensor.of(Shape.of(0, 1))).values().shape().elements()).isZero();
    }

    private static void assertRunsOnNothing(Graph graph) {
        Shape shape = graph.inputTensors().getFirst().shape();
        assertThat(Interpreter.prepare(reread(graph)).run(Tensor.of(shape)).shape().elements()).isZero();
    }

    private static Graph reread(Graph graph) {
        return TfliteReader.read(TfliteWriter.toBytes(graph));
    }
}
