package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.graph.Graph;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.train.QuantizedNetworks.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class FineTunerTest {

    static final List<Kind> KINDS = QuantizedNetworks.KINDS;

    private static final int ROWS = 203;
    /** floor(203 · 0.8). */
    private static final int TRAINING = 162;
    private static final Kind TWO_OUTPUTS = KINDS.get(1);
    private static final FineTuneOptions QUICK = FineTuneOptions.towardsFloat().withEpochs(8).withRate(0.05);

    /** A quantized network, rows, and what the float network makes of them. */
    private record Given(Graph model, Tensor x, Tensor goal) {

        static Given of(Kind kind, long seed) {
            var draws = new Draws(seed);
            Graph network = QuantizedNetworks.floatNetwork(kind, draws);
            Tensor x = QuantizedNetworks.random(draws, ROWS, kind.widths().getFirst(), 1.5);
            return new Given(QuantizedNetworks.quantized(network, kind, x), x,
                    QuantizedNetworks.predictions(network, x));
        }

        /** With labels that are not what the network has learned. */
        Given withOtherLabels() {
            float[] labels = goal.values().clone();
            for (int i = 0; i < labels.length; i++) {
                labels[i] = 0.7f * labels[i] + (i % 2 == 0 ? 0.5f : -0.5f);
            }
            return new Given(model, x, Tensor.of(goal.shape(), labels));
        }

        FineTuned tuned(FineTuneOptions options) {
            return FineTuner.tune(model, x, goal, options, TrainingListener.none());
        }

        /** The mean absolute error of a model over the validation rows, computed another way. */
        double error(Graph graph, float unit) {
            float[] made = QuantizedNetworks.predictions(graph, x).values();
            int from = TRAINING * goal.shape().extent(1);
            double sum = 0;
            for (int i = from; i < made.length; i++) {
                sum += Math.abs(made[i] - goal.values()[i]);
            }
            return sum / (made.length - from) / unit;
        }
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void isNotWorseOnTheValidationRows(Kind kind) {
        for (int seed = 0; seed < 4; seed++) {
            Given given = Given.of(kind, seed);
            float step = IntegerChain.of(given.model()).outputScale();
            for (double rate : new double[] {0.01, 3}) {
                FineTuned tuned = given.tuned(QUICK.withRate(rate));
                assertThat(tuned.before()).isEqualTo(given.error(given.model(), step));
                assertThat(tuned.after()).isEqualTo(given.error(tuned.graph(), step))
                        .isLessThanOrEqualTo(tuned.before());
                assertThat(tuned.bestEpoch() == 0).isEqualTo(tuned.after() == tuned.before());
                assertThat(tuned.trainingRows()).isEqualTo(TRAINING);
                assertThat(tuned.validationRows()).isEqualTo(ROWS - TRAINING);
            }
        }
    }

    @Test
    void comesCloserToTheFloatNetwork() {
        double before = 0;
        double after = 0;
        for (Kind kind : KINDS) {
            FineTuned tuned = Given.of(kind, 6).tuned(QUICK.withEpochs(60));
            assertThat(tuned.after()).as(kind.toString()).isLessThan(tuned.before());
            before += tuned.before();
            after += tuned.after();
        }
        assertThat(after).isLessThan(0.95 * before);
    }

    @ParameterizedTest
    @EnumSource
    void learnsOtherLabels(Loss loss) {
        Given other = Given.of(TWO_OUTPUTS, 1).withOtherLabels();
        FineTuned tuned = other.tuned(FineTuneOptions.towardsLabels(loss).withEpochs(60).withRate(0.2));
        assertThat(tuned.before()).isEqualTo(other.error(other.model(), 1));
        assertThat(tuned.after()).isEqualTo(other.error(tuned.graph(), 1))
                .isLessThan(0.5 * tuned.before());
    }

    @Test
    void aStartThatIsNotBeatenComesBackAsItWas() {
        Given given = Given.of(TWO_OUTPUTS, 2);
        FineTuned tuned = new Given(given.model(), given.x(), QuantizedNetworks.predictions(given.model(), given.x()))
                .tuned(QUICK.withRate(5));
        assertThat(tuned.bestEpoch()).isZero();
        assertThat(tuned.before()).isZero();
        assertThat(tuned.graph()).isSameAs(given.model());
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void changesOnlyCodesOfWeightsAndBiases(Kind kind) {
        Given given = Given.of(kind, 3);
        Graph tuned = given.tuned(QUICK.withEpochs(60)).graph();
        assertThat(tuned.nodes()).isEqualTo(given.model().nodes());
        assertThat(tuned.inputs()).isEqualTo(given.model().inputs());
        assertThat(tuned.outputs()).isEqualTo(given.model().outputs());
        assertThat(tuned.signatures()).isEqualTo(given.model().signatures());
        assertThat(tuned.metadata()).isEqualTo(given.model().metadata()).isNotEmpty();
        assertThat(tuned.description()).isEqualTo(given.model().description());
        assertThat(withoutConstants(tuned)).isEqualTo(withoutConstants(given.model()));
        assertThat(tuned.tensors()).isNotEqualTo(given.model().tensors());
        assertThat(weights(tuned)).allMatch(code -> code >= -127);
    }

    private static List<TensorInfo> withoutConstants(Graph graph) {
        return graph.tensors().stream().map(t -> t.isConstant()
                ? t.asCodes(t.dtype(), t.quantization().orElseThrow())
                : t).toList();
    }

    private static List<Long> weights(Graph graph) {
        var weights = new ArrayList<Long>();
        for (TensorInfo tensor : graph.tensors()) {
            if (tensor.isConstant() && tensor.dtype() == DType.INT8) {
                var codes = (Codes) tensor.constant().orElseThrow();
                for (int i = 0; i < codes.shape().elements(); i++) {
                    weights.add(codes.rawCode(i));
                }
            }
        }
        return weights;
    }

    @Test
    void sameSeedSameCodes() {
        Given given = Given.of(TWO_OUTPUTS, 4);
        var losses = new ArrayList<EpochLoss>();
        FineTuned tuned = FineTuner.tune(given.model(), given.x(), given.goal(), QUICK,
                (loss, epochs) -> losses.add(loss));
        FineTuned again = given.tuned(QUICK);
        assertThat(again.graph().tensors()).isEqualTo(tuned.graph().tensors());
        assertThat(losses).hasSize(8).last().extracting(EpochLoss::epoch).isEqualTo(8);
        assertThat(losses).extracting(EpochLoss::validation).contains(tuned.after());
        assertThat(given.tuned(QUICK.withSeed(1)).graph().tensors()).isNotEqualTo(tuned.graph().tensors());
    }

    @Test
    void fewRowsDecideThemselves() {
        Given given = Given.of(TWO_OUTPUTS, 5).withOtherLabels();
        var few = new Given(given.model(), Tensor.of(Shape.of(3, 4), Arrays.copyOf(given.x().values(), 12)),
                Tensor.of(Shape.of(3, 2), Arrays.copyOf(given.goal().values(), 6)));
        FineTuned tuned = few.tuned(QUICK.withEpochs(60).withRate(0.2));
        assertThat(tuned.trainingRows()).isEqualTo(3);
        assertThat(tuned.validationRows()).isZero();
        assertThat(tuned.after()).isLessThan(tuned.before());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "DYNAMIC_RANGE", "FLOAT16", "INT16X8"})
    void refusesOtherModels(Precision precision) {
        var kind = new Kind(List.of(4, 300, 1), Activation.RELU, true, true, precision, DType.FLOAT32);
        Given given = Given.of(kind, 0);
        assertThatThrownBy(() -> given.tuned(QUICK)).isInstanceOf(Problem.class)
                .hasMessageStartingWith("the model cannot be fine-tuned: ")
                .hasMessageEndingWith("Only int8 dense layers one after the other can, with one input and one output.");
    }

    @ParameterizedTest
    @CsvSource({"203, 1", "203, 4", "202, 2", "0, 2"})
    void refusesAGoalOfAnotherShape(int rows, int outputs) {
        Given given = Given.of(TWO_OUTPUTS, 0);
        var other = new Given(given.model(), given.x(), QuantizedNetworks.random(new Draws(0), rows, outputs, 1));
        assertThatThrownBy(() -> other.tuned(QUICK)).isInstanceOf(Problem.class)
                .hasMessageContaining("[203, 4]").hasMessageContaining("[" + rows + ", " + outputs + "]");
    }

    @Test
    void refusesNoRowsAndValuesThatAreNone() {
        Given given = Given.of(TWO_OUTPUTS, 0);
        var none = new Given(given.model(), Tensor.of(Shape.of(0, 4)), Tensor.of(Shape.of(0, 2)));
        assertThatThrownBy(() -> none.tuned(QUICK)).isInstanceOf(Problem.class)
                .hasMessageContaining("nothing to learn");
        given.goal().values()[7] = Float.NaN;
        assertThatThrownBy(() -> given.tuned(QUICK)).isInstanceOf(Problem.class)
                .hasMessageContaining("training row 4: target 2: the value is NaN");
        given.goal().values()[7] = 1e30f;
        assertThatThrownBy(() -> given.tuned(FineTuneOptions.towardsLabels(Loss.MSE))).isInstanceOf(Problem.class)
                .hasMessageContaining("not a finite number");
    }

    @Test
    void endsWhenInterrupted() {
        Given given = Given.of(TWO_OUTPUTS, 0);
        assertThatThrownBy(() -> FineTuner.tune(given.model(), given.x(), given.goal(), QUICK,
                (loss, epochs) -> Thread.currentThread().interrupt())).isInstanceOf(Problem.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void optionsAreChecked() {
        FineTuneOptions options = FineTuneOptions.towardsFloat();
        assertThatThrownBy(() -> options.withEpochs(0)).isInstanceOf(Problem.class).hasMessageContaining("0 epochs");
        assertThatThrownBy(() -> options.withBatchSize(0)).isInstanceOf(Problem.class).hasMessageContaining("0 rows");
        assertThatThrownBy(() -> options.withRate(Double.NaN)).isInstanceOf(Problem.class).hasMessageContaining("NaN");
        assertThatThrownBy(() -> options.withValidationShare(1)).isInstanceOf(Problem.class)
                .hasMessageContaining("1.0");
    }
}
