package dev.halfstep.lower.rounding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RescalingTest {

    @ParameterizedTest
    @CsvSource({"1, 0.5, 1", "-1, 0.5, -1", "3, 0.5, 2", "-3, 0.5, -2", "5, 0.5, 3", "1, 0.49999999999999994, 0",
            "-1, 0.49999999999999994, 0", "1, 0.5000000000000001, 1", "4503599627, 0.25, 1125899907", "0, 1e300, 0"})
    void roundsHalvesAwayFromZero(long sum, double scale, int code) {
        assertThat(Rescaling.scaled(sum, scale)).isEqualTo(code);
    }

    /** As a conversion from double to a 32-bit integer ends on x86-64. */
    @ParameterizedTest
    @CsvSource({"2147483647, 1, 2147483647", "-2147483648, 1, -2147483648", "2147483648, 1, -2147483648",
            "-2147483649, 1, -2147483648", "9223372036854775807, 1e300, -2147483648", "4294967295, 0.5, -2147483648"})
    void whatDoesNotFitBecomesTheSmallest(long sum, double scale, int code) {
        assertThat(Rescaling.scaled(sum, scale)).isEqualTo(code);
    }

    @Test
    void roundsTheProductInDoublePrecision() {
        Seeds.forEach(5000, random -> {
            long sum = random.nextLong() >> (20 + random.nextInt(44));
            double scale = random.nextDouble() * 30_000 / (1 + Math.abs((double) sum));
            BigDecimal expected = new BigDecimal(sum * scale).setScale(0, RoundingMode.HALF_UP);
            assertThat(Rescaling.scaled(sum, scale)).as("%d * %s", sum, scale).isEqualTo(expected.intValueExact());
        });
    }
}
