package dev.halfstep.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.evaluate.Decoder;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Choice;
import dev.halfstep.quantize.Choice.Trial;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecipeSearchTest {

    private static final int ALL = 500;
    private static final int VALIDATION = 100;
    private static final Graph NETWORK = NetworkBuilder.mlp(1, 6, 12, 1);
    private static final Tensor ROWS = rows();
    /** The float model's values, off by 0.25 in turn to either side. */
    private static final Tensor LABELS = labels();
    private static final double[] UNITS = {1000};
    private static final Decoder DECODER = (target, value) -> 1000 * value;

    /** So wide a range that steps are three times as long. */
    private static final Recipe COARSE = Recipe.DEFAULT.withFitting(Effort.NONE).withHeadroom(1).withName("coarse");
    private static final Recipe FINE = Recipe.DEFAULT.withHeadroom(0.1);
    private static final Recipe DEAR = Recipe.DEFAULT.withHeadroom(0.08).withName("dear");

    /** Values from -1 to 1, so that rows that were not seen hardly clip. */
    private static Tensor rows() {
        var random = new Random(2);
        var values = new float[ALL * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Tensor.of(Shape.of(ALL, 6), values);
    }

    private static Tensor labels() {
        Tensor predicted = Predictor.of(NETWORK).predict(ROWS).values();
        float[] values = predicted.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += i % 2 == 0 ? 0.25f : -0.25f;
        }
        return Tensor.of(predicted.shape(), values);
    }

    private static RecipeSearch search(Bound.Measure measure, double limit) {
        return RecipeSearch.of(NETWORK, Precision.FULL_UINT8, DType.UINT8, new Bound(measure, limit),
                Parts.of(ROWS, Optional.of(LABELS)), DECODER);
    }

    private static Plan plan(Bound.Measure measure, double limit, Recipe... candidates) {
        return search(measure, limit).first(List.of(candidates), done -> {});
    }

    private static Choice choice(Plan plan) {
        return Objects.requireNonNull(plan.choice());
    }

    private static double deviation(Recipe recipe) {
        return choice(plan(Bound.Measure.LARGEST_DEVIATION, 1e9, recipe)).trials().getFirst().value();
    }

    @Test
    void theFirstThatHoldsIsTaken() {
        Plan plan = plan(Bound.Measure.LARGEST_DEVIATION, 1e9, COARSE, FINE, DEAR);
        assertThat(plan.recipe()).isEqualTo(COARSE);
        assertThat(choice(plan).trials()).singleElement().satisfies(trial -> {
            assertThat(trial.recipe()).isEqualTo(COARSE);
            assertThat(trial.holds()).isTrue();
            assertThat(trial.multiplyAdds()).isEqualTo(6 * 12 + 12);
            assertThat(trial.reason()).endsWith(" on rows that it did not see, where 1000000000 is allowed: taken");
        });
    }

    /**
     * A feature that the network does not read has one absurd value, among the rows to measure on: the plan of the trial did not see
     * it, and the one from all rows gives away its codes to it.
     */
    @Test
    void whatIsWrittenHoldsWhatIsPromised() {
        Graph network = withoutUseOfTheFirst();
        float[] values = ROWS.values().clone();
        values[4 * 6] = 500;
        Tensor rows = Tensor.of(ROWS.shape(), values);
        Recipe shared = Recipe.DEFAULT.withFitting(Effort.NONE).withFeatureCodes(false).withName("shared");
        Choice free = choice(search(network, rows, 1e9).first(List.of(shared), done -> {}));
        double tried = free.trials().getFirst().value();
        assertThat(free.isAnew()).isTrue();
        assertThat(free.anew().orElseThrow()).isGreaterThan(3 * tried);

        Plan plan = search(network, rows, 2 * tried).first(List.of(shared), done -> {});
        assertThat(choice(plan).isAnew()).isFalse();
        assertThat(plan.calibrationRows()).isEqualTo(ALL - VALIDATION);
        assertThat(Evaluator.on(rows, Predictor.of(network).predict(rows).values(), UNITS).against(network)
                .evaluate(Quantizer.apply(network, plan)).inUnits().maxAbsDiff().orElseThrow())
                .isLessThan(4 * tried);
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    private static Graph withoutUseOfTheFirst() {
        var random = new Random(7);
        var weights = new float[12 * 6];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = w % 6 == 0 ? 0 : (float) random.nextGaussian();
        }
        var builder = new NetworkBuilder(3);
        int hidden = builder.dense(builder.input(6), builder.weights(12, weights), builder.bias(12), Activation.RELU);
        return builder.build(builder.layer(hidden, 1, Activation.NONE));
    }

    private static RecipeSearch search(Graph network, Tensor rows, double limit) {
        return RecipeSearch.of(network, Precision.FULL_UINT8, DType.UINT8,
                new Bound(Bound.Measure.LARGEST_DEVIATION, limit), Parts.of(rows, Optional.empty()), DECODER);
    }

    @Test
    void dearerOnesAreTriedOnlyWhereCheaperOnesFail() {
        double coarse = deviation(COARSE);
        double fine = deviation(FINE);
        assertThat(fine).isLessThan(coarse / 1.5);
        Plan plan = plan(Bound.Measure.LARGEST_DEVIATION, fine, COARSE, FINE, DEAR);
        assertThat(plan.recipe()).isEqualTo(FINE);
        List<Trial> trials = choice(plan).trials();
        assertThat(trials).extracting(Trial::recipe).containsExactly(COARSE, FINE);
        assertThat(trials).extracting(Trial::value).containsExactly(coarse, fine);
        assertThat(trials).extracting(Trial::holds).containsExactly(false, true);
        assertThat(trials.getFirst().reason()).endsWith(" is allowed: not accurate enough");
    }

    @Test
    void whereNoneHoldsTheBestIsNamed() {
        double fine = deviation(FINE);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> plan(Bound.Measure.LARGEST_DEVIATION, 0, COARSE, FINE))
                .withMessage("no recipe keeps the largest deviation within 0 on 100 rows set aside; of 2 tried, default"
                        + " comes nearest with " + Bound.Measure.LARGEST_DEVIATION.text(fine)
                        + ". Allow more with maxDeviation.");
    }

    /** A finer precision is advised only where it was tried and holds. */
    @Test
    void finerPrecisionsThatHoldAreAdvised() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> plan(Bound.Measure.LARGEST_DEVIATION, deviation(FINE) / 2, COARSE, FINE))
                .withMessageContaining(". Allow more with maxDeviation, or take finer codes with precision=float16,"
                        + " which came to ");
    }

    /** The rows as the documentation divides them, told apart here once more. */
    private static Tensor every(Tensor rows, boolean fifth) {
        int width = rows.values().length / ALL;
        var values = new ArrayList<Float>();
        for (int row = 0; row < ALL; row++) {
            for (int c = 0; c < width; c++) {
                if ((row % 5 == 4) == fifth) {
                    values.add(rows.values()[row * width + c]);
                }
            }
        }
        var array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return Tensor.of(rows.shape().with(0, array.length / width), array);
    }

    private static Graph quantized(Tensor rows) {
        return Quantizer.apply(NETWORK, Quantizer.plan(NETWORK, Precision.FULL_UINT8, DType.UINT8, FINE, rows));
    }

    @Test
    void validationRowsAreNotQuantizedOn() {
        Evaluator evaluator =
                Evaluator.on(every(ROWS, true), every(LABELS, true), UNITS).against(NETWORK);
        double unseen = evaluator.evaluate(quantized(every(ROWS, false))).inUnits().maxAbsDiff().orElseThrow();
        double seen = evaluator.evaluate(quantized(ROWS)).inUnits().maxAbsDiff().orElseThrow();
        assertThat(deviation(FINE)).isCloseTo(unseen, within(1e-3)).isNotCloseTo(seen, within(1e-3));
    }

    @Test
    void theTakenOneIsQuantizedAnewWithAllRows() {
        Plan plan = plan(Bound.Measure.LARGEST_DEVIATION, 1e9, FINE);
        Plan given = Quantizer.plan(NETWORK, Precision.FULL_UINT8, DType.UINT8, FINE, ROWS);
        assertThat(given.choice()).isNull();
        assertThat(plan.toJson()).isEqualTo(given.withChoice(choice(plan)).toJson());
        assertThat(plan.calibrationRows()).isEqualTo(ALL);
    }

    @Test
    void theLossIsAShareOfTheFloatError() {
        Evaluator evaluator = Evaluator.on(every(ROWS, true), every(LABELS, true), UNITS);
        double before = evaluator.evaluate(NETWORK).inUnits().mae();
        double after = evaluator.evaluate(quantized(every(ROWS, false))).inUnits().mae();
        assertThat(before).isCloseTo(250, within(1e-3));
        Plan plan = plan(Bound.Measure.MAE_LOSS, 1, FINE);
        assertThat(choice(plan).trials().getFirst().value()).isCloseTo((after - before) / before, within(1e-6));
    }

    @Test
    void theSameTwice() {
        double limit = deviation(FINE);
        assertThat(plan(Bound.Measure.LARGEST_DEVIATION, limit, COARSE, FINE).toJson())
                .isEqualTo(plan(Bound.Measure.LARGEST_DEVIATION, limit, COARSE, FINE).toJson());
    }

    @Test
    void thePlanSaysWhatWasTried() throws Exception {
        double limit = deviation(FINE);
        JsonNode choice = new JsonMapper()
                .readTree(plan(Bound.Measure.LARGEST_DEVIATION, limit, COARSE, FINE).toJson()).get("choice");
        assertThat(choice.get("bound").get("measure").asText()).isEqualTo("largest-deviation");
        assertThat(choice.get("bound").get("limit").asDouble()).isEqualTo(limit);
        assertThat(choice.get("fittingRows").asInt()).isEqualTo(ALL - VALIDATION);
        assertThat(choice.get("validationRows").asInt()).isEqualTo(VALIDATION);
        JsonNode taken = choice.get("trials").get(1);
        assertThat(taken.get("recipe").get("name").asText()).isEqualTo("default");
        assertThat(taken.get("value").asDouble()).isEqualTo(limit);
        assertThat(taken.get("holds").asBoolean()).isTrue();
        assertThat(taken.get("reason").asText()).startsWith("largest deviation ");
        assertThat(choice.get("trials")).hasSize(2);
    }

    @Test
    void progressGoesForward() {
        var told = new ArrayList<Double>();
        search(Bound.Measure.LARGEST_DEVIATION, deviation(FINE)).first(List.of(COARSE, FINE), told::add);
        assertThat(told).isNotEmpty().isSorted().allMatch(done -> done >= 0 && done <= 1);
    }

    @Test
    void deviationsNeedNoLabels() {
        var bound = new Bound(Bound.Measure.LARGEST_DEVIATION, 1e9);
        Plan plan = RecipeSearch.of(NETWORK, Precision.FULL_UINT8, DType.UINT8, bound,
                Parts.of(ROWS, Optional.empty()), DECODER).first(List.of(FINE), done -> {});
        assertThat(choice(plan).trials().getFirst().value()).isEqualTo(deviation(FINE));
    }

    @Test
    void whatCannotBeSearched() {
        var loss = new Bound(Bound.Measure.MAE_LOSS, 0.01);
        Tensor exact = Predictor.of(NETWORK).predict(ROWS).values();
        assertRefused(Precision.FULL_UINT8, loss, Optional.empty(), "the rows have no labels");
        assertRefused(Precision.FULL_UINT8, loss, Optional.of(exact), "the float model makes no error");
        assertRefused(Precision.FLOAT16, loss, Optional.of(LABELS), "a model of precision float16 is not calibrated");
    }

    private static void assertRefused(Precision precision, Bound bound, Optional<Tensor> labels, String message) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> RecipeSearch.of(NETWORK, precision, precision.edges().getFirst(), bound,
                        Parts.of(ROWS, labels), DECODER))
                .withMessageStartingWith(message);
    }
}
