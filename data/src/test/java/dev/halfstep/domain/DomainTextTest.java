package dev.halfstep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfstep.pipeline.NumberSet;
import dev.halfstep.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTextTest {

    private static final Optional<NumberSet> WHOLE = Optional.of(new NumberSet.Whole(0, 9));
    private static final Optional<NumberSet> ANY = Optional.of(new NumberSet.Interval(0, 9));

    private static ColumnSpec column(Map<String, ColumnSpec> columns, String name) {
        return Objects.requireNonNull(columns.get(name), name);
    }

    private static NumberSet numbers(String text, Optional<NumberSet> seen) {
        return column(DomainText.read("x=" + text), "x").numbers(seen);
    }

    @Test
    void readsWhatTheHelpShows() {
        var columns = DomainText.read("age=18:64,bmi=10:60,velocity={31.7,39.6},smoker={yes}");
        assertThat(columns.keySet()).containsExactly("age", "bmi", "velocity", "smoker");
        assertThat(column(columns, "age").numbers(WHOLE)).isEqualTo(new NumberSet.Whole(18, 64));
        assertThat(column(columns, "bmi").numbers(ANY)).isEqualTo(new NumberSet.Interval(10, 60));
        assertThat(column(columns, "velocity").numbers(ANY)).isEqualTo(new NumberSet.Listed(List.of(31.7, 39.6)));
        assertThat(column(columns, "smoker").texts(List.of("no", "yes"))).containsExactly("yes");
    }

    @Test
    void aRangeIsOfWholeNumbersWhereTheColumnIsAndNothingElseIsWritten() {
        assertThat(numbers("-3:5", WHOLE)).isEqualTo(new NumberSet.Whole(-3, 5));
        assertThat(numbers("-3:5", ANY)).isEqualTo(new NumberSet.Interval(-3, 5));
        assertThat(numbers("-3:5", Optional.empty())).isEqualTo(new NumberSet.Interval(-3, 5));
        assertThat(numbers("0:5.5", WHOLE)).isEqualTo(new NumberSet.Interval(0, 5.5));
        assertThat(numbers("0.0:5.0", WHOLE)).isEqualTo(new NumberSet.Interval(0, 5));
        assertThat(numbers("{0:5}", ANY)).isEqualTo(new NumberSet.Whole(0, 5));
        assertThat(numbers("{7,0:2,1,.5}", ANY)).isEqualTo(new NumberSet.Listed(List.of(0., .5, 1., 2., 7.)));
        assertThat(numbers("1e3", ANY)).isEqualTo(new NumberSet.Listed(List.of(1000.0)));
        assertThat(numbers("{-0.0,0}", ANY)).isEqualTo(new NumberSet.Listed(List.of(0.0)));
    }

    @Test
    void namesAndTextsMayHoldAnythingInQuotes() {
        var columns = DomainText.read("\"a,\"\"b=\"=1:2,c\\,d={\"x,}\",\"\"\"\"} ,e f = g h");
        assertThat(columns.keySet()).containsExactly("a,\"b=", "c,d", "e f");
        assertThat(column(columns, "c,d").texts(List.of("\"", "x,}"))).containsExactly("\"", "x,}");
        assertThat(column(columns, "e f").texts(List.of("g h"))).containsExactly("g h");
        for (String name : List.of("plain", "a,b", "a\"b", "a=b", "{a}")) {
            assertThat(DomainText.read(DomainText.name(name) + "=1").keySet()).containsExactly(name);
        }
    }

    @Test
    void textsMayLookLikeRanges() {
        assertThat(column(DomainText.read("at={8:00}"), "at").texts(List.of("8:00", "9:00"))).containsExactly("8:00");
        assertThat(column(DomainText.read("at=8:00"), "at").texts(List.of("8:00"))).containsExactly("8:00");
    }

    @Test
    void namesAllFaultsAtOnce() {
        Problem problem = catchThrowableOfType(Problem.class,
                () -> DomainText.read("age,bmi={1,2,x=3:4"));
        assertThat(problem.each()).extracting(Problem::what).containsExactly("'age', in the domain, has no '='",
                "'bmi={1,2,x=3:4', in the domain, has no '}'");
        problem = catchThrowableOfType(Problem.class, () -> DomainText.read("a=1,y={5}6,z=,w={},a=2,v=\"a"));
        assertThat(problem.each()).extracting(Problem::what).containsExactly(
                "'y={5}6', in the domain, goes on after its end",
                "'z=', in the domain, names nothing", "'w={}', in the domain, names nothing",
                "column 'a' stands in the domain twice", "'v=\"a', in the domain, has no second quote");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5:1", "a:b", "abc", "NaN", "Infinity", "1e999", "{1:2.5}", "{0:1000001}", "{5:1}", "{yes}",
            "0x10:0x20", "1e9999:2"})
    void refusesWhatIsNoNumber(String text) {
        assertThat(catchThrowableOfType(Problem.class, () -> numbers(text, WHOLE)).kind())
                .isEqualTo(Problem.Kind.OPTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", ",", "=1", "{", "\"", "a={\"", "a=}", "a={1}}", "\"a\"b=1", "a=1,,b=2"})
    void strangeTextsAreProblemsOrNames(String text) {
        try {
            DomainText.read(text);
        } catch (Problem problem) {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.OPTION);
        }
    }
}
