package dev.halfstep.explain.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.explain.budget.Budget.Share;
import dev.halfstep.explain.budget.ErrorBudget.Grouping;
import dev.halfstep.explain.budget.Source.Kind;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Reference;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorBudgetTest {

    private static Budget budget(Graph quantized, Graph floats, Tensor rows, Grouping grouping) {
        return ErrorBudget.of(Subject.of(quantized, Optional.ofNullable(floats), rows,
                Subject.numbered(rows.shape().extent(0)), Optional.empty(), Units.of(quantized)), grouping);
    }

    private static void assertSum(Budget budget) {
        double sum = budget.players().stream().mapToDouble(share -> share.share().standardised()).sum();
        assertThat(sum).isCloseTo(budget.total().standardised(), within(1e-9 * budget.total().standardised()));
        double worst = budget.players().stream().mapToDouble(share -> share.worstShare().standardised()).sum();
        double deviation = budget.worst().deviation().standardised();
        assertThat(worst).isCloseTo(deviation * deviation, within(1e-9 * deviation * deviation));
    }

    static Stream<Reference> references() {
        return Reference.all().filter(r -> r.graph().outputs().size() == 1 && !r.precision().equals("float32"));
    }

    @ParameterizedTest
    @MethodSource("references")
    void sharesOfTensorFlowsFilesSumToTheMeanSquaredDeviation(Reference reference) {
        for (Grouping grouping : Grouping.values()) {
            Budget budget = budget(reference.graph(), reference.floatNetwork(), reference.input(), grouping);
            assertSum(budget);
            assertThat(budget.reference()).isEqualTo(Budget.Reference.FLOAT_MODEL);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void sharesOfOurFilesSumToTheMeanSquaredDeviation(Precision precision) {
        Graph floats = NetworkBuilder.mlp(1, 4, 10, 6, 2);
        Tensor rows = Rows.normal(2, 120, 4);
        assertSum(budget(Quantized.of(floats, precision, rows), floats, rows, Grouping.SOURCES));
    }

    /** Calibration sees small rows; the model then meets large ones. */
    @Test
    void clippingIsNamedWhereRangesAreTooSmall() {
        var builder = new NetworkBuilder(3);
        int input = builder.input(2);
        int hidden = builder.dense(input, builder.weights(2, 1, 0, 0, 1), builder.bias(0f, 0f), Activation.RELU);
        Graph floats = builder.build(
                builder.dense(hidden, builder.weights(1, 1, 1), builder.bias(0f), Activation.NONE));
        Tensor calibration = Tensor.of(Shape.of(3, 2), new float[] {0, 0, 1, 0, 0, 1});
        Graph quantized = Quantized.plain(floats, Precision.FULL_INT8, DType.INT8, calibration);
        // Both inputs and both hidden units are within what calibration saw, their sum is not.
        Tensor rows = Tensor.of(Shape.of(2, 2), new float[] {1, 1, 0.5f, 0.25f});
        Budget budget = budget(quantized, floats, rows, Grouping.SOURCES);
        assertThat(budget.players().getFirst().sources()).containsExactly(new Source(Kind.OUTPUT_CLIPPING, 2));
        assertThat(budget.worst().row()).isEqualTo(1);
        assertThat(budget.worst().main().name()).isEqualTo("clipping of the output");
        assertThat(budget.worst().deviation().standardised()).isCloseTo(-1, within(0.02));
        assertThat(budget.of(new Source(Kind.OUTPUT_CLIPPING, 2)).orElseThrow().meanAbsDiffWithout().standardised())
                .isLessThan(0.01);
    }

    @Test
    void theFloorIsWhatRoundingTheOutputCosts() {
        Graph floats = NetworkBuilder.mlp(5, 3, 8, 1);
        Tensor rows = Rows.normal(5, 4000, 3);
        Graph quantized = Quantized.plain(floats, Precision.FULL_INT8, DType.INT8, rows);
        Budget budget = budget(quantized, floats, rows, Grouping.SOURCES);
        double step = quantized.outputTensors().getFirst().quantization().orElseThrow().scale();
        assertThat(budget.floor().standardised()).isCloseTo(step * step / 12, within(step * step / 100));
        assertThat(budget.floorMeanAbsDiff().standardised()).isCloseTo(step / 4, within(step / 50));
    }

    @Test
    void withoutTheFloatModelWeightsAreTakenAsTheyAre() {
        Graph floats = NetworkBuilder.mlp(6, 3, 8, 1);
        Tensor rows = Rows.normal(6, 60, 3);
        Budget budget = budget(Quantized.of(floats, Precision.FULL_UINT8, rows), null, rows, Grouping.SOURCES);
        assertThat(budget.reference()).isEqualTo(Budget.Reference.OWN_WEIGHTS);
        assertSum(budget);
        assertThat(budget.players().stream().flatMap(share -> share.sources().stream()).map(Source::kind))
                .doesNotContain(Kind.WEIGHTS, Kind.BIASES).contains(Kind.OUTPUT_ROUNDING);
    }

    @Test
    void equalisedAndWidenedUnitsAreNoError() {
        Graph floats = NetworkBuilder.mlp(7, 5, 12, 1);
        Tensor rows = Rows.normal(7, 300, 5);
        Recipe recipe = Recipe.BEST.withWidth(2).withVernier(4);
        Graph quantized = Quantized.of(floats, Precision.FULL_UINT8, DType.UINT8, recipe, rows);
        Budget budget = budget(quantized, floats, rows, Grouping.SOURCES);
        assertSum(budget);
        for (Share share : budget.players()) {
            // Had a scale or a copy been taken for an error, its share would be of the size of the values themselves.
            assertThat(Math.abs(share.share().standardised())).as(share.name()).isLessThan(0.01);
        }
    }

    @Test
    void layersAreGroupsOfTheirSources() {
        Graph floats = NetworkBuilder.mlp(8, 3, 8, 8, 8, 8, 1);
        Tensor rows = Rows.normal(8, 50, 3);
        Budget budget = budget(Quantized.of(floats, Precision.INT8, rows), floats, rows, Grouping.LAYERS);
        assertThat(budget.players()).extracting(Share::name).containsExactlyInAnyOrder("input", "layer 1", "layer 2",
                "layer 3", "layer 4", "layer 5", "integer rescaling", "float32 arithmetic");
        assertThat(budget.permutations()).isZero();
    }

    @Test
    void manySourcesAreSampledWithAStatedError() {
        Graph floats = NetworkBuilder.mlp(8, 3, 8, 8, 8, 8, 1);
        Tensor rows = Rows.normal(8, 50, 3);
        Budget budget =
                budget(Quantized.plain(floats, Precision.INT8, DType.FLOAT32, rows), floats, rows, Grouping.SOURCES);
        assertThat(budget.permutations()).isPositive();
        assertSum(budget);
        assertThat(budget.players().getFirst().standardError().standardised()).isPositive()
                .isLessThan(0.02 * budget.total().standardised());
    }

    @Test
    void otherNetworksAreRefused() {
        Graph floats = NetworkBuilder.mlp(1, 3, 8, 1);
        Tensor rows = Rows.normal(1, 30, 3);
        Graph quantized = Quantized.of(floats, Precision.FULL_UINT8, rows);
        for (Graph other : new Graph[] {NetworkBuilder.mlp(2, 3, 8, 1), NetworkBuilder.mlp(1, 3, 8, 8, 1),
                NetworkBuilder.mlp(1, 3, 9, 1)}) {
            assertThatThrownBy(() -> budget(quantized, other, rows, Grouping.SOURCES)).isInstanceOf(Problem.class)
                    .hasMessageContaining("not one network");
        }
        assertThatThrownBy(() -> budget(quantized, quantized, rows, Grouping.SOURCES)).isInstanceOf(Problem.class)
                .hasMessageContaining("quantized already");
    }

    @Test
    void oneRowIsEnough() {
        Graph floats = NetworkBuilder.mlp(4, 3, 8, 1);
        Tensor rows = Rows.normal(4, 50, 3);
        assertSum(budget(Quantized.of(floats, Precision.FULL_UINT8, rows), floats, Rows.slice(rows, 3, 4),
                Grouping.SOURCES));
    }
}
