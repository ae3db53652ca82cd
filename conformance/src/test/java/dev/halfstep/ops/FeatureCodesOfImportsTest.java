package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Resources;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Networks of other makers whose features have codes of their own, with what normalises them folded into the layers: the real
 * TensorFlow Lite gives the same codes for the files.
 */
class FeatureCodesOfImportsTest {

    private static final int ROWS = 300;
    private static final int JUDGED = 20;

    private static Graph network(String file) throws IOException {
        return Quantizer.floatNetwork(TfliteReader.read(Files.readAllBytes(Resources.path("cases/" + file))));
    }

    private static Tensor rows(String file) {
        return (Tensor) Npy.read(Resources.path("cases/" + file));
    }

    private static Tensor random(long seed, double... meansAndDeviations) {
        var random = new Random(seed);
        int width = meansAndDeviations.length / 2;
        var values = new float[ROWS * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (meansAndDeviations[2 * (i % width)]
                    + meansAndDeviations[2 * (i % width) + 1] * random.nextGaussian());
        }
        return Tensor.of(Shape.of(ROWS, width), values);
    }

    @Test
    void aNormalizationLayerIsFolded() throws IOException {
        assertSame("normalization", network("keras_normalization/norm.tflite"), rows("keras_normalization/x.npy"));
    }

    @Test
    void rawFeatures() throws IOException {
        assertSame("raw", network("raw_features/raw.tflite"), rows("raw_features/x.npy"));
    }

    @Test
    void outputsOfUnlikeScale() throws IOException {
        assertSame("four", network("four_scales_one_output/four.tflite"), rows("four_scales_one_output/x.npy"));
    }

    @Test
    void twoInputsWhoseLayersHaveNoBias() throws IOException {
        assertSame("two", network("per_feature_ignored/two.tflite"), random(1, 5e5, 2e5, 5e5, 2e5),
                random(2, 0, 1, 0, 1, 0, 1));
    }

    /** Means of 1e9, a constant feature, features turned round, layers that read the same features, an input that keeps its scale. */
    @Test
    void threeInputsAndAFork() {
        var b = new NetworkBuilder(7);
        int off = b.arithmetic(Kind.SUB, b.input(2), 1e9f, 3);
        int first = b.arithmetic(Kind.MUL, off, 1e-3f, 1e7f);
        int second = b.arithmetic(Kind.DIV, b.arithmeticOf(new float[] {1, 2, 3}, Kind.SUB, b.input(3)), -2);
        int joined = b.joined(b.layer(first, 6, Activation.RELU), b.layer(first, 4, Activation.NONE),
                b.layer(second, 6, Activation.RELU), b.input(2));
        assertSame("fork", b.build(b.layer(joined, 2, Activation.NONE)), random(3, 1e9, 1e3, 3, 0),
                random(4, 1, 2, 2, 2, 3, 2), random(5, 0, 1, 0, 1));
    }

    private static void assertSame(String name, Graph network, Tensor... rows) {
        var cases = new ArrayList<OpCase>();
        for (Precision precision : List.of(Precision.FULL_INT8, Precision.FULL_UINT8)) {
            Plan plan = Quantizer.plan(network, precision, precision.edges().getFirst(), Recipe.DEFAULT,
                    Samples.of(List.of(rows)), done -> {});
            Graph model = TfliteReader.read(TfliteWriter.toBytes(Quantizer.apply(network, plan)));
            List<Interface.Port> ports = Interface.of(model).inputs();
            assertThat(ports.getFirst().features()).isPresent();
            for (int row = 0; row < JUDGED; row++) {
                var inputs = new ArrayList<Value>();
                for (int i = 0; i < rows.length; i++) {
                    int width = rows[i].shape().extent(1);
                    inputs.add(ports.get(i).encode(rows[i].slice(row * width, Shape.of(1, width))));
                }
                cases.add(new OpCase(name + " " + precision.label() + " row " + row, model, inputs));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("feature-codes-" + name));
    }
}
