package dev.halfstep.explain.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.explain.subject.Figure;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.fixture.NetworkBuilder;
import dev.halfstep.fixture.Quantized;
import dev.halfstep.fixture.Rows;
import dev.halfstep.graph.EdgeCoding;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.op.Activation;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipes;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Random networks, whose labels are what they compute and a little noise. */
class MisuseSearchTest {

    private static final int WIDTH = 5;
    private static final Graph NETWORK = NetworkBuilder.mlp(3, WIDTH, 12, 2);
    private static final Tensor ROWS = Rows.normal(1, 300, WIDTH);
    private static final Tensor CALIBRATION = Rows.slice(ROWS, 0, 40);
    private static final Tensor LABELS = noisy(Predictor.of(NETWORK).predict(ROWS).values());
    private static final double[] OFFSETS = {100, -7};
    private static final double[] FACTORS = {25, 3};
    private static final Units UNITS = new Units(
            IntStream.range(0, WIDTH).mapToObj(f -> new Units.Feature("column " + (char) ('e' - f), 10 * f + 3, f + 2))
                    .toList(),
            List.of("first", "second"), MisuseSearchTest::inUnits, true);

    private static double inUnits(int target, float standardised) {
        return OFFSETS[target] + FACTORS[target] * standardised;
    }

    private static Tensor noisy(Tensor values) {
        var random = new Random(5);
        float[] noisy = values.values().clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (0.2 * random.nextGaussian());
        }
        return Tensor.of(values.shape(), noisy);
    }

    private static double[] labelsInUnits() {
        float[] labels = LABELS.values();
        return IntStream.range(0, labels.length).mapToDouble(i -> inUnits(i % 2, labels[i])).toArray();
    }

    private static Subject subject(Graph model, boolean unitsKnown) {
        double[] same = IntStream.range(0, LABELS.values().length).mapToDouble(i -> LABELS.values()[i]).toArray();
        return Subject.of(model, Optional.of(NETWORK), ROWS, Subject.numbered(300),
                Optional.of(new Subject.Labels(LABELS, unitsKnown ? labelsInUnits() : same)),
                unitsKnown ? UNITS : Units.of(model));
    }

    private static Graph plain(Precision precision, DType edge) {
        return Quantized.plain(NETWORK, precision, edge, CALIBRATION);
    }

    private static Misuse search(Subject subject, String seen) {
        return MisuseSearch.search(subject, Optional.of(seen)).orElseThrow();
    }

    private static List<Kind> kinds(Misuse misuse) {
        return misuse.mistakes().stream().flatMap(mistake -> mistake.kinds().stream()).toList();
    }

    private static Misuse.Mistake mistake(Misuse misuse, Kind kind) {
        return misuse.mistakes().stream().filter(m -> m.kinds().equals(List.of(kind))).findFirst().orElseThrow();
    }

    private static String digits(double score) {
        return new BigDecimal(score).round(new MathContext(6)).toString();
    }

    @Test
    void nothingIsMeasuredWithoutLabels() {
        Subject unlabelled =
                Subject.of(NETWORK, Optional.empty(), ROWS, Subject.numbered(300), Optional.empty(), UNITS);
        assertThat(MisuseSearch.search(unlabelled, Optional.of("1"))).isEmpty();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> MisuseSearch.search(unlabelled, Optional.of("much")));
    }

    @Test
    void withoutAScoreEveryMistakeIsMeasured() {
        Misuse misuse = MisuseSearch.search(subject(plain(Precision.FULL_INT8, DType.INT8), true), Optional.empty())
                .orElseThrow();
        assertThat(misuse.verdict()).isEmpty();
        assertThat(kinds(misuse)).containsExactly(Kind.RAW_OUTPUT_CODES, Kind.TRUNCATED_INPUTS, Kind.WRAPPED_INPUTS,
                Kind.UNSCALED_INPUTS, Kind.NO_ZERO_POINT, Kind.OTHER_FORMULA, Kind.WRAPPED_OUTPUTS, Kind.OTHER_SIGN,
                Kind.NOT_STANDARDISED, Kind.STANDARDISED_TWICE, Kind.STANDARDISED_BY_ROWS, Kind.OTHER_ORDER,
                Kind.OTHER_TARGET_UNIT, Kind.RAW_OUTPUT_CODES, Kind.OTHER_TARGET_UNIT);
        assertThat(mistake(misuse, Kind.OTHER_ORDER).name()).isEqualTo("features in reverse order");
        assertThat(misuse.mistakes()).allSatisfy(mistake -> {
            assertThat(mistake.java().lines()).hasSize(2);
            assertThat(mistake.python().lines()).hasSize(2);
            assertThat(mistake.scored().mae().inUnits()).isPositive();
        });
    }

    @Test
    void correctScoresAndRawCodesAreThoseOfTheEvaluator() {
        Graph model = plain(Precision.FULL_UINT8, DType.UINT8);
        Misuse misuse = search(subject(model, true), "1");
        Evaluation evaluation = Evaluator.on(ROWS, LABELS, labelsInUnits(), MisuseSearchTest::inUnits).evaluate(model);
        assertThat(misuse.correct().mae().inUnits()).isCloseTo(evaluation.inUnits().mae(), within(1e-9));
        assertThat(misuse.correct().mae().standardised()).isCloseTo(evaluation.standardised().mae(), within(1e-9));
        assertThat(misuse.correct().rmse().inUnits()).isCloseTo(evaluation.inUnits().rmse(), within(1e-9));
        assertThat(misuse.correct().rmse().standardised()).isCloseTo(evaluation.standardised().rmse(), within(1e-9));
        assertThat(misuse.correct().r2().inUnits()).isCloseTo(evaluation.inUnits().r2(), within(1e-9));
        Figure raw = mistake(misuse, Kind.RAW_OUTPUT_CODES).scored().mae();
        assertThat(raw.inUnits()).isCloseTo(evaluation.inUnits().maeOfRawCodes().orElseThrow(), within(1e-6));
        assertThat(raw.standardised()).isCloseTo(evaluation.standardised().maeOfRawCodes().orElseThrow(), within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"FULL_UINT8", "FULL_INT8"})
    void floatEdgesLeaveOnlyWhatHasNothingToDoWithCodes(Precision precision) {
        Misuse misuse = MisuseSearch.search(subject(plain(precision, DType.FLOAT32), true), Optional.empty())
                .orElseThrow();
        assertThat(kinds(misuse)).containsExactly(Kind.NOT_STANDARDISED, Kind.STANDARDISED_TWICE,
                Kind.STANDARDISED_BY_ROWS, Kind.OTHER_ORDER, Kind.OTHER_TARGET_UNIT);
        for (Misuse.Mistake mistake : misuse.mistakes()) {
            Misuse found = search(subject(plain(precision, DType.FLOAT32), true),
                    digits(mistake.scored().rmse().inUnits()));
            assertThat(found.verdict().orElseThrow().mistake()).contains(mistake);
        }
    }

    @Test
    void int16EdgesHaveNoOtherSign() {
        Misuse misuse = search(subject(plain(Precision.INT16X8, DType.INT16), true), "1");
        assertThat(kinds(misuse)).contains(Kind.RAW_OUTPUT_CODES, Kind.TRUNCATED_INPUTS, Kind.WRAPPED_INPUTS)
                .doesNotContain(Kind.OTHER_SIGN);
    }

    @Test
    void unknownUnitsLeaveOutWhatWouldChangeNothing() {
        Subject subject = subject(plain(Precision.FULL_UINT8, DType.UINT8), false);
        Misuse misuse = search(subject, "1");
        assertThat(kinds(misuse)).doesNotContain(Kind.NOT_STANDARDISED, Kind.OTHER_TARGET_UNIT)
                .contains(Kind.STANDARDISED_BY_ROWS, Kind.OTHER_ORDER, Kind.RAW_OUTPUT_CODES);
        Misuse.Verdict verdict = search(subject, digits(misuse.correct().mae().inUnits())).verdict().orElseThrow();
        assertThat(verdict.standing()).isEqualTo(Misuse.Standing.RIGHT);
        assertThat(verdict.matches().getFirst().standardised()).isFalse();
        assertThat(misuse.mistakes()).allSatisfy(mistake -> assertThat(mistake.python().lines()).hasSize(2));
    }

    /** The rows' own mean and deviation, by the formulas that do not subtract first. */
    @Test
    void unknownUnitsAreStandardisedAgainByTheRows() {
        Graph model = plain(Precision.FLOAT32, DType.FLOAT32);
        var again = new float[ROWS.values().length];
        for (int f = 0; f < WIDTH; f++) {
            int column = f;
            double[] values = IntStream.range(0, 300).mapToDouble(row -> ROWS.values()[row * WIDTH + column]).toArray();
            double mean = DoubleStream.of(values).average().orElseThrow();
            double deviation =
                    Math.sqrt(DoubleStream.of(values).map(v -> v * v).average().orElseThrow() - mean * mean);
            IntStream.range(0, 300)
                    .forEach(row -> again[row * WIDTH + column] = (float) ((values[row] - mean) / deviation));
        }
        Evaluation evaluation =
                Evaluator.on(Tensor.of(ROWS.shape(), again), LABELS, new double[] {1, 1}).evaluate(model);
        Misuse misuse = search(subject(model, false), "1");
        assertThat(mistake(misuse, Kind.STANDARDISED_BY_ROWS).scored().mae().inUnits())
                .isCloseTo(evaluation.inUnits().mae(), within(1e-6));
    }

    /** Codes of one's own for each feature, and four copies of each output, of which the mean is taken. */
    @Test
    void ownCodesAndCopiesOfOutputs() {
        Graph model = Quantized.of(NETWORK, Precision.FULL_INT8, DType.INT8,
                Recipes.allRows("\"featureCodes\":true", "\"vernier\":4"), CALIBRATION);
        EdgeCoding coding = EdgeCoding.of(model);
        assertThat(coding.outputCopies()).isEqualTo(4);
        Misuse misuse = search(subject(model, true), "1");
        assertThat(kinds(misuse)).contains(Kind.TENSOR_SCALE_INPUTS);
        var output = (Codes) Interpreter.prepare(model).run(Predictor.of(model).input().encode(ROWS));
        double raw = IntStream.range(0, LABELS.values().length)
                .mapToDouble(i -> Math.abs(IntStream.range(4 * i, 4 * i + 4).mapToLong(output::rawCode).average()
                        .orElseThrow() - LABELS.values()[i]))
                .average().orElseThrow();
        assertThat(mistake(misuse, Kind.RAW_OUTPUT_CODES).scored().mae().standardised()).isCloseTo(raw, within(1e-5));
        assertThat(search(subject(model, true), digits(raw)).verdict().orElseThrow().mistake())
                .contains(mistake(misuse, Kind.RAW_OUTPUT_CODES));
        assertThat(mistake(misuse, Kind.RAW_OUTPUT_CODES).python()).contains(".reshape(len(out), -1, 4).mean(axis=2)");
        assertThat(mistake(misuse, Kind.TRUNCATED_INPUTS).python()).contains("), 0, 255) - 128).astype(np.int8)");
    }

    @Test
    void theFloatModelsScoreIsRight() {
        Graph model = plain(Precision.FULL_UINT8, DType.UINT8);
        double mae = Evaluator.on(ROWS, LABELS, labelsInUnits(), MisuseSearchTest::inUnits).evaluate(NETWORK).inUnits()
                .mae();
        Misuse.Verdict verdict = search(subject(model, true), digits(mae)).verdict().orElseThrow();
        assertThat(verdict.explained()).isTrue();
        assertThat(verdict.mistake()).isEmpty();
        assertThat(verdict.matches().getFirst().name()).isEqualTo("the float model");
        assertThat(verdict.matches().getFirst().score()).isCloseTo(mae, within(1e-9));
    }

    /** Features in their own units go in, and codes come out and are taken for values. */
    @Test
    void twoMistakesAtOnce() {
        Graph model = plain(Precision.FULL_UINT8, DType.UINT8);
        var run = (Codes) Interpreter.prepare(model).run(Predictor.of(model).input().encode(Tensor.of(ROWS.shape(),
                ownUnits())));
        double score = IntStream.range(0, LABELS.values().length)
                .mapToDouble(i -> Math.abs(run.rawCode(i) - LABELS.values()[i])).average().orElseThrow();
        Misuse misuse = search(subject(model, true), digits(score));
        Misuse.Mistake found = misuse.verdict().orElseThrow().mistake().orElseThrow();
        assertThat(found.kinds()).containsExactly(Kind.RAW_OUTPUT_CODES, Kind.NOT_STANDARDISED);
        assertThat(found.name()).isEqualTo("features not standardised; output codes taken for values");
        assertThat(misuse.mistakes()).contains(found);
        assertThat(found.python().lines()).hasSize(2);
    }

    private static float[] ownUnits() {
        float[] values = ROWS.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) UNITS.features().get(i % WIDTH).inUnits(values[i]);
        }
        return values;
    }

    @Test
    void nothingIsGuessed() {
        for (String seen : List.of("123456", "3e-7")) {
            Misuse.Verdict verdict = search(subject(plain(Precision.FULL_UINT8, DType.UINT8), true), seen).verdict()
                    .orElseThrow();
            assertThat(verdict.explained()).as(verdict.toString()).isFalse();
            assertThat(verdict.mistake()).isEmpty();
            assertThat(verdict.matches()).as("the nearest").isNotEmpty().noneMatch(Misuse.Match::exact);
        }
    }

    /** Calibrated on all rows, no value wraps, and wrapping changes nothing. */
    @Test
    void aMistakeWithoutEffectIsMeasuredButNotAccused() {
        Graph model = Quantized.plain(NETWORK, Precision.FULL_UINT8, DType.UINT8, ROWS);
        Misuse misuse = search(subject(model, true), "1");
        assertThat(mistake(misuse, Kind.WRAPPED_INPUTS).scored()).isEqualTo(misuse.correct());
        Misuse again = search(subject(model, true), digits(misuse.correct().mae().inUnits()));
        assertThat(again.verdict().orElseThrow().mistake()).isEmpty();
    }

    /** A float network of large weights overflows on features in their own units: that mistake would be noticed. */
    @Test
    void errorsThatAreNoNumbersAreLeftOut() {
        var huge = new NetworkBuilder(1);
        Graph network = huge.build(huge.dense(huge.input(1), huge.weights(1, 2e37f), huge.bias(0f),
                Activation.NONE));
        Tensor rows = Rows.normal(1, 20, 1);
        double[] none = new double[20];
        Subject subject = Subject.of(network, Optional.empty(), rows, Subject.numbered(20),
                Optional.of(new Subject.Labels(Tensor.of(rows.shape(), new float[20]), none)),
                new Units(List.of(new Units.Feature("x", 50, 10)), List.of("y"), (target, value) -> value, true));
        assertThat(kinds(search(subject, "1"))).doesNotContain(Kind.NOT_STANDARDISED)
                .contains(Kind.STANDARDISED_TWICE);
    }

    /** Up to 24 numbers stand in a line; beyond, the command that encodes rows does it. */
    @Test
    void manyFeaturesAreEncodedByTheCommand() {
        int width = 30;
        Graph wide = NetworkBuilder.mlp(2, width, 4, 1);
        Tensor rows = Rows.normal(2, 50, width);
        Graph model = Quantized.plain(wide, Precision.FULL_UINT8, DType.UINT8, rows);
        Tensor labels = Predictor.of(wide).predict(rows).values();
        var features = new ArrayList<Units.Feature>();
        IntStream.range(0, width).forEach(f -> features.add(new Units.Feature("f" + f, f, 1)));
        Subject subject = Subject.of(model, Optional.empty(), rows, Subject.numbered(50),
                Optional.of(new Subject.Labels(labels, new double[50])),
                new Units(features, List.of("y"), (target, value) -> Math.exp(value), true));
        Misuse misuse = search(subject, "1");
        assertThat(Stream.of(Kind.NOT_STANDARDISED, Kind.OTHER_ORDER, Kind.TRUNCATED_INPUTS)
                .map(kind -> mistake(misuse, kind).python())).allSatisfy(
                        python -> assertThat(Arrays.asList(python.split("\n"))).satisfiesExactly(
                                line -> assertThat(line).startsWith("codes = np.load('X.npy')"),
                                line -> assertThat(line).endsWith("['index'], codes)")));
        assertThat(mistake(misuse, Kind.OTHER_TARGET_UNIT).python()).as("a bent target is compared standardised")
                .contains("np.load('Y.npy')");
    }
}
