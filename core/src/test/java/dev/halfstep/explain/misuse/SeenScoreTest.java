package dev.halfstep.explain.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeenScoreTest {

    @ParameterizedTest
    @CsvSource({"59.8, 59.8, 0.05", "60, 60, 0.5", "0.2200, 0.22, 0.00005", "6.1e1, 61, 0.5", "2.7E3, 2700, 50",
            " 0 , 0, 0.5", "+1.0, 1, 0.05"})
    void digitsSayHowExactly(String text, double value, double halfUnit) {
        SeenScore seen = SeenScore.parse(text);
        assertThat(seen.value()).isCloseTo(value, within(1e-12));
        assertThat(seen.halfUnit()).isCloseTo(halfUnit, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "sixty", "NaN", "Infinity", "-0.1", "59,8", "61 %", "0x3d", "1e400", "1e2147483648",
                    "1.00000000000000000000000000000000000000000000000000000001"})
    void nonsenseIsRefused(String text) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> SeenScore.parse(text))
                .withMessageStartingWith("'" + text + "' is not a score").withMessageEndingWith("such as 59.8.");
    }
}
