package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the default recipe makes of chains of dense layers, among them such as nobody would train. */
@Timeout(600)
class FittedChainsTest {

    private static final int WIDTH = 4;
    private static final Tensor ROWS = Rows.normal(2, 300, WIDTH);

    record Case(Graph network, Tensor rows) {}

    private static Graph build(Function<NetworkBuilder, Integer> network) {
        var builder = new NetworkBuilder(11);
        return builder.build(network.apply(builder));
    }

    /** A hidden layer of 8 with this bias in front of {@code outputs}. */
    private static Graph biased(float bias, Activation activation, int outputs) {
        var biases = new float[8];
        Arrays.fill(biases, bias);
        return build(b -> b.layer(b.dense(b.input(WIDTH), b.weights(8, WIDTH), b.bias(biases), activation), outputs,
                Activation.NONE));
    }

    private static Graph activated(Activation hidden, Activation output, int outputs) {
        return build(b -> b.layer(b.layer(b.input(WIDTH), 12, hidden), outputs, output));
    }

    /** Two layers whose weights and biases are multiplied. */
    private static Graph scaled(float first, float second) {
        return build(b -> {
            int h = b.dense(b.input(WIDTH), b.weights(6, values(6 * WIDTH, first)), b.bias(values(6, first)),
                    Activation.RELU);
            return b.dense(h, b.weights(1, values(6, second)), b.bias(values(1, second)), Activation.NONE);
        });
    }

    private static float[] values(int count, float scale) {
        float[] values = Rows.normal(count, 1, count).values().clone();
        for (int i = 0; i < count; i++) {
            values[i] *= scale;
        }
        return values;
    }

    private static Tensor rows(int rows, RowValue value) {
        var values = new float[rows * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.at(i / WIDTH, i % WIDTH, ROWS.values()[i % ROWS.values().length]);
        }
        return Tensor.of(Shape.of(rows, WIDTH), values);
    }

    @FunctionalInterface
    private interface RowValue {
        float at(int row, int feature, float normal);
    }

    static Stream<Named<Case>> chains() {
        Graph plain = activated(Activation.RELU, Activation.NONE, 1);
        return Stream.of(named("an ordinary one", plain, ROWS),
                named("two outputs", activated(Activation.RELU, Activation.NONE, 2), ROWS),
                named("relu at the end", activated(Activation.RELU, Activation.RELU, 1), ROWS),
                named("relu6 everywhere", activated(Activation.RELU6, Activation.RELU6, 2), ROWS),
                named("no activation", activated(Activation.NONE, Activation.NONE, 1), ROWS),
                named("no hidden layer", NetworkBuilder.mlp(1, WIDTH, 1), ROWS),
                named("no hidden layer, three outputs", NetworkBuilder.mlp(1, WIDTH, 3), ROWS),
                named("three hidden layers", NetworkBuilder.mlp(1, WIDTH, 16, 12, 8, 1), ROWS),
                named("one unit", NetworkBuilder.mlp(1, WIDTH, 1, 1), ROWS),
                named("600 inputs", NetworkBuilder.mlp(1, 600, 3, 1), Rows.normal(3, 100, 600)),
                named("twenty outputs", NetworkBuilder.mlp(1, WIDTH, 10, 20), ROWS),
                named("units that never wake", biased(-50, Activation.RELU, 1), ROWS),
                named("units that seldom wake", biased(-1.5f, Activation.RELU, 2), ROWS),
                named("units that always are at six", biased(50, Activation.RELU6, 1), ROWS),
                named("zero weights at first", scaled(0, 1), ROWS), named("zero weights at last", scaled(1, 0), ROWS),
                named("zero weights alone",
                        build(b -> b.dense(b.input(WIDTH), b.weights(2, new float[2 * WIDTH]), b.bias(0.75f, -2),
                                Activation.NONE)),
                        ROWS),
                named("enormous weights", scaled(1e6f, 1e6f), ROWS), named("tiny weights", scaled(1e-6f, 1e-6f), ROWS),
                named("tiny, then enormous weights", scaled(1e-6f, 1e6f), ROWS),
                named("enormous, then tiny weights", scaled(1e6f, 1e-6f), ROWS),
                named("enormous inputs", plain, rows(300, (row, feature, value) -> value * 1e6f)),
                named("tiny inputs", plain, rows(300, (row, feature, value) -> value * 1e-6f)),
                named("features of all magnitudes", plain,
                        rows(300, (row, feature, value) -> value * (float) Math.pow(10, 3 * feature - 6))),
                named("one row", plain, Rows.slice(ROWS, 0, 1)),
                named("two rows that are the same", plain, rows(2, (row, feature, value) -> feature - 1.5f)),
                named("rows of zeros", plain, rows(10, (row, feature, value) -> 0)),
                named("constant columns", plain, rows(300, (row, feature, value) -> feature < 2 ? 7.3f : value)),
                named("a constant column far off", plain,
                        rows(300, (row, feature, value) -> feature == 0 ? 1e6f : value)),
                named("whole numbers and flags", plain,
                        rows(300, (row, feature, value) -> feature < 2 ? Math.round(value * 20) : value > 0 ? 1 : 0)),
                named("one far value", plain,
                        rows(300, (row, feature, value) -> row == 17 && feature == 1 ? 1000 : value)));
    }

    private static Named<Case> named(String name, Graph network, Tensor rows) {
        return Named.of(name, new Case(network, rows));
    }

    private static Graph reread(Graph model) {
        return TfliteReader.read(TfliteWriter.toBytes(model));
    }

    private static double deviation(Graph model, Case some) {
        float[] expected = Predictor.of(some.network).predict(some.rows).values().values();
        float[] actual = Predictor.of(model).predict(some.rows).values().values();
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isFinite();
            most = Math.max(most, Math.abs((double) actual[i] - expected[i]));
        }
        return most;
    }

    /** On the rows that it saw, the furthest deviation is at most 2 output steps, or not much more than without all this. */
    private static void assertClose(Graph model, Case some) {
        assertClose(model, some, 1.5);
    }

    private static void assertClose(Graph model, Case some, double times) {
        double plain =
                deviation(Quantized.plain(some.network, Precision.FULL_INT8, DType.INT8, some.rows), some);
        double step = Predictor.of(model).output().domain().orElseThrow().step();
        assertThat(deviation(model, some)).as("plain: %s, step: %s", plain, step)
                .isLessThanOrEqualTo(Math.max(times * plain, 2 * step));
    }

    @ParameterizedTest
    @MethodSource("chains")
    void staysCloseToTheFloatNetwork(Case some) {
        for (Precision precision : List.of(Precision.FULL_UINT8, Precision.FULL_INT8, Precision.INT8)) {
            assertClose(reread(Quantized.of(some.network, precision, some.rows)), some);
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void sameRowsSameFile(Case some) {
        byte[] once = TfliteWriter.toBytes(Quantized.of(some.network, Precision.FULL_INT8, some.rows));
        assertThat(TfliteWriter.toBytes(Quantized.of(some.network, Precision.FULL_INT8, some.rows))).isEqualTo(once);
    }

    /** Rows that reach far beyond those seen saturate; they do not wrap around. */
    @ParameterizedTest
    @MethodSource("chains")
    void rowsFarBeyondSaturate(Case some) {
        Graph model = Quantized.of(some.network, Precision.FULL_INT8, some.rows);
        int width = some.rows.shape().extent(1);
        var far = new float[2 * width];
        Arrays.fill(far, 0, width, 1e30f);
        Arrays.fill(far, width, 2 * width, -1e30f);
        Predictor.Prediction prediction = Predictor.of(model).predict(Tensor.of(Shape.of(2, width), far));
        for (float value : prediction.values().values()) {
            assertThat(value).isFinite();
        }
        assertThat(prediction.clippedInputs().cardinality()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"featureCodes\":true", "\"equalization\":true", "\"fitting\":\"quick\"",
            "\"headroom\":0.04", "\"hiddenHeadroom\":0.2", "\"biasCorrection\":true",
            "\"featureCodes\":true,\"equalization\":true", "\"fitting\":\"quick\",\"perChannelWeights\":false",
            "\"equalization\":true,\"perChannelWeights\":false",
            "\"featureCodes\":true,\"fitting\":\"quick\",\"perChannelWeights\":false"})
    void partsWorkAlone(String parts) {
        Recipe recipe = Recipes.allRows(parts);
        for (Named<Case> named : chains().toList()) {
            Case some = named.getPayload();
            if (some.rows.shape().extent(1) > 100) {
                continue; // Takes seconds, each time for the same.
            }
            Plan plan = Quantizer.plan(some.network, Precision.FULL_INT8, DType.INT8, recipe, some.rows);
            assertThat(plan.byTensor(Decision.InputCodes.class)).as(named.getName())
                    .hasSize(recipe.featureCodes() ? 1 : 0);
            if (!recipe.perChannelWeights()) {
                assertThat(plan.byTensor(Decision.Weights.class).values()).as(named.getName())
                        .allMatch(weights -> Arrays.equals(weights.scales(), filled(weights.scales())));
                continue;
            }
            // A part alone looks at the mean, and may clip the furthest row for it.
            assertClose(reread(Quantizer.apply(some.network, plan)), some, 2.5);
        }
    }

    private static float[] filled(float[] scales) {
        var same = new float[scales.length];
        Arrays.fill(same, scales[0]);
        return same;
    }

    /** With everything that the default does, the mean deviation is clearly less than without. */
    @Test
    void defaultIsCloserThanPlain() {
        double plain = 0;
        double fitted = 0;
        for (int seed = 0; seed < 10; seed++) {
            var some = new Case(NetworkBuilder.mlp(seed, WIDTH, 16, 1), Rows.normal(seed, 400, WIDTH));
            plain += mean(Quantized.plain(some.network, Precision.FULL_UINT8, DType.UINT8, some.rows), some);
            fitted += mean(Quantized.of(some.network, Precision.FULL_UINT8, some.rows), some);
        }
        assertThat(fitted).isLessThan(0.8 * plain);
    }

    private static double mean(Graph model, Case some) {
        float[] expected = Predictor.of(some.network).predict(some.rows).values().values();
        float[] actual = Predictor.of(model).predict(some.rows).values().values();
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += Math.abs((double) actual[i] - expected[i]);
        }
        return sum / expected.length;
    }

    /** What has wider activations has no codes of features, nor has a float edge; what is no chain has. */
    @Test
    void onlyIntegerEdgesHaveFeatureCodes() {
        Graph chain = NetworkBuilder.mlp(1, WIDTH, 5, 1);
        Graph branches = build(b -> {
            int x = b.input(WIDTH);
            b.layer(x, 2, Activation.RELU);
            return b.layer(x, 1, Activation.NONE);
        });
        assertThat(inputCodes(chain, Precision.FULL_INT8, DType.INT8)).isEqualTo(1);
        assertThat(inputCodes(chain, Precision.FULL_INT8, DType.FLOAT32)).isZero();
        assertThat(inputCodes(chain, Precision.INT8, DType.FLOAT32)).isZero();
        assertThat(inputCodes(chain, Precision.INT16X8, DType.INT16)).isZero();
        assertThat(inputCodes(branches, Precision.FULL_INT8, DType.INT8)).isEqualTo(1);
        var some = new Case(branches, ROWS);
        assertClose(reread(Quantized.of(branches, Precision.FULL_INT8, ROWS)), some);
    }

    private static int inputCodes(Graph network, Precision precision, DType edge) {
        return Quantizer.plan(network, precision, edge, Recipe.DEFAULT, ROWS).byTensor(Decision.InputCodes.class)
                .size();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void rowsThatAreNotFiniteAreAProblem(float bad) {
        Tensor rows = rows(20, (row, feature, value) -> row == 3 && feature == 1 ? bad : value);
        Graph network = NetworkBuilder.mlp(1, WIDTH, 5, 1);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(network, Precision.FULL_INT8, rows));
    }

    @Test
    void rowsOfAnotherWidthAreAProblem() {
        Graph network = NetworkBuilder.mlp(1, WIDTH, 5, 1);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(network, Precision.FULL_INT8, Rows.normal(1, 10, WIDTH + 1)));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(network, Precision.FULL_INT8, Tensor.of(Shape.of(0, WIDTH))));
    }
}
