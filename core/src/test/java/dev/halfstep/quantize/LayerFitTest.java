package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.quantize.fold.ExactChannels;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that are fitted layer by layer. */
class LayerFitTest {

    private static final int WIDTH = 16;
    private static final Tensor ROWS = together(1, 600);
    private static final Tensor OTHERS = together(2, 2000);

    /** Columns that go together, as those of tables and neighbouring pixels do: four numbers make all of them. */
    private static Tensor together(long seed, int rows) {
        float[] few = Rows.normal(seed, rows, 4).values();
        float[] mixing = Rows.normal(77, 4, WIDTH).values();
        var values = new float[rows * WIDTH];
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < 4; k++) {
                values[i] += few[i / WIDTH * 4 + k] * mixing[k * WIDTH + i % WIDTH];
            }
        }
        return Tensor.of(Shape.of(rows, WIDTH), values);
    }

    /** A layer whose result goes on past another: no chain. */
    private static Graph skip(long seed) {
        var b = new NetworkBuilder(seed);
        int first = b.layer(b.input(WIDTH), 24, Activation.RELU);
        int second = b.layer(first, 24, Activation.RELU);
        return b.build(b.layer(b.joined(second, first), 1, Activation.NONE));
    }

    private static Graph model(Graph network, Precision precision, Recipe recipe) {
        DType edge = precision == Precision.INT16X8 ? DType.INT16 : DType.INT8;
        return Quantizer.apply(network, Quantizer.plan(network, precision, edge, recipe, ROWS));
    }

    private static double deviation(Graph model, Graph network) {
        float[] expected = Predictor.of(network).predict(OTHERS).values().values();
        float[] actual = Predictor.of(model).predict(OTHERS).values().values();
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += Math.abs((double) actual[i] - expected[i]);
        }
        return sum / expected.length;
    }

    /** What 16-bit activations leave is the rounding of weights, most of which feedback takes back where inputs go together. */
    @Test
    void feedbackTakesBackWhatWeightsLose() {
        Recipe nearest = Recipe.DEFAULT.withTrials(false).withEqualization(false).withFitting(Effort.NONE);
        double before = 0;
        double after = 0;
        for (long seed = 1; seed <= 6; seed++) {
            Graph network = skip(seed);
            before += deviation(model(network, Precision.INT16X8, nearest), network);
            after += deviation(model(network, Precision.INT16X8, nearest.withFitting(Effort.QUICK)), network);
        }
        assertThat(after).isLessThan(0.6 * before);
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = {"FULL_INT8", "INT16X8"})
    void aSkipIsNoFurtherOffThanWithTensorFlowsConverter(Precision precision) {
        for (long seed = 1; seed <= 4; seed++) {
            Graph network = skip(seed);
            assertThat(deviation(model(network, precision, Recipe.DEFAULT), network))
                    .isLessThan(deviation(model(network, precision, Recipe.TENSORFLOW), network));
        }
    }

    /** 16 bits leave a quarter at most of what 8 bits do, and clip nothing that these do not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sixteenBitsAreFarNearer(long seed) {
        Graph network = NetworkBuilder.mlp(seed, WIDTH, 32, 1);
        double eight = deviation(model(network, Precision.FULL_INT8, Recipe.DEFAULT), network);
        assertThat(deviation(model(network, Precision.INT16X8, Recipe.DEFAULT), network)).isLessThan(0.25 * eight);
    }

    /** With one output, each weight of the last layer becomes a whole code, in a network that computes the same. */
    @Test
    void theLastLayersWeightsAreExact() {
        Graph network = NetworkBuilder.mlp(3, WIDTH, 20, 1);
        Graph exact = ExactChannels.of(network, node -> false);
        float[] weights = ((Tensor) exact.constant(exact.nodes().getLast().input(1))).values();
        double largest = 0;
        for (float weight : weights) {
            largest = Math.max(largest, Math.abs(weight));
        }
        for (float weight : weights) {
            double code = weight / (largest / 127);
            assertThat(code - Math.rint(code)).isBetween(-1e-4, 1e-4);
        }
        assertThat(deviation(exact, network)).isLessThan(1e-5);
    }

    private static Recipe carriedOut(Plan plan) {
        return plan.decisions().stream().filter(Decision.CarriedOut.class::isInstance)
                .map(Decision.CarriedOut.class::cast).findFirst().map(Decision.CarriedOut::recipe)
                .orElse(plan.recipe());
    }

    /** A part that somebody chose stays, whatever trials would say; the plan tells what was asked, and what was done. */
    @Test
    void whatWasChosenStays() {
        Graph network = skip(1);
        Recipe chosen = Recipe.DEFAULT.withHeadroom(0.3);
        Plan plan = Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, chosen, ROWS);
        assertThat(plan.recipe()).isEqualTo(chosen);
        assertThat(carriedOut(plan).headroom()).isEqualTo(0.3);
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
        Recipe plain = Recipe.DEFAULT.withTrials(false);
        assertThat(carriedOut(Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, plain, ROWS))).isEqualTo(plain);
        assertThat(carriedOut(Quantizer.plan(network, Precision.FULL_INT8, DType.INT8, Recipe.TENSORFLOW, ROWS)))
                .isEqualTo(Recipe.TENSORFLOW);
    }
}
