package dev.halfstep.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Damage;
import dev.halfstep.fixture.Seeds;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExactSumTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static double sum(double... values) {
        return of(values).value();
    }

    private static ExactSum of(double... values) {
        var sum = new ExactSum();
        for (double value : values) {
            sum.add(value);
        }
        return sum;
    }

    private static byte[] bytes(ExactSum sum) {
        var to = new GatheredWriter('x', 1);
        sum.write(to);
        return to.finished();
    }

    private static ExactSum read(byte[] bytes) {
        return GatheredReader.read(bytes, "a sum", 'x', 1, ExactSum::read);
    }

    /** Values of any size, of sizes near each other, or such that most of it cancels. */
    private static double[] values(Random random) {
        var values = new double[random.nextInt(1, 60)];
        int from = random.nextInt(2000) - 1074;
        int spread = 1 + random.nextInt(random.nextBoolean() ? 8 : 2000);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(random.nextDouble() * 2 - 1, Math.min(1015, from + random.nextInt(spread)));
            if (i > 0 && random.nextInt(3) == 0) {
                values[i] = -values[i - 1];
            }
        }
        return values;
    }

    @Test
    void isTheNearestDouble() {
        Seeds.forEach(5000, random -> {
            double[] values = values(random);
            BigDecimal exact = Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO,
                    BigDecimal::add);
            assertThat(sum(values)).isEqualTo(exact.doubleValue() + 0.0);
        });
    }

    @Test
    void neitherOrderNorPartsMakeADifference() {
        Seeds.forEach(500, random -> {
            double[] values = values(random);
            ExactSum whole = of(values);
            var parts = new ExactSum[1 + random.nextInt(5)];
            Arrays.setAll(parts, i -> new ExactSum());
            for (int i = values.length - 1; i >= 0; i--) {
                parts[random.nextInt(parts.length)].add(values[i]);
            }
            var merged = new ExactSum();
            for (ExactSum part : parts) {
                merged.add(random.nextBoolean() ? part : read(bytes(part)));
            }
            assertThat(merged.value()).isEqualTo(whole.value());
            assertThat(bytes(merged)).isEqualTo(bytes(whole));
        });
    }

    /** Halfway between two doubles, and next to that on both sides, however far away the least of it is. */
    @Test
    void tiesGoToEven() {
        double half = 0x1p-53;
        assertThat(sum(1, half)).isEqualTo(1);
        assertThat(sum(1, half, Double.MIN_VALUE)).isEqualTo(Math.nextUp(1.0));
        assertThat(sum(1, half, -Double.MIN_VALUE)).isEqualTo(1);
        assertThat(sum(Math.nextUp(1.0), half)).isEqualTo(1 + 0x1p-51);
        assertThat(sum(-1, -half)).isEqualTo(-1);
        assertThat(sum(-1, -half, -Double.MIN_VALUE)).isEqualTo(-Math.nextUp(1.0));
        assertThat(sum(-1, -half, Double.MIN_VALUE)).isEqualTo(-1);
        assertThat(sum(-Math.nextUp(1.0), -half)).isEqualTo(-1 - 0x1p-51);
    }

    @Test
    void theLargestAndTheSmallestAddUp() {
        double most = Double.MAX_VALUE;
        assertThat(sum(most, most)).isEqualTo(INFINITY);
        assertThat(sum(-most, -most)).isEqualTo(-INFINITY);
        assertThat(sum(most, most, -most)).isEqualTo(most);
        assertThat(sum(most, Math.ulp(most) / 2)).isEqualTo(INFINITY);
        assertThat(sum(most, Math.ulp(most) / 2, -Double.MIN_VALUE)).isEqualTo(most);
        assertThat(sum(most, Double.MIN_VALUE, -most)).isEqualTo(Double.MIN_VALUE);
        assertThat(sum(Double.MIN_VALUE, Double.MIN_VALUE)).isEqualTo(2 * Double.MIN_VALUE);
        assertThat(sum(Double.MIN_NORMAL, -Double.MIN_VALUE)).isEqualTo(Math.nextDown(Double.MIN_NORMAL));
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1, NaN", "Infinity, -1e308, Infinity", "-Infinity, 1, -Infinity", "Infinity, -Infinity, NaN",
            "Infinity, NaN, NaN", "0.0, -0.0, 0.0", "-0.0, -0.0, 0.0"})
    void whatIsNotFiniteAddsUpAsDoublesDo(double first, double second, Double expected) {
        assertThat(sum(first, second)).isEqualTo(expected);
        assertThat(sum(second, first)).isEqualTo(expected);
        assertThat(read(bytes(of(first, second))).value()).isEqualTo(expected);
        ExactSum merged = of(first);
        merged.add(of(second));
        assertThat(merged.value()).isEqualTo(expected);
    }

    @Test
    void nothingIsZero() {
        assertThat(new ExactSum().value()).isEqualTo(0.0);
        assertThat(sum(0x1.fp700, -0x1.fp700)).isEqualTo(0.0);
    }

    /** The largest values many times, on both sides of a carry, and sums that double themselves. */
    @Test
    void manyValuesDoNotOverflow() {
        for (double value : new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, 0x1.fffffffffffffp31, -1e-310}) {
            var sum = new ExactSum();
            var exact = BigDecimal.ZERO;
            for (int i = 0; i < 5000; i++) {
                sum.add(value);
                exact = exact.add(new BigDecimal(value));
                if (i % 999 < 2) {
                    assertThat(sum.value()).isEqualTo(exact.doubleValue());
                }
            }
            for (int i = 0; i < 48; i++) {
                sum.add(sum);
                exact = exact.add(exact);
                assertThat(sum.value()).isEqualTo(exact.doubleValue());
                assertThat(read(bytes(sum)).value()).isEqualTo(exact.doubleValue());
            }
        }
    }

    static double[][] sums() {
        return new double[][] {{}, {1}, {-1e300, 1e-300}, {Double.NaN}};
    }

    @ParameterizedTest
    @MethodSource("sums")
    void damagedBytesAreProblems(double... values) {
        Damage.assertFound(bytes(of(values)), ExactSumTest::read);
        Damage.assertHarmless(bytes(of(values)), ExactSumTest::read, ExactSum::value);
    }
}
