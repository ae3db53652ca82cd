package dev.halfstep.predict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutsideTextTest {

    @ParameterizedTest
    @CsvSource({"12.4, +12.4", "-3.0000001, -3", "12345.6, +12346", "0.0123456, +0.01235", "-999.96, -1000",
            "100.04, +100", "1e12, +1.000e+12", "-2e-5, -2.000e-05", "Infinity, +Infinity"})
    void distancesAreGivenInFourDigits(double by, String text) {
        assertThat(OutsideText.distance(by)).isEqualTo(text);
    }
}
