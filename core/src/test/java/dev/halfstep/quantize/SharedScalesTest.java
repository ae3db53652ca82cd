package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.SharedScaleNetworks;
import dev.halfstep.fixture.Spread;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.quantize.scale.Scales;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scales that inputs and outputs of an op must share, where they are decided and what that costs. */
class SharedScalesTest {

    static Stream<Arguments> networks() {
        return SharedScaleNetworks.all().entrySet().stream()
                .map(network -> Arguments.of(network.getKey(), network.getValue()));
    }

    /** In none of them the ranges are such that 8 bits would cost more than some hundredths of the output's spread. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void staysCloseToTheFloatNetwork(String name, Graph network) {
        for (Precision precision : List.of(Precision.INT8, Precision.FULL_INT8, Precision.FULL_UINT8)) {
            for (DType edge : precision.edges()) {
                Graph model = Quantized.of(network, precision, edge, SharedScaleNetworks.ROWS);
                assertThat(Spread.deviations(model, network, SharedScaleNetworks.ROWS)).as("%s %s", precision, edge)
                        .allMatch(deviation -> deviation < 0.045);
            }
        }
        for (DType edge : Precision.INT16X8.edges()) {
            Graph model = Quantized.of(network, Precision.INT16X8, edge, SharedScaleNetworks.ROWS);
            assertThat(Spread.deviations(model, network, SharedScaleNetworks.ROWS)).as("16 bits, %s", edge)
                    .allMatch(deviation -> deviation < 0.01);
        }
    }

    /** The layer takes codes for what is left of its values, and so does the constant. */
    @Test
    void aLayerBeforeMinimumTakesTheScaleBehindIt() {
        var b = new OpNetwork(1);
        int wide = b.layer(b.input(1, SharedScaleNetworks.WIDTH), 4, 20);
        int clipped = b.op(BinaryFunction.MINIMUM, wide, b.values(-1));
        Graph network = b.build(b.op(BinaryFunction.MAXIMUM, clipped, b.values(-2)));
        Graph model = Quantized.of(network, Precision.FULL_INT8, SharedScaleNetworks.ROWS);
        for (Node node : model.nodes()) {
            assertThat(model.tensor(node.output()).quantization().orElseThrow())
                    .isEqualTo(Quantization.perTensor(2f / 255, 127));
        }
        assertThat(model.nodes()).hasSize(3);
    }

    /** What somebody else reads, too, keeps all its values. */
    @Test
    void aTensorThatIsReadOtherwiseKeepsItsRange() {
        Graph network = SharedScaleNetworks.all().get("read past the clip, too");
        Graph model = Quantized.of(network, Precision.FULL_INT8, SharedScaleNetworks.ROWS);
        Quantization wide = model.tensor(model.nodes().getFirst().output()).quantization().orElseThrow();
        assertThat(wide.scale()).isGreaterThan(0.2f);
    }

    /** Pinned by what TensorFlow 2.21's converter makes of the same network and rows. */
    @Test
    void theConvertersScalesAreFound() {
        Graph network = Quantizer.floatNetwork(TfliteReader.read(Resources.path("cases/clip_head/clip.tflite")));
        Graph expected = TfliteReader.read(Resources.path("cases/clip_head/tensorflow-int8.tflite"));
        Tensor rows = rows("clip_head");
        Graph model = Quantizer.apply(network,
                Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, Recipe.TENSORFLOW, rows));
        assertThat(model.nodes()).hasSameSizeAs(expected.nodes());
        for (int n = 0; n < expected.nodes().size(); n++) {
            Node theirs = expected.nodes().get(n);
            Node ours = model.nodes().get(n);
            assertThat(ours.op()).isEqualTo(theirs.op());
            assertThat(model.tensor(ours.output()).quantization())
                    .isEqualTo(expected.tensor(theirs.output()).quantization());
        }
        Codes limit = (Codes) model.constant(model.nodes().get(1).input(1));
        assertThat(limit.quantization()).isEqualTo(
                ((Codes) expected.constant(expected.nodes().get(1).input(1))).quantization());
        assertThat(Spread.deviations(model, network, rows)).singleElement().satisfies(
                deviation -> assertThat(deviation).isCloseTo(0.0045, within(0.0001)));
    }

    @Test
    void aClippedHeadIsCodedByWhatComesOut() {
        Graph network = Quantizer.floatNetwork(TfliteReader.read(Resources.path("cases/clip_head/clip.tflite")));
        Tensor rows = rows("clip_head");
        for (Precision precision : List.of(Precision.INT8, Precision.FULL_INT8)) {
            Graph model = Quantized.of(network, precision, precision.edges().getFirst(), rows);
            assertThat(Spread.deviations(model, network, rows)).allMatch(deviation -> deviation < 0.006);
            assertThat(model.tensors()).filteredOn(t -> t.name().contains("Minimum") && t.dtype() == DType.INT8)
                    .isNotEmpty().allSatisfy(t -> assertThat(t.quantization().orElseThrow().scale())
                            .isCloseTo(1f / 255, within(1e-6f)));
        }
        assertThat(Spread.deviations(Quantized.of(network, Precision.INT16X8, rows), network, rows))
                .allMatch(deviation -> deviation < 0.002);
    }

    private static Tensor rows(String folder) {
        return (Tensor) Npy.read(Resources.path("cases/" + folder + "/x.npy"));
    }
}
