package dev.halfstep.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.halfstep.fixture.CpuTime;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.op.Activation;
import dev.halfstep.op.coding.Coding.Dequantize;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InterfaceTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 1);
    private static final Tensor ROWS = Rows.normal(2, 50, 3);

    @ParameterizedTest
    @CsvSource({"FULL_UINT8, UINT8", "FULL_INT8, INT8", "INT16X8, INT16"})
    void integerEdgesTakeAndGiveCodes(Precision precision, DType edge) {
        Graph model = Quantized.plain(NETWORK, precision, edge, ROWS);
        Port input = Interface.of(model).inputs().getFirst();
        assertThat(input.encode(ROWS).dtype()).isEqualTo(edge);
        Tensor back = input.decode(input.encode(ROWS));
        float halfStep = input.domain().orElseThrow().step() * 0.501f;
        for (int i = 0; i < back.values().length; i++) {
            assertThat(Math.abs(back.values()[i] - ROWS.values()[i])).isLessThanOrEqualTo(halfStep);
        }
    }

    /** Behind a float edge that is quantized at once the model sees no more than those codes can hold. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT16X8"})
    void floatEdgesOfIntegerModelsHaveTheDomainWithin(Precision precision) {
        Interface edges = Interface.of(Quantized.of(NETWORK, precision, ROWS));
        assertThat(edges.inputs().getFirst().encode(ROWS)).isSameAs(ROWS);
        assertThat(edges.inputs().getFirst().domain()).isPresent();
        assertThat(edges.outputs().getFirst().domain()).isPresent();
        assertThat(edges.outputs().getFirst().decode(ROWS)).isSameAs(ROWS);
    }

    @Test
    void edgeTypeDoesNotChangeTheDomain() {
        Domain signed = outputDomain(Quantized.of(NETWORK, Precision.FULL_INT8, DType.INT8, ROWS));
        Domain unsigned = outputDomain(Quantized.of(NETWORK, Precision.FULL_INT8, DType.UINT8, ROWS));
        Domain floats = outputDomain(Quantized.of(NETWORK, Precision.FULL_INT8, DType.FLOAT32, ROWS));
        assertThat(unsigned.min()).isEqualTo(signed.min()).isEqualTo(floats.min());
        assertThat(unsigned.max()).isEqualTo(signed.max()).isEqualTo(floats.max());
    }

    private static Domain outputDomain(Graph model) {
        return Interface.of(model).outputs().getFirst().domain().orElseThrow();
    }

    @Test
    void floatModelsHaveNoDomain() {
        Interface edges = Interface.of(NETWORK);
        assertThat(edges.inputs().getFirst().domain()).isEmpty();
        assertThat(edges.outputs().getFirst().domain()).isEmpty();
        assertThat(edges.outputs().getFirst().isEnd(Float.MAX_VALUE)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "INT8", "INT16X8"})
    void bothEndsOfAPlainOutputMayClip(Precision precision) {
        Port output = output(Activation.NONE, precision);
        Domain domain = output.domain().orElseThrow();
        assertThat(output.isEnd(domain.min())).isTrue();
        assertThat(output.isEnd(domain.max())).isTrue();
        assertThat(output.isEnd(domain.max() - domain.step())).isFalse();
    }

    /** Where the activation ends at 0 by itself, a 0 says nothing about clipping. Symmetric codes never end there. */
    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8", "INT8"})
    void lowEndOfReluDoesNotClip(Precision precision) {
        Port output = output(Activation.RELU, precision);
        Domain domain = output.domain().orElseThrow();
        assertThat(domain.min()).isZero();
        assertThat(output.isEnd(0)).isFalse();
        assertThat(output.isEnd(domain.max())).isTrue();
    }

    private static Port output(Activation activation, Precision precision) {
        var builder = new NetworkBuilder(1);
        Graph network = builder.build(builder.layer(builder.input(3), 1, activation));
        return Interface.of(Quantized.of(network, precision, ROWS)).outputs().getFirst();
    }

    /** Codes in the middle of a float network bound what comes out, too. */
    @Test
    void codesBetweenFloatsGiveTheOutputItsDomain() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 1)));
        int w = builder.add(TensorInfo.constant("w", Tensor.of(Shape.of(1, 1), 2)));
        int h = builder.add(TensorInfo.real("h", Shape.of(1, 1)));
        int q = builder.add(TensorInfo.codes("q", DType.INT8, Shape.of(1, 1), Quantization.perTensor(1, 0)));
        int y = builder.add(TensorInfo.real("y", Shape.of(1, 1)));
        builder.add(new Node(FullyConnected.with(Activation.NONE), List.of(x, w), List.of(h)))
                .add(new Node(new Quantize(), List.of(h), List.of(q)))
                .add(new Node(new Dequantize(), List.of(q), List.of(y)));
        Domain domain = outputDomain(builder.inputs(List.of(x)).outputs(List.of(y)).build());
        assertThat(domain.max()).isEqualTo(127);
    }

    @Test
    void integersWithoutAScaleStandForThemselves() {
        var builder = new Graph.Builder();
        int x = builder.add(new TensorInfo("counts", DType.UINT8, Shape.of(1, 2), Shape.of(1, 2), Optional.empty(),
                Optional.empty()));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(x)).build();
        Interface edges = Interface.of(graph);
        Interface.Port input = edges.inputs().getFirst();
        assertThat(input.domain()).isEmpty();
        Codes counts = Codes.uint8(Shape.of(1, 2), new byte[] {0, (byte) 255}, null);
        assertThat(input.encode(Tensor.of(Shape.of(1, 2), 0, 255))).isEqualTo(counts);
        assertThat(edges.outputs().getFirst().decode(counts)).isEqualTo(Tensor.of(Shape.of(1, 2), 0, 255));
        for (float odd : new float[] {0.5f, 256, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> input.encode(Tensor.of(Shape.of(1, 2), 0, odd)))
                    .withMessageEndingWith(" is no uint8, which the model's input 'counts' takes."
                            + " Give integers from 0 to 255.");
        }
    }

    /** 16,777,217 is a float32 of 16,777,216. */
    @Test
    void integersThatAFloatDoesNotHoldAreRefused() {
        var builder = new Graph.Builder();
        int x = builder.add(new TensorInfo("ids", DType.INT64, Shape.of(1), Shape.of(1), Optional.empty(),
                Optional.empty()));
        Interface.Port input =
                Interface.of(builder.inputs(List.of(x)).outputs(List.of(x)).build()).inputs().getFirst();
        assertThat(input.encode(Tensor.of(Shape.of(1), -16_777_215)))
                .isEqualTo(Codes.int64(Shape.of(1), new long[] {-16_777_215}, null));
        for (float large : new float[] {16_777_217, -16_777_216, 1e18f, 9.3e18f}) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> input.encode(Tensor.of(Shape.of(1), large)));
        }
    }

    /** Sizes and indices are no codes. */
    @Test
    void plainIntegersAtAnEdgeHaveNoDomain() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.constant("x", Codes.int32(Shape.of(1), new int[1], null)));
        int real = builder.add(TensorInfo.real("r", Shape.of(1)));
        Graph graph = builder.inputs(List.of(real)).outputs(List.of(x)).build();
        assertThat(Interface.of(graph).outputs().getFirst().domain()).isEmpty();
    }

    @Test
    void perChannelCodesAtAnEdgeAreAProblem() {
        var builder = new Graph.Builder();
        var q = Quantization.perChannel(new float[] {1, 2}, new long[2], 0);
        int x = builder.add(TensorInfo.codes("x", DType.INT8, Shape.of(2), q));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(x)).build();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Interface.of(graph))
                .withMessageContaining("2 scales");
    }

    @Test
    void anInputMayBeAnOutput() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 2)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(x)).build();
        assertThatNoException().isThrownBy(() -> Interface.of(graph));
    }

    /** A stranger's file may hold a chain of any length: each step must be found without a search. */
    @Test
    void longChainsAreFollowedInLinearTime() {
        var builder = new Graph.Builder();
        int steps = 200_000;
        TensorInfo codes = TensorInfo.codes("q", DType.INT8, Shape.of(1), Quantization.perTensor(1, 0));
        IntStream.rangeClosed(0, steps).forEach(i -> builder.add(codes));
        IntStream.range(0, steps).forEach(i -> builder.add(new Node(new Quantize(), List.of(i), List.of(i + 1))));
        Graph graph = builder.inputs(List.of(0)).outputs(List.of(steps)).build();
        assertThat(CpuTime.of(() -> Interface.of(graph))).isLessThan(Duration.ofSeconds(10));
    }
}
