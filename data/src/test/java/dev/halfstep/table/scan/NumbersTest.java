package dev.halfstep.table.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    private static double parse(String text, char sign) {
        char[] padded = ("7" + text + "7").toCharArray();
        double value = Numbers.parse(padded, 1, padded.length - 1, sign);
        assertThat(Numbers.isNumber(padded, 1, padded.length - 1, sign)).as(text).isEqualTo(!Double.isNaN(value));
        return value;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "+7", "007", "3.5", ".5", "5.", "-.5", "+5.", "1e5", "1E+5", "1.5e-5", ".5e1",
            "5.e1",
            "9007199254740993", "0.1", "123456789012345678901234567890", "1e-400", "4.9e-324", "1.7976931348623157e308",
            "2.2250738585072011e-308", "179769313486231580793728971405301e276", "0.000000000000000000000000000001"})
    void numbersAreTheNearestDouble(String text) {
        assertThat(parse(text, '.')).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "-", ".", "-.", "e5", "1e", "1e+", "1.2.3", "1,5", "1 000", "1_000", "0x10", "1d",
            "1f",
            "1L", "NaN", "nan", "Infinity", "inf", "1e5.0", "--1", "1-", "٣", "½", "5%", "$5", "1e5e5", "1.e", "."})
    void whatIsNoNumber(String text) {
        assertThat(parse(text, '.')).isNaN();
    }

    @Test
    void theDecimalSignIsOneOrTheOther() {
        assertThat(parse("3,5", ',')).isEqualTo(3.5);
        assertThat(parse("-,5e2", ',')).isEqualTo(-50);
        assertThat(parse("1234567890123456789,5", ',')).isEqualTo(0x1.12210f47de981p60);
        assertThat(parse("3.5", ',')).isNaN();
        assertThat(parse("1.234,5", ',')).isNaN();
    }

    @Test
    void beyondAllDoublesIsInfinite() {
        assertThat(parse("1e309", '.')).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(parse("-1e999999999999", '.')).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void everyWayOfWritingADoubleIsReadBack() {
        var random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            double value = switch (i % 3) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> Math.round(random.nextGaussian() * 1e6) / 1e3;
                default -> random.nextLong() >> random.nextInt(64);
            };
            if (Double.isFinite(value)) {
                assertThat(parse(Double.toString(value), '.')).isEqualTo(value);
                assertThat(parse(new BigDecimal(value).toPlainString(), '.')).isEqualTo(value);
            }
        }
    }
}
