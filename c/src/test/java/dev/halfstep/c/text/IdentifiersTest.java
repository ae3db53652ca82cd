package dev.halfstep.c.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifiersTest {

    @ParameterizedTest
    @CsvSource({"age, age", "Age (years), age_years", "int, int_value", "3rd \"price\", x3rd_price",
            "\uD83D\uDE00, column",
            "Größe, grosse", "_x_, x", "a__b, a_b", "linux, linux_value", "*/, column", "co_await, co_await_value"})
    void becomesLegal(String name, String identifier) {
        assertThat(Identifiers.plain(name)).isEqualTo(identifier);
        assertThat(Identifiers.isLegal(identifier)).isTrue();
    }

    @Test
    void areDistinct() {
        var scope = new Identifiers("end");
        assertThat(List.of(scope.lower("x y"), scope.lower("X-Y"), scope.lower("x_y"), scope.lower("x y 2"),
                scope.lower("end")))
                .containsExactly("x_y", "x_y_2", "x_y_3", "x_y_2_2", "end_2");
        assertThat(scope.upper("wage_sex", "a b")).isEqualTo("WAGE_SEX_A_B");
        assertThat(scope.upper("wage_sex", "A/B")).isEqualTo("WAGE_SEX_A_B_2");
    }

    @Test
    void anyNamesAreLegalAndDistinct() {
        var random = new Random(1);
        var scope = new Identifiers();
        var made = new HashSet<String>();
        for (int i = 0; i < 5000; i++) {
            var name = new StringBuilder();
            for (int c = random.nextInt(6); c >= 0; c--) {
                name.appendCodePoint(random.nextBoolean() ? 32 + random.nextInt(95) : random.nextInt(0x3000));
            }
            String identifier = scope.lower(name.toString());
            assertThat(identifier).as(name.toString()).matches("[a-z][a-z0-9_]*");
            assertThat(made.add(identifier)).isTrue();
        }
    }
}
