package dev.halfstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.explain.misuse.Misuse.Match;
import dev.halfstep.explain.misuse.Misuse.Metric;
import dev.halfstep.explain.misuse.Misuse.Standing;
import dev.halfstep.explain.subject.Figure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No sentence denies what the figures beside it show. */
class SeenTextTest {

    private static final Misuse.Scored CORRECT =
            new Misuse.Scored(new Figure(3, 0.57), new Figure(4, 0.75), new Figure(0.31, 0.31));
    private static final Misuse.Mistake RAW = mistake("output codes taken for values", Kind.RAW_OUTPUT_CODES);
    private static final Misuse.Mistake RAW_TRUNCATED =
            mistake("input codes truncated; output codes taken for values", Kind.RAW_OUTPUT_CODES, Kind.TRUNCATED_INPUTS);
    private static final Misuse.Mistake TRUNCATED = mistake("input codes truncated", Kind.TRUNCATED_INPUTS);

    private static Misuse.Mistake mistake(String name, Kind... kinds) {
        return new Misuse.Mistake(List.of(kinds), name, CORRECT, "java", "python");
    }

    private static Match right(double score, double distance, boolean exact) {
        return new Match(Optional.empty(), "the model", Metric.MAE, false, Optional.empty(), score, distance, exact);
    }

    private static Match wrong(Misuse.Mistake mistake, double score, double distance, boolean exact) {
        return new Match(Optional.of(mistake), mistake.name(), Metric.MAE, true, Optional.empty(), score, distance,
                exact);
    }

    private static String text(String seen, Standing standing, Match... matches) {
        return SeenText.of(CORRECT,
                new Misuse.Verdict(seen, Double.parseDouble(seen), 0.1, standing, List.of(matches)));
    }

    @Test
    void whatIsRightIsNoMistake() {
        assertThat(text("3.00", Standing.RIGHT, right(3, 0, true)))
                .isEqualTo("A score of 3.00 is what the model really scores (MAE 3.0000): no mistake.");
    }

    @Test
    void unlessAMistakeScoresTheSame() {
        assertThat(text("3.0", Standing.RIGHT, right(3, 0, true), wrong(TRUNCATED, 2.99, 0.003, true)))
                .contains("is what the model really scores (MAE 3.0000).", "scores the same: input codes truncated.")
                .doesNotContain("no mistake");
    }

    @Test
    void aMistakeIsNamedWithWhatTheModelScores() {
        assertThat(text("95.3", Standing.MISTAKE, wrong(RAW, 95.3, 0, true), wrong(RAW_TRUNCATED, 95.28, 0, true)))
                .as("not with the same and more").isEqualTo("A score of 95.3 is no error of the model but of its use: "
                        + "output codes taken for values score 95.300 (MAE, standardised); used rightly, the model scores"
                        + " 0.57000.");
        assertThat(text("93", Standing.MISTAKE, wrong(RAW, 95.3, 0.0241, false))).contains("is most likely no error",
                "(MAE, standardised; 2.4 % off)");
    }

    @Test
    void whatIsCloseIsNotThat() {
        assertThat(text("3.012", Standing.OPEN, right(3, 0.004, false), wrong(TRUNCATED, 3.0121, 0, true)))
                .contains("is close to what the model really scores (MAE 3.0000; 0.40 % off), but it is not that",
                        "scores the same: input codes truncated. That may be chance")
                .doesNotContain("no mistake");
    }

    @Test
    void nothingIsCalledUnmeasuredThatWasMeasured() {
        assertThat(text("120", Standing.OPEN, wrong(RAW, 95.3, 0.259, false))).contains("is none that was measured here",
                "The nearest: output codes taken for values: 95.300 (MAE, standardised), 25.9 % off");
        assertThat(text("120", Standing.OPEN, wrong(RAW, 95.3, 0.259, false), wrong(TRUNCATED, 120.1, 0.001, true)))
                .doesNotContain("none that was measured").contains("scores the same: input codes truncated");
        assertThat(text("120", Standing.OPEN, wrong(TRUNCATED, 120.1, 0.001, true))).contains("with a mistake scores",
                "may be chance");
    }
}
