package dev.halfstep.lower.rounding;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFunctionTest {

    /** On both sides of where the series gives way to the fraction. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 0.4795001221869535", "1, 0.15729920705028513", "-1, 1.8427007929497148",
            "2, 0.004677734981047266", "3, 2.209049699858544e-05", "5, 1.5374597944280349e-12", "-30, 2"})
    void tables(double x, double expected) {
        assertThat(ErrorFunction.complementary(x)).isCloseTo(expected, Percentage.withPercentage(1e-9));
    }
}
