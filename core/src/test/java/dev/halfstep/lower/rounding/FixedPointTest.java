package dev.halfstep.lower.rounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedPointTest {

    private static final int[] EXTREME_INTS = {0, 1, -1, 2, -2, 3, -3, 255, -32768, 1 << 30, Integer.MAX_VALUE,
            -Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final int[] EXTREME_MULTIPLIERS = {0, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE};

    @Test
    void multipliesExtremeNumbersByTheDefinition() {
        for (int multiplier : EXTREME_MULTIPLIERS) {
            for (int shift = -31; shift <= FixedPoint.MAX_SHIFT; shift++) {
                for (int x : EXTREME_INTS) {
                    assertDefinition(x, multiplier, shift);
                }
            }
        }
    }

    @Test
    void multipliesRandomNumbersByTheDefinition() {
        Seeds.forEach(5000, random -> assertDefinition(random.nextInt() >> random.nextInt(32), multiplier(random),
                random.nextInt(31 + FixedPoint.MAX_SHIFT + 1) - 31));
    }

    /** 5 * 0.5 * 2^-1 = 1.25: the first rounding makes 2.5 a 3, the second 1.5 a 2. */
    @Test
    void roundsTwice() {
        assertThat(FixedPoint.multiply(5, 1 << 30, -1)).isEqualTo(2);
        assertThat(FixedPoint.multiply(-5, 1 << 30, -1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 1073741824, 1", "0.5, 1073741824, 0", "0.75, 1610612736, 0", "2, 1073741824, 2"})
    void splitsNumbersIntoMultiplierAndShift(double value, int multiplier, int shift) {
        assertThat(Multiplier.of(value)).isEqualTo(new Multiplier(multiplier, shift));
    }

    /** A fraction that rounds up to 1 would not fit into 31 bits. */
    @Test
    void carriesIntoTheShift() {
        assertThat(Multiplier.of(Math.nextDown(1.0))).isEqualTo(new Multiplier(1 << 30, 1));
    }

    @Test
    void smallestMultipliersBecomeNothing() {
        assertThat(Multiplier.of(0x1p-32)).isEqualTo(new Multiplier(1 << 30, -31));
        assertThat(Multiplier.of(Math.nextDown(0x1.ffffffp-33))).isEqualTo(new Multiplier(0, 0));
    }

    @Test
    void multipliersAreExactToHalfOfTheLastBit() {
        Seeds.forEach(1000, random -> {
            double value = Math.scalb(0.5 + random.nextDouble() / 2, random.nextInt(60) - 30);
            Multiplier m = Multiplier.of(value);
            assertThat(m.multiplier()).isGreaterThanOrEqualTo(1 << 30);
            assertThat(Math.scalb((double) m.multiplier(), m.shift() - 31)).isCloseTo(value, within(value * 0x1p-31));
        });
    }

    private static int multiplier(Random random) {
        return (1 << 30) + random.nextInt(1 << 30);
    }

    private static void assertDefinition(int x, int multiplier, int shift) {
        assertThat(FixedPoint.multiply(x, multiplier, shift)).as("%d * %d * 2^(%d - 31)", x, multiplier, shift)
                .isEqualTo(definition(x, multiplier, shift));
    }

    /** A left shift keeps the low 32 bits, as in the reference kernels. */
    private static int definition(int x, int multiplier, int shift) {
        int shifted = shift > 0 ? BigInteger.valueOf(x).shiftLeft(shift).intValue() : x;
        BigDecimal half = BigDecimal.valueOf(shifted).multiply(BigDecimal.valueOf(multiplier))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(31)));
        BigDecimal once = half.add(new BigDecimal("0.5")).setScale(0, RoundingMode.FLOOR);
        return once.divide(new BigDecimal(BigInteger.ONE.shiftLeft(Math.max(0, -shift))))
                .setScale(0, RoundingMode.HALF_UP)
                .intValueExact();
    }
}
