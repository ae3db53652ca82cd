package dev.halfstep.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfstep.Shared;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tflite.TfliteReader;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The case that started all this: a full-integer model of the medical-cost table that seemed to be off by sixty. */
class MisuseOfInsuranceTest {

    private final Insurance insurance = new Insurance();

    @ParameterizedTest
    @ValueSource(strings = {"61.2", "61.217", "61", "60", "59.8", "62"})
    void sixtyIsTheErrorOfRawCodes(String seen) {
        Misuse.Verdict verdict = search("full_uint8", seen).verdict().orElseThrow();
        assertThat(verdict.mistake().orElseThrow().kinds()).containsExactly(Misuse.Kind.RAW_OUTPUT_CODES);
        assertThat(verdict.metric()).contains(Misuse.Metric.MAE);
        assertThat(verdict.standardised()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2207", "0.22", "0.2199", "2672", "2.7e3"})
    void whatTheModelScoresIsNoMistake(String seen) {
        Misuse.Verdict verdict = search("full_uint8", seen).verdict().orElseThrow();
        assertThat(verdict.explained()).isTrue();
        assertThat(verdict.mistake()).isEmpty();
    }

    @Test
    void rightCodeHasTheModelsNumbers() {
        Misuse.Mistake raw = search("full_uint8", "61.2").verdict().orElseThrow().mistake().orElseThrow();
        assertThat(raw.python()).isEqualTo(
                """
                        out = interpreter.get_tensor(interpreter.get_output_details()[0]['index'])
                        value = (out.astype(np.float64) - 65) * 0.015467214  # out is uint8""");
    }

    private Misuse search(String file, String seen) {
        Pipeline pipeline = insurance.fitted.pipeline();
        int[] rows = insurance.fitted.test();
        Units units = new Units(
                pipeline.features().stream().map(f -> new Units.Feature(f.name(), f.mean(), f.deviation())).toList(),
                pipeline.targetNames(), pipeline::inUnits, true);
        Subject subject = Subject.of(model(file), Optional.of(model("float32")), insurance.inputs(rows),
                Subject.numbered(rows.length), Optional.of(new Subject.Labels(insurance.labels(rows),
                        pipeline.labelsInUnits(insurance.table, rows))),
                units);
        return MisuseSearch.search(subject, Optional.of(seen)).orElseThrow();
    }

    @Test
    void everyMistakeHasItsFigure() {
        Misuse misuse = search("full_uint8", "1");
        assertThat(misuse.mistakes()).extracting(m -> m.kinds().getFirst(), m -> round(m.scored().mae().standardised()))
                .containsExactly(tuple(Misuse.Kind.RAW_OUTPUT_CODES, 61.217),
                        tuple(Misuse.Kind.TRUNCATED_INPUTS, 0.223), tuple(Misuse.Kind.WRAPPED_INPUTS, 0.221),
                        tuple(Misuse.Kind.OTHER_SIGN, 0.848), tuple(Misuse.Kind.NOT_STANDARDISED, 1.597),
                        tuple(Misuse.Kind.STANDARDISED_TWICE, 0.845), tuple(Misuse.Kind.OTHER_ORDER, 0.628),
                        tuple(Misuse.Kind.OTHER_TARGET_UNIT, 12575.195));
        assertThat(misuse.verdict().orElseThrow().explained()).isFalse();
    }

    private static double round(double score) {
        return Math.round(1000 * score) / 1000.0;
    }

    private static Graph model(String file) {
        return TfliteReader.read(Shared.file("reference/insurance-64-seed0/" + file + ".tflite"));
    }
}
