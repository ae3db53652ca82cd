package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Reference;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.quantize.scale.Scales;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recipe {@code tensorflow} must make of a float network what TensorFlow's converter makes of it. Tensors are matched by the
 * part they play in their layer: the converter orders and names them in another way.
 */
class ConverterGoldenTest {

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void quantizesAsTensorFlowDoes(Reference reference) {
        Graph expected = reference.graph();
        DType edge = expected.inputTensors().getFirst().dtype();
        Plan plan = Quantizer.plan(reference.floatNetwork(), precision(reference), edge, Recipe.TENSORFLOW,
                reference.calibration());
        Graph actual = Quantizer.apply(reference.floatNetwork(), plan);
        assertEdges(actual.inputTensors(), expected.inputTensors());
        assertEdges(actual.outputTensors(), expected.outputTensors());
        assertLayers(actual, expected);
    }

    private static Precision precision(Reference reference) {
        return switch (reference.precision()) {
            case "int16x8" -> Precision.INT16X8;
            default -> Precision.of(reference.precision().replace('_', '-'));
        };
    }

    private static void assertEdges(List<TensorInfo> actual, List<TensorInfo> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).name()).isEqualTo(expected.get(i).name());
            assertSame(actual.get(i), expected.get(i));
        }
    }

    private static void assertLayers(Graph actual, Graph expected) {
        List<Node> layers = layers(expected);
        List<Node> ours = layers(actual);
        assertThat(ours).hasSameSizeAs(layers);
        for (int n = 0; n < layers.size(); n++) {
            assertThat(ours.get(n).op()).isEqualTo(layers.get(n).op());
            for (int operand = 0; operand < layers.get(n).inputs().size(); operand++) {
                assertSame(operand(actual, ours.get(n), operand), operand(expected, layers.get(n), operand));
            }
            assertSame(actual.tensor(ours.get(n).output()), expected.tensor(layers.get(n).output()));
        }
    }

    private static List<Node> layers(Graph graph) {
        return graph.nodes().stream().filter(n -> n.op() instanceof FullyConnected).toList();
    }

    /** What a layer reads, or the constant behind it that is widened from half precision. */
    private static TensorInfo operand(Graph graph, Node layer, int operand) {
        int tensor = layer.input(operand);
        return graph.nodes().stream().filter(n -> n.output() == tensor).map(n -> graph.tensor(n.input(0)))
                .filter(source -> source.dtype() == DType.FLOAT16).findFirst().orElse(graph.tensor(tensor));
    }

    private static void assertSame(TensorInfo actual, TensorInfo expected) {
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.quantization().isPresent()).isEqualTo(expected.quantization().isPresent());
        expected.quantization().ifPresent(q -> assertSame(actual.quantization().orElseThrow(), q));
        assertThat(actual.isConstant()).isEqualTo(expected.isConstant());
        expected.constant().ifPresent(value -> {
            if (value instanceof Tensor real) {
                assertThat(actual.constant()).contains(real);
            } else {
                assertThat(Raw.codes(actual.constant().orElseThrow())).containsExactly(Raw.codes(value));
            }
        });
    }

    /** Scales may differ by one unit in the last place: the converter's float sums depend on the machine that it ran on. */
    private static void assertSame(Quantization actual, Quantization expected) {
        assertThat(actual.zeroPoints()).containsExactly(expected.zeroPoints());
        assertThat(actual.axis()).isEqualTo(expected.axis());
        for (int c = 0; c < expected.channels(); c++) {
            assertThat(actual.scale(c)).isCloseTo(expected.scale(c), within(Math.ulp(expected.scale(c))));
        }
    }
}
