package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor.Prediction;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictorTest {

    private static final Graph NETWORK = NetworkBuilder.mlp(1, 3, 8, 2);
    private static final Tensor CALIBRATION = Rows.normal(1, 100, 3);
    private static final Graph UINT8 = Quantized.of(NETWORK, Precision.FULL_UINT8, CALIBRATION);

    /** Rows run in blocks of 512: counts around a multiple of that. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1025})
    void blocksEqualOneByOne(int rows) {
        Tensor inputs = Rows.normal(2, Math.max(1, rows), 3);
        Predictor predictor = Predictor.of(UINT8);
        Prediction all = predictor.predict(Rows.slice(inputs, 0, rows));
        assertThat(all.values().shape()).isEqualTo(Shape.of(rows, 2));
        for (int row = 0; row < rows; row++) {
            Prediction one = predictor.predict(Rows.slice(inputs, row, row + 1));
            assertThat(Rows.slice(all.values(), row, row + 1)).isEqualTo(one.values());
            assertThat(all.clippedInputs().get(row)).isEqualTo(one.clippedInputs().get(0));
            assertThat(all.endOutputs().get(row)).isEqualTo(one.endOutputs().get(0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_UINT8", "FULL_INT8"})
    void givesTheCodesBesideTheValues(Precision precision) {
        Graph model = Quantized.of(NETWORK, precision, CALIBRATION);
        Prediction prediction = Predictor.of(model).predict(CALIBRATION);
        Codes codes = prediction.codes().orElseThrow();
        assertThat(codes.dtype()).isEqualTo(precision.edges().getFirst());
        assertThat(codes.dequantize()).isEqualTo(prediction.values());
        assertThat(Raw.codes(codes)).isNotEmpty();
    }

    @Test
    void floatModelsGiveNoCodes() {
        Prediction prediction = Predictor.of(NETWORK).predict(CALIBRATION);
        assertThat(prediction.codes()).isEmpty();
        assertThat(prediction.clippedInputs().isEmpty()).isTrue();
        assertThat(prediction.endOutputs().isEmpty()).isTrue();
        assertThat(prediction.values()).isEqualTo(Interpreter.prepare(NETWORK).run(CALIBRATION));
    }

    @Test
    void marksRowsOutsideTheDomain() {
        float[] values = Rows.normal(1, 5, 3).values();
        values[3 * 1 + 2] = 1e6f;
        values[3 * 4] = -1e6f;
        BitSet clipped = Predictor.of(UINT8).predict(Tensor.of(Shape.of(5, 3), values)).clippedInputs();
        assertThat(clipped.stream()).containsExactly(1, 4);
    }

    /** y = x, calibrated on [-1, 1]: what comes out beyond that has clipped. */
    @Test
    void marksOutputsAtTheEndsOfTheirRange() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        Graph identity = builder.build(builder.dense(x, builder.weights(1, 1f), Node.ABSENT, Activation.NONE));
        Graph model = Quantized.plain(identity, Precision.INT8, DType.FLOAT32, Tensor.of(Shape.of(2, 1), -1, 1));
        Prediction prediction = Predictor.of(model).predict(Tensor.of(Shape.of(4, 1), -3, 0.5f, 2, 0));
        assertThat(prediction.endOutputs().stream()).containsExactly(0, 2);
        assertThat(prediction.values().values()[0]).isBetween(-1.01f, -0.99f);
    }

    @Test
    void oneInputAndOneOutput() {
        var builder = new NetworkBuilder(1);
        int a = builder.input(1);
        builder.input(1);
        Graph two = builder.build(a, builder.layer(a, 1, Activation.NONE));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(two))
                .withMessageContaining("the model has 2 inputs and 2 outputs");
    }

    @Test
    void rowsAreOfTheModelsWidth() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(UINT8).predict(Rows.normal(1, 2, 5)))
                .withMessageContaining("the model takes the shape [?, 3], not [2, 5]");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(UINT8).predict(Tensor.of(Shape.of(), 1)))
                .withMessageContaining("a single number");
    }

    @Test
    void notANumberIsAProblem() {
        Tensor rows = Tensor.of(Shape.of(1, 3), 0, Float.NaN, 0);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(UINT8).predict(rows))
                .withMessageContaining("NaN");
    }

    /** Codes clip what is infinite; real values make NaN of it, which is said of the row and its value. */
    @Test
    void predictionsAreFinite() {
        for (float beyond : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f}) {
            Tensor rows = Tensor.of(Shape.of(3, 3), 0, 1, 0, 0, 1, beyond, 1, 1, 1);
            Prediction clipped = Predictor.of(UINT8).predict(rows);
            assertThat(clipped.clippedInputs().stream()).containsExactly(1);
            assertThat(Float.isFinite(clipped.values().values()[1])).isTrue();
            var builder = new NetworkBuilder(1);
            int x = builder.input(3);
            int twice = builder.arithmetic(Arithmetic.Kind.MUL, x, 10);
            Graph floats =
                    builder.build(builder.dense(twice, builder.weights(1, 1, 2, 3), Node.ABSENT, Activation.NONE));
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(floats).predict(rows))
                    .withMessageStartingWith("row 2: value 3: the value is too large for float32")
                    .withMessageEndingWith("Leave the row out, or correct the value.");
        }
    }

    @Test
    void aNetworkThatGivesNoNumbersForOrdinaryValues() {
        var builder = new NetworkBuilder(1);
        int x = builder.input(1);
        Graph divided = builder.build(builder.arithmetic(Arithmetic.Kind.DIV, x, 0));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Predictor.of(divided).predict(Tensor.of(Shape.of(2, 1), 0, 1)))
                .withMessageStartingWith("row 1: the model predicts NaN for ordinary values");
    }

    /** A file may declare a shape with as many elements, but other rows, than its layer gives. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void outputsHaveARowForEachInput(int rank) {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 4)));
        int w = builder.add(TensorInfo.constant("w", Tensor.of(Shape.of(1, 2), 1, 1)));
        int y = builder.add(TensorInfo.real("y", rank == 1 ? Shape.of(2) : Shape.of(2, 1)));
        builder.add(new Node(FullyConnected.with(Activation.NONE), List.of(x, w), List.of(y)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(graph).predict(Rows.normal(1, 3, 4)))
                .withMessageContaining("for 3 rows the model gives the shape [6, 1]");
    }

    @Test
    void constantOutputsAreTheSameForEveryRow() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 4)));
        int y = builder.add(TensorInfo.constant("y", Tensor.of(Shape.of(1, 1), 5)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(y)).build();
        assertThat(Predictor.of(graph).predict(Rows.normal(1, 3, 4)).values().values()).containsExactly(5, 5, 5);
    }

    @Test
    void outputsThatDoNotFitIntoMemoryAreAProblem() {
        var builder = new Graph.Builder();
        int x = builder.add(TensorInfo.real("x", Shape.of(1, 1_000_000)));
        Graph graph = builder.inputs(List.of(x)).outputs(List.of(x)).build();
        Tensor rows = Tensor.of(Shape.of(3000, 1), new float[3000]);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(graph).predict(rows))
                .withMessageContaining("more elements than can be held");
    }
}
