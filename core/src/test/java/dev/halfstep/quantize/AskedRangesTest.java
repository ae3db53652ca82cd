package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.calibrate.Range;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Excess;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.quantize.chain.FitRequest;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes of inputs and outputs cover what a recipe asks for, whatever calibration rows are. */
class AskedRangesTest {

    private static final int ROWS = 200;

    /** Rows with heavy tails, some of which clip where nobody asks for a range. */
    private static Tensor rows(Random random, int width) {
        var values = new float[ROWS * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
        }
        return Tensor.of(Shape.of(ROWS, width), values);
    }

    private static Interface edges(Graph network, Precision precision, DType edge, Recipe recipe, Tensor rows) {
        return Interface.of(Quantizer.apply(network, Quantizer.plan(network, precision, edge, recipe, rows)));
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "FULL_UINT8", "FULL_INT8", "INT16X8"})
    void anOutputHasTheRangeThatWasAskedFor(Precision precision) {
        Seeds.forEach(5, random -> {
            Graph network = NetworkBuilder.mlp(random.nextLong(), 4, 8, 2);
            Range asked = new Range(-1 - random.nextInt(9), 1 + random.nextInt(20));
            for (Effort effort : List.of(Effort.NONE, Effort.QUICK)) {
                Recipe recipe = Recipe.DEFAULT.withHeadroom(0.5).withFitting(effort).withOutputRange(asked);
                Domain domain = edges(network, precision, precision.edges().getFirst(), recipe, rows(random, 4))
                        .outputs().getFirst().domain().orElseThrow();
                assertThat(domain.clips(asked.min())).isFalse();
                assertThat(domain.clips(asked.max())).isFalse();
                float width = precision == Precision.INT16X8 ? 2 * asked.magnitude() : asked.max() - asked.min();
                assertThat(domain.max() - domain.min()).isBetween(width * 0.999f, width * 1.01f);
            }
        });
    }

    @Test
    void whatHandsOnCodesHasThemFromWhereTheyArise() {
        var builder = new NetworkBuilder(3);
        int first = builder.layer(builder.input(3), 2, Activation.NONE);
        int second = builder.layer(first, 3, Activation.NONE);
        Graph network = builder.build(builder.joined(first, second));
        Range asked = new Range(-40, 40);
        Recipe recipe = Recipe.DEFAULT.withOutputRange(asked);
        Domain domain = edges(network, Precision.FULL_INT8, DType.INT8, recipe, rows(new Random(1), 3)).outputs()
                .getFirst().domain().orElseThrow();
        assertThat(domain.clips(39.9f)).isFalse();
        assertThat(domain.clips(-39.9f)).isFalse();
        assertThat(domain.max() - domain.min()).isBetween(79f, 81f);
    }

    /** No code of a feature clips what it was asked to cover; far values outside of it clip. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void featuresHaveTheRangesThatWereAskedFor(boolean own) {
        Seeds.forEach(8, random -> {
            int width = 2 + random.nextInt(5);
            Graph network = NetworkBuilder.mlp(random.nextLong(), width, 6, 1);
            List<Range> asked = IntStream.range(0, width)
                    .mapToObj(f -> new Range(-random.nextInt(3), 0.5f + random.nextInt(4))).toList();
            Recipe recipe = Recipe.DEFAULT.withFeatureCodes(own)
                    .withFitting(random.nextBoolean() ? Effort.QUICK : Effort.NONE).withInputRanges(asked, List.of());
            Interface.Port port = edges(network, Precision.FULL_UINT8, DType.UINT8, recipe, rows(random, width))
                    .inputs().getFirst();
            Excess excess = port.excess();
            assertThat(port.features().isPresent()).isEqualTo(own);
            for (int f = 0; f < width; f++) {
                Range range = asked.get(f);
                assertThat(excess.of(f, range.min())).as("feature " + f + " of " + range).isZero();
                assertThat(excess.of(f, range.max())).as("feature " + f + " of " + range).isZero();
                assertThat(excess.of(f, (range.min() + range.max()) / 2)).isZero();
                assertThat(excess.of(f, 100)).isPositive();
            }
        });
    }

    @Test
    void rangesStandInPlansAndRecipes() {
        Recipe recipe = Recipe.DEFAULT.withOutputRange(new Range(-1.5f, 0.1f))
                .withInputRanges(List.of(new Range(0, 1), new Range(-2, 3), new Range(0, 1)),
                        List.of(new FitRequest.Group(1, 2)));
        assertThat(recipe.toJson()).contains("\"outputRange\":[-1.5,0.1]", "\"inputRanges\":[0.0,1.0,-2.0,3.0,0.0,1.0]",
                "\"oneHot\":[1,2]");
        assertThat(Recipe.fromJson(recipe.toJson())).isEqualTo(recipe).isNotEqualTo(Recipe.DEFAULT);
        Graph network = NetworkBuilder.mlp(1, 3, 4, 1);
        Plan plan = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, recipe, rows(new Random(2), 3));
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
        assertThat(plan.recipe()).isEqualTo(recipe);
        assertThat(plan.toJson()).contains(AskedRanges.REASON);
        assertThat(Recipe.DEFAULT.toJson()).doesNotContain("outputRange", "inputRanges", "oneHot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"outputRange\":[1]", "\"outputRange\":[2,1]", "\"outputRange\":[1,2,3,4]",
            "\"inputRanges\":[1]", "\"inputRanges\":[]", "\"inputRanges\":[0,1],\"oneHot\":[0,2]", "\"oneHot\":[0,1]",
            "\"inputRanges\":[0,1],\"oneHot\":[0]", "\"inputRanges\":[0,1],\"oneHot\":[-1,1]",
            "\"inputRanges\":[0,1],\"oneHot\":[0,9999999999999]", "\"outputRange\":[0,1e99]"})
    void refusesWhatIsNoRange(String json) {
        assertThatThrownBy(() -> Recipe.fromJson("{\"name\":\"x\"," + json + "}")).isInstanceOf(Problem.class);
    }

    @Test
    void rangesOfOtherFeaturesAreRefused() {
        Graph network = NetworkBuilder.mlp(1, 3, 4, 1);
        Recipe recipe = Recipe.DEFAULT.withInputRanges(List.of(new Range(0, 1)), List.of());
        Tensor rows = rows(new Random(2), 3);
        assertThatThrownBy(() -> Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, recipe, rows))
                .isInstanceOf(Problem.class).hasMessageContaining("1 ranges of features do not fit");
    }
}
