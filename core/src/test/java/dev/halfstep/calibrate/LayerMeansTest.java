package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.OpNetwork;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.op.Activation;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums and vectors of layers against the layers themselves. */
class LayerMeansTest {

    private static final int ROWS = 6;

    static Stream<Named<Graph>> layers() {
        return Stream.of(Named.of("padded", conv(false, Padding.SAME, 1, 1, 4)),
                Named.of("strided", conv(false, Padding.VALID, 2, 1, 4)),
                Named.of("dilated", conv(false, Padding.SAME, 1, 2, 4)),
                Named.of("in groups", conv(false, Padding.SAME, 1, 1, 2)),
                Named.of("depthwise", conv(true, Padding.SAME, 2, 1, 4)), Named.of("dense", dense()));
    }

    private static Graph conv(boolean depthwise, Padding padding, int stride, int dilation, int inputs) {
        var b = new OpNetwork(5);
        int weights = depthwise ? b.random(1, 1, 3, 3, 8) : b.random(1, 6, 3, 3, inputs);
        int bias = b.values(new float[depthwise ? 8 : 6]);
        return b.build(b.op(new Conv2D(depthwise, padding, stride, stride, dilation, dilation, Activation.NONE),
                b.input(1, 7, 9, 4), weights, bias));
    }

    private static Graph dense() {
        var b = new OpNetwork(5);
        return b.build(b.dense(b.input(1, 5), b.random(1, 3, 5), b.values(new float[3])));
    }

    private static Tensor rows(Graph network) {
        Shape shape = network.inputTensors().getFirst().shape();
        float[] values = Rows.normal(3, ROWS, shape.elements()).values();
        return Tensor.of(shape.with(0, ROWS), values);
    }

    private static Tensor weights(Graph network) {
        return (Tensor) network.constant(network.nodes().getFirst().input(1));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void meansOfSumsAreThoseOfTheLayer(Graph network) {
        Tensor rows = rows(network);
        LayerMeans means = LayerMeans.of(network, network.nodes().getFirst());
        int width = rows.shape().elements() / ROWS;
        means.add(rows.slice(0, rows.shape().with(0, 2)));
        means.add(rows.slice(2 * width, rows.shape().with(0, ROWS - 2)));
        double[] sums = means.sums(weights(network));
        Tensor given = (Tensor) SampleRunner.of(network).run(List.of(rows)).getFirst();
        int channels = given.shape().lastExtent();
        assertThat(sums).hasSize(channels);
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int i = c; i < given.values().length; i += channels) {
                sum += given.values()[i];
            }
            assertThat(sums[c]).isCloseTo(sum * channels / given.values().length, within(1e-5));
        }
    }

    /** At all positions, the products of vectors and weights are the layer's sums, in their order. */
    @ParameterizedTest
    @MethodSource("layers")
    void vectorsTimesWeightsAreSums(Graph network) {
        Node node = network.nodes().getFirst();
        Tensor rows = rows(network);
        Quantization coding = Quantization.perTensor(0.05f, 7);
        Codes codes = coding.quantize(rows, DType.INT8);
        Tensor given = (Tensor) SampleRunner.of(network).run(List.of(codes.dequantize())).getFirst();
        LayerVectors vectors = LayerVectors.of(network, node);
        List<Codes> batches = List.of(codes.slice(0, codes.shape().with(0, 1)),
                codes.slice(codes.shape().elements() / ROWS, codes.shape().with(0, ROWS - 1)));
        int positions = (int) vectors.positions(batches);
        assertThat(positions).isEqualTo(given.values().length / vectors.outputs());
        float[] weights = weights(network).values();
        int[][] all = vectors.of(batches, positions);
        for (int o = 0; o < vectors.outputs(); o++) {
            int group = o / (vectors.outputs() / vectors.groups()) * vectors.width();
            for (int p = 0; p < positions; p++) {
                double sum = 0;
                for (int i = 0; i < vectors.width(); i++) {
                    sum += 0.05f * all[group + i][p] * weights[vectors.weight(o, i)];
                }
                assertThat(sum).isCloseTo(given.values()[p * vectors.outputs() + o], within(1e-4));
            }
        }
    }
}
