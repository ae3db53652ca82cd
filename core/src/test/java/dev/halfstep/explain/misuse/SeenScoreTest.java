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
            " 0 , 0, 0.5", "+1.0, 1, 0.05", "-12.3, -12.3, 0.05"})
    void digitsSayHowExactly(String text, double value, double halfUnit) {
        SeenScore seen = SeenScore.parse(text);
        assertThat(seen.value()).isCloseTo(value, within(1e-12));
        assertThat(seen.halfUnit()).isCloseTo(halfUnit, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"60.12, 60.1249, true", "60.12, 60.1151, true", "60.12, 60.1251, false", "60, 59.5, true",
            "60, 59.49, false", "60.1200, 60.1201, true", "60.1200, 60.1203, false", "0, 0.4, true",
            "-1.5, -1.54, true"})
    void whatRoundsToItsDigitsFits(String seen, double score, boolean fits) {
        assertThat(SeenScore.parse(seen).matches(score)).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "sixty", "NaN", "Infinity", "- 0.1", "59,8", "61 %", "0x3d", "1e400", "1e2147483648",
                    "1.00000000000000000000000000000000000000000000000000000001"})
    void nonsenseIsRefused(String text) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> SeenScore.parse(text))
                .withMessageStartingWith("'" + text + "' is not a score").withMessageEndingWith("such as 59.8.");
    }
}
