package dev.halfstep.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.halfstep.Shared;
import dev.halfstep.explain.budget.Budget;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.explain.budget.Source;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tflite.TfliteReader;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The case that started all this: a full-integer model of the medical-cost table that seemed to be off by sixty. */
class ExplainedInsuranceTest {

    private final Graph network = model("float32");
    private final Graph model = model("full_uint8");

    @TestFactory
    Stream<DynamicTest> errors() {
        return Shared.tests(Insurance.TABLE, table -> {
            var insurance = new Insurance(table);
            Stream<DynamicTest> mistaken = Stream.of("61.2", "61.217", "61", "60", "59.8", "62")
                    .map(seen -> dynamicTest(seen + " is the error of raw codes",
                            () -> isTheErrorOfRawCodes(insurance, seen)));
            Stream<DynamicTest> right = Stream.of("0.2207", "0.22", "0.2199", "2672", "2.7e3")
                    .map(seen -> dynamicTest(seen + " is no mistake", () -> isNoMistake(insurance, seen)));
            return Stream.of(mistaken, right, Stream.of(
                    dynamicTest("right code has the model's numbers", () -> rightCodeHasTheModelsNumbers(insurance)),
                    dynamicTest("every mistake has its figure", () -> everyMistakeHasItsFigure(insurance)),
                    dynamicTest("clipping makes the largest deviation", () -> clippingDeviatesMost(insurance))))
                    .flatMap(tests -> tests);
        });
    }

    private void isTheErrorOfRawCodes(Insurance insurance, String seen) {
        Misuse.Verdict verdict = search(insurance, seen).verdict().orElseThrow();
        assertThat(verdict.mistake().orElseThrow().kinds()).containsExactly(Misuse.Kind.RAW_OUTPUT_CODES);
        assertThat(verdict.matches().getFirst().metric()).isEqualTo(Misuse.Metric.MAE);
        assertThat(verdict.matches().getFirst().standardised()).isTrue();
    }

    private void isNoMistake(Insurance insurance, String seen) {
        Misuse.Verdict verdict = search(insurance, seen).verdict().orElseThrow();
        assertThat(verdict.explained()).isTrue();
        assertThat(verdict.mistake()).isEmpty();
    }

    private void rightCodeHasTheModelsNumbers(Insurance insurance) {
        Misuse.Mistake raw = search(insurance, "61.2").verdict().orElseThrow().mistake().orElseThrow();
        assertThat(raw.python()).isEqualTo(
                """
                        out = interpreter.get_tensor(interpreter.get_output_details()[0]['index'])
                        value = (out.astype(np.float64) - 65) * 0.015467214  # out is uint8""");
    }

    private void everyMistakeHasItsFigure(Insurance insurance) {
        Misuse misuse =
                MisuseSearch.search(subject(insurance, insurance.fitted.test()), Optional.empty()).orElseThrow();
        assertThat(misuse.mistakes()).extracting(m -> m.kinds().getFirst(), m -> round(m.scored().mae().standardised()))
                .containsExactly(tuple(Misuse.Kind.RAW_OUTPUT_CODES, 61.217),
                        tuple(Misuse.Kind.TRUNCATED_INPUTS, 0.223), tuple(Misuse.Kind.WRAPPED_INPUTS, 0.221),
                        tuple(Misuse.Kind.UNSCALED_INPUTS, 1.077), tuple(Misuse.Kind.NO_ZERO_POINT, 0.963),
                        tuple(Misuse.Kind.OTHER_FORMULA, 65.877), tuple(Misuse.Kind.WRAPPED_OUTPUTS, 2.822),
                        tuple(Misuse.Kind.OTHER_SIGN, 0.848), tuple(Misuse.Kind.NOT_STANDARDISED, 1.597),
                        tuple(Misuse.Kind.STANDARDISED_TWICE, 0.845), tuple(Misuse.Kind.STANDARDISED_BY_ROWS, 0.244),
                        tuple(Misuse.Kind.OTHER_ORDER, 0.628), tuple(Misuse.Kind.OTHER_TARGET_UNIT, 12575.195),
                        tuple(Misuse.Kind.ALL_PAIRS, 1.026), tuple(Misuse.Kind.RAW_OUTPUT_CODES, 755183.004));
        assertThat(misuse.verdict()).isEmpty();
    }

    private static double round(double score) {
        return Math.round(1000 * score) / 1000.0;
    }

    /** Of training rows, of test rows and of all. */
    private void clippingDeviatesMost(Insurance insurance) {
        int[] train = insurance.fitted.train();
        int[] test = insurance.fitted.test();
        int[] all = IntStream.range(0, train.length + test.length).toArray();
        for (int[] rows : new int[][] {train, test, all}) {
            Budget budget = ErrorBudget.of(subject(insurance, rows), ErrorBudget.Grouping.SOURCES);
            assertThat(budget.worst().main().sources()).as(rows.length + " rows").extracting(Source::kind)
                    .containsExactly(Source.Kind.OUTPUT_CLIPPING);
        }
    }

    private Misuse search(Insurance insurance, String seen) {
        return MisuseSearch.search(subject(insurance, insurance.fitted.test()), Optional.of(seen)).orElseThrow();
    }

    private Subject subject(Insurance insurance, int[] rows) {
        Pipeline pipeline = insurance.fitted.pipeline();
        Units units = new Units(
                pipeline.features().stream().map(f -> new Units.Feature(f.name(), f.mean(), f.deviation())).toList(),
                pipeline.targetNames(), pipeline::inUnits, true);
        return Subject.of(model, Optional.of(network), insurance.inputs(rows), Subject.numbered(rows.length),
                Optional.of(new Subject.Labels(insurance.labels(rows),
                        pipeline.labelsInUnits(insurance.table, rows))),
                units);
    }

    private static Graph model(String file) {
        return TfliteReader.read(Shared.reference("insurance-64-seed0/" + file + ".tflite"));
    }
}
