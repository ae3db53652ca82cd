package dev.halfstep.explain.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.explain.misuse.Misuse.Metric;
import dev.halfstep.explain.misuse.Misuse.Standing;
import dev.halfstep.explain.subject.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On made-up scores; those in units are ten times the standardised ones. */
class SeenRuleTest {

    private static final Scores CORRECT = scored(0.2207, 0.41, 0.83);
    private static final Trial RAW = trial(scored(61.217, 86.13, -7400), Kind.RAW_OUTPUT_CODES);
    private static final Trial TRUNCATED = trial(scored(0.2243, 0.4181, 0.82), Kind.TRUNCATED_INPUTS);

    private static Scores scored(double mae, double rmse, double r2) {
        return Scores.of(List.of(new Misuse.Scored(new Figure(10 * mae, mae), new Figure(10 * rmse, rmse),
                new Figure(r2, r2))));
    }

    private static Trial trial(Scores scored, Kind... kinds) {
        return weighted(1, scored, kinds);
    }

    private static Trial weighted(double weight, Scores scored, Kind... kinds) {
        return Trial.of(new Use(new Use.Feed(Variant.right(rows -> rows), Variant.right(rows -> rows)),
                new Variant<>(kinds[0].name(), Set.of(kinds), weight, output -> new float[0]),
                Variant.right(Use.Comparison.OWN)), scored, true);
    }

    private static SeenRule.Finding explain(String seen, Trial... trials) {
        return explain(seen, List.of(trials));
    }

    private static SeenRule.Finding explain(String seen, List<Trial> trials) {
        return new SeenRule(SeenScore.parse(seen), true, List.of(new SeenRule.Right("the model", CORRECT)))
                .explain(trials);
    }

    private static void assertGuilty(Trial trial, SeenRule.Finding finding) {
        assertThat(finding.standing()).as(finding.toString()).isEqualTo(Standing.MISTAKE);
        assertThat(finding.told().getFirst().trial()).as(finding.toString()).contains(trial);
    }

    private static void assertRight(SeenRule.Finding finding) {
        assertThat(finding.standing()).as(finding.toString()).isEqualTo(Standing.RIGHT);
        assertThat(finding.told().getFirst().trial()).isEmpty();
    }

    private static void assertOpen(SeenRule.Finding finding) {
        assertThat(finding.standing()).as(finding.toString()).isEqualTo(Standing.OPEN);
        assertThat(finding.told()).isNotEmpty();
    }

    @Test
    void everyScoreInEitherUnitIsTried() {
        for (String seen : List.of("61.2", "612.2", "86.1", "861.3", "7418.4", "741838", "-7400")) {
            assertGuilty(RAW, explain(seen, RAW));
        }
        Measure measure = explain("7418", RAW).told().getFirst().measure();
        assertThat(measure.metric()).isEqualTo(Metric.MSE);
        assertThat(measure.standardised()).isTrue();
        for (String seen : List.of("0.22", "2.207", "0.41", "4.10", "0.1681", "16.8", "0.83")) {
            assertRight(explain(seen, RAW));
        }
    }

    @Test
    void whatIsRightIsNoMistakeEvenIfAMistakeScoresTheSame() {
        assertRight(explain("0.2207", trial(CORRECT, Kind.WRAPPED_INPUTS)));
        SeenRule.Finding finding = explain("0.22", TRUNCATED);
        assertRight(finding);
        assertThat(finding.told()).as("the mistake is told, too").hasSize(2);
    }

    /** What is 0.3 % beside the right score is close to it, and neither right nor a mistake. */
    @Test
    void fourDigitsThatAreNotThoseOfTheRightScoreAreNotRight() {
        SeenRule.Finding finding = explain("0.2200", RAW, TRUNCATED);
        assertOpen(finding);
        assertThat(finding.told().getFirst().trial()).isEmpty();
        assertThat(finding.told().getFirst().measure().distance(SeenScore.parse("0.2200"))).isCloseTo(0.00317,
                within(1e-5));
    }

    @Test
    void whatIsNearIsToldWithItsDistanceAndNamedWhereNothingElseIs() {
        assertGuilty(RAW, explain("59.8", RAW, TRUNCATED));
        assertOpen(explain("59.8", RAW, trial(scored(59.2, 99, -9000), Kind.OTHER_SIGN),
                trial(scored(60.4, 99, -9100), Kind.NO_ZERO_POINT)));
        SeenRule.Finding far = explain("1234", RAW, TRUNCATED);
        assertOpen(far);
        assertThat(far.told()).noneMatch(hit -> SeenScore.parse("1234").matches(hit.measure().score()));
    }

    /** Two hundred orders score from 0.2 to 0.24, one of them what was seen. */
    private static List<Trial> orders(double guilty) {
        var orders = new ArrayList<Trial>();
        for (int i = 0; i < 200; i++) {
            double score = i == 100 ? guilty : 0.2 + 0.0002 * i + 0.00003;
            orders.add(weighted(0.005, scored(score, 1000 + i, -5), Kind.OTHER_ORDER));
        }
        return orders;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2214", "0.222", "0.2216"})
    void oneOfManyOrdersIsNotAccusedBesideTheRightScore(String seen) {
        SeenRule.Finding finding = explain(seen, orders(Double.parseDouble(seen)));
        assertOpen(finding);
        assertThat(finding.told().getFirst().trial()).as("what is right is nearest").isEmpty();
        assertThat(finding.told()).as("what fits is told").anyMatch(hit -> hit.trial().isPresent());
    }

    @Test
    void oneOfManyOrdersIsAccusedWhereDigitsSuffice() {
        List<Trial> orders = orders(0.2214173);
        assertGuilty(orders.get(100), explain("0.2214173", orders));
    }

    /** The more mistakes are tried, and the fewer the digits, the more of them fit by chance. */
    @Test
    void severalThatFitAreToldInTheirOrder() {
        Trial often = weighted(2, scored(0.9012, 5, -3), Kind.NOT_STANDARDISED);
        Trial seldom = weighted(0.1, scored(0.9008, 6, -4), Kind.OTHER_FORMULA);
        SeenRule.Finding finding = explain("0.90", seldom, often);
        assertThat(finding.told().stream().flatMap(hit -> hit.trial().stream()).distinct())
                .containsExactly(often, seldom);
        assertGuilty(seldom, explain("0.9008", Stream.of(seldom, often).toList()));
    }

    /** What exceeds R² of 1, or is below 0 otherwise, is no score of these. */
    @Test
    void impossibleScoresAreFarFromEverything() {
        assertOpen(explain("-3", RAW, TRUNCATED));
        assertOpen(explain("0.0", trial(scored(0.1, 3, -1), Kind.STANDARDISED_TWICE)));
    }

    @Test
    void eachOfSeveralTargetsHasItsOwnScores() {
        var first = new Misuse.Scored(new Figure(3, 0.3), new Figure(4, 0.4), new Figure(0.8, 0.8));
        var second = new Misuse.Scored(new Figure(5, 0.5), new Figure(3, 0.3), new Figure(0.6, 0.6));
        Scores both = Scores.of(List.of(first, second));
        assertThat(both.all().mae().inUnits()).isCloseTo(4, within(1e-12));
        assertThat(both.all().rmse().inUnits()).isCloseTo(Math.sqrt(12.5), within(1e-12));
        assertThat(both.all().r2().inUnits()).isCloseTo(0.7, within(1e-12));
        var rule = new SeenRule(SeenScore.parse("0.500"), true, List.of(new SeenRule.Right("the model", both)));
        assertThat(rule.explain(List.of()).standing()).isEqualTo(Standing.RIGHT);
        assertThat(rule.explain(List.of()).told().getFirst().measure().target()).isEqualTo(1);
    }

    /** Predictions, and so scores, that are not finite match nothing. */
    @Test
    void nothingIsRightWhereNoScoreIsFinite() {
        var rule = new SeenRule(SeenScore.parse("59.8"), true, List.of());
        assertThat(rule.explain(List.of())).isEqualTo(new SeenRule.Finding(Standing.OPEN, List.of()));
        assertThat(rule.explain(List.of(RAW)).told()).hasSize(1);
    }
}
