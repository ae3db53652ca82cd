package dev.halfstep.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Resources;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far networks of other makers are from their float selves where each feature has codes of its own. */
class FeatureCodesDeviationTest {

    private static final int ROWS = 600;

    /** The mean absolute deviation as a part of the float output's standard deviation, of the model that is read back. */
    private static double deviation(Graph network, Recipe recipe, DType edge, Tensor... rows) {
        Precision precision = edge == DType.UINT8 ? Precision.FULL_UINT8 : Precision.FULL_INT8;
        Samples samples = Samples.of(List.of(rows));
        Plan plan = Quantizer.plan(network, precision, edge, recipe, samples, done -> {});
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
        Graph read = TfliteReader.read(TfliteWriter.toBytes(Quantizer.apply(network, plan)));
        return OutputGap.meanShare(OutputGap.between(network, read, samples));
    }

    private static double shared(Graph network, Tensor... rows) {
        return deviation(network, Recipe.DEFAULT.withFeatureCodes(false), DType.INT8, rows);
    }

    private static double own(Graph network, Tensor... rows) {
        return deviation(network, Recipe.DEFAULT, DType.INT8, rows);
    }

    private static Graph network(String file) {
        return Quantizer.floatNetwork(TfliteReader.read(Resources.path("cases/" + file)));
    }

    private static Tensor rows(String file) {
        return (Tensor) Npy.read(Resources.path("cases/" + file));
    }

    /** Columns with a mean and a deviation. */
    private static Tensor rows(long seed, double... meansAndDeviations) {
        var random = new Random(seed);
        int width = meansAndDeviations.length / 2;
        var values = new float[ROWS * width];
        for (int i = 0; i < values.length; i++) {
            int c = i % width;
            values[i] = (float) (meansAndDeviations[2 * c] + meansAndDeviations[2 * c + 1] * random.nextGaussian());
        }
        return Tensor.of(Shape.of(ROWS, width), values);
    }

    private static int normalised(NetworkBuilder b, int data, double... meansAndDeviations) {
        int width = meansAndDeviations.length / 2;
        var means = new float[width];
        var factors = new float[width];
        for (int c = 0; c < width; c++) {
            means[c] = (float) meansAndDeviations[2 * c];
            factors[c] = (float) (1 / Math.max(meansAndDeviations[2 * c + 1], 1e-7));
        }
        return b.arithmetic(Kind.MUL, b.arithmetic(Kind.SUB, data, means), factors);
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8"})
    void kerasNormalization(DType edge) {
        Graph network = network("keras_normalization/norm.tflite");
        Tensor rows = rows("keras_normalization/x.npy");
        assertThat(deviation(network, Recipe.DEFAULT, edge, rows)).isLessThan(0.00565);
        assertThat(deviation(network, Recipe.BEST, edge, rows)).isLessThan(0.00565);
        assertThat(deviation(network, Recipe.DEFAULT.withWidth(2).withVernier(4), edge, rows)).isLessThan(0.004);
        assertThat(shared(network, rows)).isGreaterThan(0.5);
    }

    @Test
    void rawFeatures() {
        Graph network = network("raw_features/raw.tflite");
        Tensor rows = rows("raw_features/x.npy");
        assertThat(own(network, rows)).isLessThan(0.01);
        assertThat(shared(network, rows)).isGreaterThan(0.2);
    }

    @Test
    void twoInputs() {
        Graph network = network("per_feature_ignored/two.tflite");
        Tensor account = rows(5, 500_000, 280_000, 480_000, 280_000);
        Tensor weather = rows(6, 0, 1, 0, 1, 0, 1);
        assertThat(own(network, account, weather)).isLessThan(0.03).isLessThan(1.2 * shared(network, account, weather));
    }

    /** A mean of a thousand million, a deviation of 100; a constant, which Keras divides by 1e-7; a plain one. */
    @Test
    void hugeMeansAndConstants() {
        double[] columns = {1e9, 1000, 1e9, 0, 0, 1, -50, 0.01};
        var b = new NetworkBuilder(3);
        int hidden = b.layer(normalised(b, b.input(4), columns), 16, Activation.RELU);
        Graph network = b.build(b.layer(hidden, 1, Activation.NONE));
        assertThat(own(network, rows(4, columns))).isLessThan(0.015);
    }

    @Test
    void featuresThatAreTurnedRound() {
        var b = new NetworkBuilder(3);
        int turned = b.arithmeticOf(new float[] {10, 1e6f, 0}, Kind.SUB, b.input(3));
        int divided = b.arithmetic(Kind.DIV, turned, -2, 1e5f, -0.5f);
        int hidden = b.layer(b.arithmetic(Kind.ADD, divided, 0.25f), 12, Activation.RELU);
        Graph network = b.build(b.layer(hidden, 2, Activation.NONE));
        assertThat(own(network, rows(4, 10, 2, 1e6, 1e5, 0, 0.5))).isLessThan(0.015);
    }

    @Test
    void threeInputsAndAFork() {
        double[] large = {1e6, 3e5, 5, 1};
        var b = new NetworkBuilder(7);
        int first = normalised(b, b.input(2), large);
        int second = b.input(3);
        int third = b.input(2);
        int joined = b.joined(b.layer(first, 6, Activation.RELU), b.layer(first, 4, Activation.NONE),
                b.layer(second, 6, Activation.RELU), third);
        Graph network = b.build(b.layer(joined, 1, Activation.NONE));
        Tensor[] rows = {rows(1, large), rows(2, 0, 1, 0, 1, 0, 1), rows(3, 0, 1, 0, 1)};
        assertThat(own(network, rows)).isLessThan(0.03);
        Plan plan = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, Recipe.DEFAULT, Samples.of(List.of(rows)),
                done -> {});
        List<Interface.Port> ports = Interface.of(Quantizer.apply(network, plan)).inputs();
        var coded = new ArrayList<Boolean>();
        ports.forEach(port -> coded.add(port.features().isPresent()));
        assertThat(coded).containsExactly(true, true, false);
    }

    /** Metadata of several inputs is written and read as a list, that of one as ever. */
    @Test
    void theFileSaysWhichInputs() {
        Graph network = network("per_feature_ignored/two.tflite");
        Samples samples = Samples.of(List.of(rows(5, 1, 2, 3, 4), rows(6, 0, 1, 0, 1, 0, 1)));
        Plan plan = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, Recipe.DEFAULT.withTrials(false), samples,
                done -> {});
        assertThat(Quantizer.apply(network, plan).text(EdgeCoding.METADATA_NAME)).hasValueSatisfying(
                text -> assertThat(text).startsWith("{\"inputs\":[{\"slots\":[{\"feature\":0,")
                        .endsWith("\"outputCopies\":1}"));
    }
}
