package dev.halfstep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The models here give back what they take, so that every error can be told in the head. */
class EvaluatorTest {

    private static final Graph IDENTITY = identity(1, 0);
    private static final Tensor INPUTS = column(1, 2, 3, 6);
    private static final Tensor LABELS = column(2, 2, 2, 4);
    private static final double[] UNIT = {1};

    /** y = x + shift, for each of {@code width} columns. */
    private static Graph identity(int width, float shift) {
        var weights = new float[width * width];
        var bias = new float[width];
        for (int i = 0; i < width; i++) {
            weights[i * width + i] = 1;
            bias[i] = shift;
        }
        var b = new NetworkBuilder(1);
        return b.build(b.dense(b.input(width), b.weights(width, weights), b.bias(bias), Activation.NONE));
    }

    private static Tensor column(float... values) {
        return Tensor.of(Shape.of(values.length, 1), values);
    }

    @Test
    void oneTarget() {
        Scores scores = Evaluator.on(INPUTS, LABELS, UNIT).evaluate(IDENTITY).inUnits();
        assertThat(scores.mae()).isEqualTo((1 + 0 + 1 + 2) / 4.0);
        assertThat(scores.rmse()).isEqualTo(Math.sqrt((1 + 0 + 1 + 4) / 4.0));
        assertThat(scores.r2()).isEqualTo(1 - 6.0 / 3);
        assertThat(scores.maeOfRawCodes()).isEmpty();
        assertThat(scores.meanAbsDiff()).isEmpty();
        assertThat(scores.maxSteps()).isEmpty();
    }

    @Test
    void labelsMayBeAPlainVector() {
        Tensor vector = Tensor.of(Shape.of(4), LABELS.values());
        assertThat(Evaluator.on(INPUTS, vector, UNIT).evaluate(IDENTITY).inUnits().mae()).isEqualTo(1);
    }

    /** Errors grow with the unit, but not the coefficient of determination. */
    @Test
    void unitsScaleErrors() {
        Evaluation evaluation = Evaluator.on(INPUTS, LABELS, new double[] {1000}).evaluate(IDENTITY);
        assertThat(evaluation.inUnits().mae()).isEqualTo(1000);
        assertThat(evaluation.standardised().mae()).isEqualTo(1);
        assertThat(evaluation.inUnits().rmse()).isCloseTo(1000 * Math.sqrt(1.5), within(1e-9));
        assertThat(evaluation.inUnits().r2()).isEqualTo(evaluation.standardised().r2());
        assertThat(evaluation.rows()).isEqualTo(4);
    }

    /** First target off by 1, 3 in units of 10; the second off by 2, 2 in units of 1. */
    @Test
    void twoTargets() {
        Tensor inputs = Tensor.of(Shape.of(2, 2), 1, 1, 2, 2);
        Tensor labels = Tensor.of(Shape.of(2, 2), 2, 3, 5, 4);
        Evaluation evaluation = Evaluator.on(inputs, labels, new double[] {10, 1}).evaluate(identity(2, 0));
        assertThat(evaluation.inUnits().mae()).isEqualTo((10 + 30 + 2 + 2) / 4.0);
        assertThat(evaluation.standardised().mae()).isEqualTo(2);
        assertThat(evaluation.byTarget()).extracting(Scores::mae).containsExactly(20.0, 2.0);
        assertThat(evaluation.byTarget()).extracting(Scores::rmse).containsExactly(Math.sqrt(500), 2.0);
        assertThat(evaluation.byTarget()).extracting(Scores::r2).containsExactly(1 - 10 / 4.5, 1 - 8 / 0.5);
        assertThat(evaluation.inUnits().r2()).isEqualTo((1 - 10 / 4.5 + 1 - 8 / 0.5) / 2);
    }

    /** Units are the squares of standardised values: predictions 1, 4, 9, 36 of labels that a table has as 3, 4, 5, 16. */
    @Test
    void unitsMayBeBent() {
        Decoder square = (target, standardised) -> (double) standardised * standardised;
        Evaluator evaluator = Evaluator.on(INPUTS, LABELS, new double[] {3, 4, 5, 16}, square);
        Evaluation evaluation = evaluator.against(IDENTITY).evaluate(identity(1, 1));
        assertThat(evaluator.evaluate(IDENTITY).inUnits().mae()).isEqualTo((2 + 0 + 4 + 20) / 4.0);
        assertThat(evaluator.evaluate(IDENTITY).inUnits().rmse()).isEqualTo(Math.sqrt((4 + 0 + 16 + 400) / 4.0));
        assertThat(evaluator.evaluate(IDENTITY).inUnits().r2()).isEqualTo(1 - 420 / 110.0);
        assertThat(evaluation.inUnits().meanAbsDiff()).hasValue((3 + 5 + 7 + 13) / 4.0);
        assertThat(evaluation.inUnits().maxAbsDiff()).hasValue(13);
        assertThat(evaluation.standardised().meanAbsDiff()).hasValue(1);
        assertThat(evaluator.evaluate(IDENTITY).standardised().mae()).isEqualTo(1);
    }

    /** Codes 0 to 255 stand for themselves and so for squares, whose distances grow: the mean is that of the whole. */
    @Test
    void bentUnitsHaveAMeanStep() {
        Graph model = Quantized.plain(IDENTITY, Precision.FULL_UINT8, DType.UINT8, column(0, 255));
        Tensor inputs = column(3, 10);
        Evaluation evaluation = Evaluator.on(inputs, inputs, new double[] {9, 100},
                (target, standardised) -> (double) standardised * standardised).evaluate(model);
        assertThat(evaluation.inUnits().outputStep()).hasValue(255);
        assertThat(evaluation.standardised().outputStep()).hasValue(1);
        assertThat(evaluation.inUnits().maeOfRawCodes()).hasValue(0);
    }

    @Test
    void constantLabelsHaveNoDetermination() {
        Tensor constant = column(0.1f, 0.1f, 0.1f, 0.1f);
        assertThat(Evaluator.on(INPUTS, constant, UNIT).evaluate(IDENTITY).inUnits().r2()).isNaN();
        assertThat(Evaluator.on(column(1), column(2), UNIT).evaluate(IDENTITY).inUnits().r2()).isNaN();
    }

    @Test
    void deviationsFromTheFloatModel() {
        Scores scores = Evaluator.on(INPUTS, LABELS, new double[] {10}).against(IDENTITY).evaluate(identity(1, 0.5f))
                .inUnits();
        assertThat(scores.meanAbsDiff()).hasValue(5);
        assertThat(scores.maxAbsDiff()).hasValue(5);
        assertThat(scores.outputStep()).isEmpty();
        assertThat(scores.meanSteps()).isEmpty();
    }

    /** Calibrated on [0, 255], the code of a value is the value itself less the zero point: steps of 1. */
    @Test
    void integerModelsHaveSteps() {
        Graph model = Quantized.plain(IDENTITY, Precision.FULL_UINT8, DType.UINT8, column(0, 255));
        Tensor inputs = column(3, 10.25f, 255);
        Scores scores = Evaluator.on(inputs, inputs, new double[] {2}).against(IDENTITY).evaluate(model).inUnits();
        assertThat(scores.outputStep()).hasValue(2);
        assertThat(scores.maxAbsDiff()).hasValue(0.5);
        assertThat(scores.maxSteps()).hasValue(0.25);
        assertThat(scores.meanSteps().orElseThrow()).isCloseTo(0.25 / 3, within(1e-12));
    }

    /** The mistake that started all this: codes 0..255 of values in [-1, 1], scored as if they were the values. */
    @Test
    void rawCodesLookAbsurd() {
        Graph model = Quantized.plain(IDENTITY, Precision.FULL_UINT8, DType.UINT8, column(-1, 1));
        Tensor inputs = column(-1, 1);
        Scores scores = Evaluator.on(inputs, inputs, UNIT).evaluate(model).inUnits();
        assertThat(scores.mae()).isLessThan(0.005);
        assertThat(scores.maeOfRawCodes()).hasValue((1 + 253) / 2.0);
    }

    /** y = 2 x, calibrated on [-1, 1]. The first code stands for -1, the last for 1.004: at -1 an output is at its end, too. */
    @Test
    void countsRowsThatClip() {
        var b = new NetworkBuilder(1);
        Graph twice = b.build(b.dense(b.input(1), b.weights(1, 2f), Node.ABSENT, Activation.NONE));
        Graph model = Quantized.plain(twice, Precision.INT8, DType.FLOAT32, column(-1, 1));
        Tensor inputs = column(-3, -1, 0, 1, 1.5f);
        Evaluator evaluator = Evaluator.on(inputs, inputs, UNIT);
        assertThat(evaluator.evaluate(model).clippedInputs()).isEqualTo(2);
        assertThat(evaluator.evaluate(model).clippedOutputs()).as("all that stand at an end").isEqualTo(3);
        assertThat(evaluator.against(twice).evaluate(model).clippedOutputs()).as("those that float goes beyond")
                .isEqualTo(2);
    }

    @Test
    void partsMustGoTogether() {
        assertRefused(() -> Evaluator.on(column(), column(), UNIT), "there are no rows to evaluate");
        assertRefused(() -> Evaluator.on(Tensor.of(Shape.of(), 1), Tensor.of(Shape.of(), 1), UNIT),
                "there are no rows");
        assertRefused(() -> Evaluator.on(INPUTS, column(1, 2), UNIT), "inputs [4, 1], labels [2, 1] and 1 targets");
        assertRefused(() -> Evaluator.on(INPUTS, LABELS, new double[2]), "2 targets do not go together");
        assertRefused(() -> Evaluator.on(INPUTS, LABELS, new double[5], (t, value) -> value),
                "labels [4, 1] and 5 labels in units do not go together");
        Evaluator evaluator = Evaluator.on(INPUTS, LABELS, UNIT);
        Graph wide = NetworkBuilder.mlp(1, 1, 3);
        assertRefused(() -> evaluator.evaluate(wide), "the model gives [4, 3] for labels [4, 1]");
        assertRefused(() -> evaluator.against(wide), "the model gives [4, 3] for labels [4, 1]");
        assertRefused(() -> Evaluator.on(Rows.normal(1, 4, 2), LABELS, UNIT).evaluate(IDENTITY),
                "the model takes the shape");
    }

    private static void assertRefused(Runnable action, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(action::run).withMessageContaining(message);
    }
}
