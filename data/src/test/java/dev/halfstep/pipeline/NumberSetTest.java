package dev.halfstep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSetTest {

    private static NumberSet of(double... values) {
        return NumberSet.of(IntStream.range(0, values.length).toArray(), row -> values[row]);
    }

    @Test
    void isWholeNumbersWhereAllAre() {
        double[] ages = DoubleStream.iterate(18, age -> age + 1).limit(47).toArray();
        assertThat(of(ages)).isEqualTo(new NumberSet.Whole(18, 64));
        assertThat(of(3, 0, 1, 2, 5, 4)).as("few, but all from 0 to 5").isEqualTo(new NumberSet.Whole(0, 5));
    }

    @Test
    void isItsValuesWhereTheyAreFew() {
        assertThat(of(31.7, 71.3, 39.6, 31.7)).isEqualTo(new NumberSet.Listed(List.of(31.7, 39.6, 71.3)));
        assertThat(of(10, 2, 9)).as("whole, with gaps").isEqualTo(new NumberSet.Listed(List.of(2.0, 9.0, 10.0)));
        assertThat(of(0.0, -0.0, 0.5)).as("one zero").isEqualTo(new NumberSet.Listed(List.of(0.0, 0.5)));
    }

    @Test
    void isAllBetweenWhereTheyAreMany() {
        double[] many = IntStream.range(0, NumberSet.FEW + 1).mapToDouble(i -> i / 10.0).toArray();
        assertThat(of(many)).isEqualTo(new NumberSet.Interval(0, 4));
        assertThat(of(Arrays.copyOf(many, NumberSet.FEW))).isInstanceOf(NumberSet.Listed.class);
        double[] gaps = IntStream.range(0, NumberSet.FEW + 1).mapToDouble(i -> i * i).toArray();
        assertThat(of(gaps)).isEqualTo(new NumberSet.Whole(0, 1600));
    }

    @Test
    void wholeNumbersThatADoubleRoundsAreAnInterval() {
        double[] large = IntStream.range(0, NumberSet.FEW + 1).mapToDouble(i -> 1e17 + i * 1e3).toArray();
        assertThat(of(large)).isInstanceOf(NumberSet.Interval.class);
    }

    static List<NumberSet> each() {
        return List.of(new NumberSet.Interval(-1.5, 53.13), new NumberSet.Whole(-3, 5),
                new NumberSet.Listed(List.of(0.1, 0.30000000000000004)));
    }

    @ParameterizedTest
    @MethodSource("each")
    void survivesItsJsonForm(NumberSet set) {
        String json = JsonWriter.object(to -> NumberSetJson.write(to, set));
        assertThat(NumberSetJson.read(JsonObject.parse(json))).isEqualTo(set);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"whole\":[1]}", "{\"whole\":[2,1]}", "{\"whole\":[1.5,2]}", "{\"interval\":[2,1]}",
            "{\"interval\":[1,2,3]}", "{\"values\":[]}", "{\"values\":[2,1]}", "{\"values\":[1,1]}",
            "{\"whole\":[1,2],\"values\":[1]}", "{\"whole\":[-9223372036854775808,0]}", "{\"interval\":[0,1e999]}"})
    void refusesWhatIsNone(String json) {
        assertThatThrownBy(() -> NumberSetJson.read(JsonObject.parse(json))).isInstanceOf(Problem.class);
    }
}
