package dev.halfstep.explain.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.explain.misuse.Misuse.Metric;
import dev.halfstep.explain.subject.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On made-up scores; those in units are ten times the standardised ones. */
class SeenRuleTest {

    private static final Misuse.Scored CORRECT = scored(0.2207, 0.41);
    private static final Trial RAW = trial(scored(61.217, 86.13), Kind.RAW_OUTPUT_CODES);
    private static final Trial TRUNCATED = trial(scored(0.2243, 0.4181), Kind.TRUNCATED_INPUTS);
    private static final Trial RAW_AND_TRUNCATED =
            trial(scored(59.84, 84.02), Kind.RAW_OUTPUT_CODES, Kind.TRUNCATED_INPUTS);

    private static Misuse.Scored scored(double mae, double rmse) {
        return new Misuse.Scored(new Figure(10 * mae, mae), new Figure(10 * rmse, rmse));
    }

    private static Trial trial(Misuse.Scored scored, Kind... kinds) {
        return new Trial(new Use(new Use.Feed(Variant.right(rows -> rows), Variant.right(rows -> rows)),
                new Variant<>("wrong", Set.of(kinds), output -> new float[0]),
                Variant.right(Use.Comparison.SAME_UNIT)), scored);
    }

    private static Optional<SeenRule.Finding> explain(String seen, Trial... singles) {
        return explain(seen, List.of(singles), List.of(), List.of());
    }

    private static Optional<SeenRule.Finding> explain(String seen, List<Trial> singles, List<Trial> swaps,
            List<Trial> pairs) {
        return new SeenRule(SeenScore.parse(seen), true, List.of(CORRECT)).explain(singles, List::of, () -> swaps,
                () -> pairs);
    }

    private static void assertGuilty(Trial trial, Optional<SeenRule.Finding> finding) {
        assertThat(finding.flatMap(SeenRule.Finding::trial)).as(finding.toString()).contains(trial);
    }

    private static void assertRight(Optional<SeenRule.Finding> finding) {
        assertThat(finding).isPresent();
        assertThat(finding.get().trial()).isEmpty();
    }

    @Test
    void everyErrorInEitherUnitIsTried() {
        for (String seen : List.of("61.2", "612.2", "86.1", "861.3", "7418.4", "741838")) {
            assertGuilty(RAW, explain(seen, RAW));
        }
        Trial.Measure measure = explain("7418", RAW).orElseThrow().measure();
        assertThat(measure.metric()).isEqualTo(Metric.MSE);
        assertThat(measure.standardised()).isTrue();
        for (String seen : List.of("0.22", "2.207", "0.41", "4.10", "0.1681", "16.8")) {
            assertRight(explain(seen, RAW));
        }
    }

    @Test
    void whatIsRightIsNoMistakeEvenIfAMistakeScoresTheSame() {
        assertRight(explain("0.2207", trial(CORRECT, Kind.WRAPPED_INPUTS)));
        assertRight(explain("0.22", TRUNCATED));
    }

    @Test
    void enoughDigitsTellAMistakeFromOtherRows() {
        assertGuilty(TRUNCATED, explain("0.2243", TRUNCATED));
        assertRight(explain("0.2242", TRUNCATED));
        assertRight(explain("0.224", TRUNCATED));
    }

    @Test
    void aScoreCloseToAnAbsurdOneIsExplained() {
        SeenRule.Finding finding = explain("59.8", RAW, TRUNCATED).orElseThrow();
        assertThat(finding.trial()).contains(RAW);
        assertThat(finding.tolerance()).isEqualTo(0.03 * 59.8);
        assertThat(explain("59", RAW)).isEmpty();
        assertThat(explain("59.8", RAW, trial(scored(58, 99), Kind.OTHER_SIGN))).as("two that are about as close")
                .isEmpty();
    }

    @Test
    void nothingIsGuessedWhereTheModelMayBeMeant() {
        Trial twice = trial(scored(0.271, 3), Kind.STANDARDISED_TWICE);
        assertThat(explain("0.27", twice)).isEmpty();
        assertThat(explain("0.271", twice)).isEmpty();
        assertGuilty(twice, explain("0.2710", twice));
        assertThat(explain("1234", RAW, TRUNCATED, twice)).isEmpty();
        assertRight(explain("0", RAW, trial(scored(0.1, 3), Kind.STANDARDISED_TWICE)));
        assertThat(explain("0.0", RAW, trial(scored(0.01, 3), Kind.STANDARDISED_TWICE))).as("one digit").isEmpty();
    }

    /** Forty orders score from 0.3 to 0.7: three digits hit one of them by chance, six do not. */
    @Test
    void anOrderIsAccusedWhereChanceIsSmall() {
        var orders = new ArrayList<Trial>();
        for (int i = 0; i < 40; i++) {
            orders.add(trial(scored(0.3 + 0.010001 * i, 1000 + i), Kind.OTHER_ORDER));
        }
        Trial guilty = orders.get(17);
        assertGuilty(guilty, explain("0.470017", List.of(RAW), orders, List.of()));
        assertThat(explain("0.470", List.of(RAW), orders, List.of())).isEmpty();
        assertThat(explain("0.48", List.of(RAW), orders, List.of())).as("close is not enough").isEmpty();
    }

    @Test
    void twoMistakesAreTriedLast() {
        assertGuilty(RAW, explain("59.84", List.of(RAW), List.of(), List.of(RAW_AND_TRUNCATED)));
        assertGuilty(RAW_AND_TRUNCATED, explain("59.84", List.of(), List.of(), List.of(RAW_AND_TRUNCATED)));
        assertThat(explain("59.83", List.of(), List.of(), List.of(RAW_AND_TRUNCATED))).as("close is not enough")
                .isEmpty();
    }
}
