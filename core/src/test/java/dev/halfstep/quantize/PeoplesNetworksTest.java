package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Spread;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.search.Ladder;
import dev.halfstep.search.Parts;
import dev.halfstep.search.RecipeSearch;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks that people brought; see the README of {@code cases}. */
class PeoplesNetworksTest {

    private static Graph network(String file) {
        return Quantizer.floatNetwork(TfliteReader.read(Resources.path("cases/" + file + ".tflite")));
    }

    private static Tensor rows(String file) {
        return (Tensor) Npy.read(Resources.path("cases/" + file + ".npy"));
    }

    private static final Graph BATCHES = network("batch_of_three/batch3");
    private static final Tensor BATCH_ROWS = rows("batch_of_three/batch3_cal150");

    @ParameterizedTest
    @EnumSource(names = {"INT8", "FULL_INT8", "FULL_UINT8", "INT16X8"})
    void batchesAreCalibratedWhole(Precision precision) {
        for (Recipe recipe : List.of(Recipe.DEFAULT, Recipe.TENSORFLOW, Recipe.TENSORFLOW.withCalibrationRows(1),
                Recipe.TENSORFLOW.withBiasCorrection(true))) {
            Plan plan = Quantizer.plan(BATCHES, precision, precision.edges().getFirst(), recipe, BATCH_ROWS);
            Graph model = Quantizer.apply(BATCHES, plan);
            Integer asked = recipe.calibrationRows();
            assertThat(plan.calibrationRows()).isEqualTo(asked == null ? 150 : asked == 1 ? 3 : 102);
            if (asked == null || asked > 1) {
                assertThat(Spread.deviations(model, BATCHES, BATCH_ROWS)).allMatch(deviation -> deviation < 0.01);
            }
        }
    }

    @Test
    void aBatchThatIsNotFullIsNamed() {
        Tensor some = Rows.slice(BATCH_ROWS, 0, 101);
        String message = "101 samples do not fill batches of 3, which the model takes: 2 are left over."
                + " Give 99 or 102 of them.";
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantizer.plan(BATCHES, Precision.INT8, DType.FLOAT32, Recipe.DEFAULT, some))
                .withMessage(message);
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Predictor.of(BATCHES).predict(some))
                .withMessage(message);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Predictor.of(BATCHES).predict(Rows.slice(some, 0, 1)))
                .withMessageEndingWith("1 is left over. Give 3 of them.");
    }

    /** Every fifth batch is measured on, not every fifth row. */
    @Test
    void aSearchKeepsBatchesTogether() {
        Parts parts = Parts.of(BATCHES, BATCH_ROWS, Optional.empty());
        assertThat(parts.fittingRows()).isEqualTo(120);
        assertThat(parts.validationRows()).isEqualTo(30);
        assertThat(parts.validation().slice(0, BATCHES.inputTensors().getFirst().shape()))
                .isEqualTo(BATCH_ROWS.slice(12 * 16, BATCHES.inputTensors().getFirst().shape()));
        Decoder plain = (target, value) -> value;
        Plan plan = RecipeSearch.of(BATCHES, Precision.FULL_INT8, DType.INT8,
                new Bound(Bound.Measure.LARGEST_DEVIATION, 1), parts, plain)
                .first(Ladder.from(BATCHES, Precision.FULL_INT8, Recipe.TENSORFLOW, other -> other), done -> {});
        assertThat(plan.calibrationRows()).isEqualTo(102);
    }

    /** What comes out flat is shared out among the rows of each batch. */
    @Test
    void aFlatOutputHasAPartForEachRow() {
        Graph model = Quantized.of(BATCHES, Precision.FULL_INT8, BATCH_ROWS);
        Tensor expected = Predictor.of(BATCHES).predict(BATCH_ROWS).values();
        Predictor.Prediction actual = Predictor.of(model).predict(BATCH_ROWS);
        assertThat(expected.shape()).isEqualTo(Shape.of(150, 16)).isEqualTo(actual.values().shape());
        assertThat(Units.of(model).targets()).hasSize(16);
        Subject subject = Subject.of(model, Optional.of(BATCHES), BATCH_ROWS, Subject.numbered(150),
                Optional.empty(), Units.of(model));
        assertThat(subject.floatValues()).contains(expected);
        Evaluation evaluation =
                Evaluator.on(BATCH_ROWS, expected, new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                        1, 1}).against(BATCHES).evaluate(model);
        assertThat(evaluation.rows()).isEqualTo(150);
        assertThat(evaluation.inUnits().mae()).isLessThan(0.02);
    }

    private static final Graph NORMALIZED = network("layernorm/ln");
    private static final Tensor NORMALIZED_ROWS = rows("layernorm/x");

    /** The converter's own file deviates by 0.037. */
    @Test
    void anOpWithoutAnIntegerFormStaysInFloatBetweenIntegerEnds() {
        for (DType edge : List.of(DType.INT8, DType.UINT8)) {
            Graph model = TfliteReader.read(TfliteWriter.toBytes(
                    Quantized.of(NORMALIZED, Precision.INT8, edge, Recipe.TENSORFLOW, NORMALIZED_ROWS)));
            assertThat(model.inputTensors().getFirst().dtype()).isEqualTo(edge);
            assertThat(model.outputTensors().getFirst().dtype()).isEqualTo(edge);
            assertThat(Precision.of(model)).isEqualTo(Precision.INT8);
            assertThat(model.nodes().stream().filter(node -> node.op().name().equals("DEQUANTIZE"))).hasSize(1);
            Node odd = model.nodes().stream().filter(node -> node.op().name().equals("NEG")).findFirst().orElseThrow();
            assertThat(model.nodes().get(model.writer(odd.input(0)).orElseThrow()).op().name())
                    .isEqualTo("DEQUANTIZE");
            assertThat(model.readers(odd.output()).stream().map(n -> model.nodes().get(n).op().name()))
                    .containsExactly("QUANTIZE");
            assertThat(Spread.deviations(model, NORMALIZED, NORMALIZED_ROWS))
                    .allMatch(deviation -> deviation < 0.037);
        }
    }

    @Test
    void sixteenBitsAlike() {
        Graph model = Quantized.of(NORMALIZED, Precision.INT16X8, DType.INT16, NORMALIZED_ROWS);
        assertThat(model.inputTensors().getFirst().dtype()).isEqualTo(DType.INT16);
        assertThat(Spread.deviations(model, NORMALIZED, NORMALIZED_ROWS)).allMatch(deviation -> deviation < 0.012);
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_INT8", "FULL_UINT8"})
    void aFullIntegerModelNamesEveryCauseAndTheWayOut(Precision precision) {
        DType edge = precision.edges().getFirst();
        Recipe recipe = Recipe.DEFAULT.withKeepFloat(List.of("RSQRT"));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Quantized.of(NORMALIZED, precision, edge, recipe, NORMALIZED_ROWS))
                .withMessageContaining("NEG: NEG has no int8 kernel; RSQRT: kept in float as asked")
                .withMessageContaining("with precision=int8 and edge=" + edge.label());
        assertThat(Quantized.of(NORMALIZED, Precision.INT8, edge, recipe, NORMALIZED_ROWS).inputTensors().getFirst()
                .dtype()).isEqualTo(edge);
    }

    /** One scale in the file, not as many equal ones as there are outputs: older runtimes refuse these. */
    @Test
    void denseLayersCanHaveOneScale() {
        Graph network = network("per_tensor_dense/f");
        Tensor rows = rows("per_tensor_dense/x");
        for (Effort effort : Effort.values()) {
            for (Precision precision : List.of(Precision.INT8, Precision.FULL_INT8, Precision.INT16X8)) {
                Recipe recipe = Recipe.DEFAULT.withFitting(effort).withPerChannelWeights(false);
                Graph model = TfliteReader.read(TfliteWriter.toBytes(
                        Quantized.of(network, precision, precision.edges().getFirst(), recipe, rows)));
                assertThat(model.nodes().stream().filter(node -> node.op() instanceof FullyConnected)).hasSize(2)
                        .allSatisfy(node -> {
                            assertThat(channels(model, node.input(FullyConnected.WEIGHTS))).isEqualTo(1);
                            assertThat(channels(model, node.input(FullyConnected.BIAS))).isEqualTo(1);
                        });
                assertThat(Spread.deviations(model, network, rows)).allMatch(deviation -> deviation < 0.02);
            }
        }
    }

    private static int channels(Graph model, int tensor) {
        return model.tensor(tensor).quantization().orElseThrow().channels();
    }
}
