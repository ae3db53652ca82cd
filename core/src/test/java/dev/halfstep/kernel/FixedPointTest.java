package dev.halfstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.kernel.FixedPoint.Multiplier;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedPointTest {

    private static final int[] EXTREME_INTS = { 0, 1, -1, 2, -2, 255, -32768, 1 << 30, Integer.MAX_VALUE, -Integer.MAX_VALUE,
            Integer.MIN_VALUE };
    private static final long[] EXTREME_LONGS = { 0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, -(1L << 32),
            1L << 47, -(1L << 47), Long.MAX_VALUE, Long.MIN_VALUE };
    private static final int[] EXTREME_MULTIPLIERS = { 0, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE };

    @Test
    void multipliesExtremeNumbersExactly() {
        for (int multiplier : EXTREME_MULTIPLIERS) {
            for (int shift = -31; shift <= FixedPoint.MAX_SHIFT; shift++) {
                for (int x : EXTREME_INTS) {
                    assertInt(x, multiplier, shift);
                }
                for (long x : EXTREME_LONGS) {
                    assertLong(x, multiplier, shift);
                }
            }
        }
    }

    @Test
    void multipliesRandomNumbersExactly() {
        Seeds.forEach(2000, random -> {
            assertInt(random.nextInt(), multiplier(random), shift(random));
            assertLong(random.nextLong() >> random.nextInt(64), multiplier(random), shift(random));
        });
    }

    /** The two forms must not differ where both can be used: int16 layers start from sums that fit in 32 bits, too. */
    @Test
    void wideAndNarrowFormsAgree() {
        Seeds.forEach(2000, random -> {
            int x = random.nextInt();
            int multiplier = multiplier(random);
            int shift = shift(random);
            assertThat(FixedPoint.multiply((long) x, multiplier, shift)).isEqualTo(FixedPoint.multiply(x, multiplier, shift));
        });
    }

    @ParameterizedTest
    @CsvSource({ "0, 0, 0", "1, 1073741824, 1", "0.5, 1073741824, 0", "0.75, 1610612736, 0", "2, 1073741824, 2" })
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

    private static int shift(Random random) {
        return random.nextInt(31 + FixedPoint.MAX_SHIFT + 1) - 31;
    }

    private static void assertInt(int x, int multiplier, int shift) {
        assertThat(FixedPoint.multiply(x, multiplier, shift)).as("%d * %d * 2^(%d - 31)", x, multiplier, shift)
                .isEqualTo(exact(x, multiplier, shift));
    }

    private static void assertLong(long x, int multiplier, int shift) {
        assertThat(FixedPoint.multiply(x, multiplier, shift)).as("%d * %d * 2^(%d - 31)", x, multiplier, shift)
                .isEqualTo(exact(x, multiplier, shift));
    }

    /** What does not fit into 32 bits keeps its low ones, as in the reference kernels. */
    private static int exact(long x, int multiplier, int shift) {
        int right = 31 - shift;
        return BigInteger.valueOf(x).multiply(BigInteger.valueOf(multiplier)).add(BigInteger.ONE.shiftLeft(right - 1))
                .shiftRight(right).intValue();
    }
}
