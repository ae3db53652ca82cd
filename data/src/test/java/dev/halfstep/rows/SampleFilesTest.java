package dev.halfstep.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFilesTest {

    @ParameterizedTest
    @CsvSource({"s2.npy, s10.npy", "s02.npy, s10.npy", "a9b10, a9b11", "a1, b0", "a, a1", "7, 07",
            "99999999999999999998, 99999999999999999999"})
    void numbersInNamesAreNumbers(String first, String second) {
        assertThat(SampleFiles.compareNames(first, second)).isNotEqualTo(0);
        int order = SampleFiles.compareNames(first, second);
        assertThat(SampleFiles.compareNames(second, first)).isEqualTo(-order);
        assertThat(first.equals("7") || order < 0).isTrue();
    }
}
