package dev.halfstep.quantize.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitRoundingTest {

    /** Numbers of inputs that move together: each is a mix of fewer sources. */
    private static int[][] inputs(Random random, int width, int rows) {
        int sources = 1 + random.nextInt(width);
        var mix = new double[width][sources];
        for (double[] column : mix) {
            java.util.Arrays.setAll(column, s -> random.nextGaussian());
        }
        var inputs = new int[width][rows];
        for (int n = 0; n < rows; n++) {
            double[] source = random.doubles(sources, -40, 40).toArray();
            for (int i = 0; i < width; i++) {
                double sum = random.nextGaussian() * 2;
                for (int s = 0; s < sources; s++) {
                    sum += mix[i][s] * source[s];
                }
                inputs[i][n] = (int) Math.clamp(Math.rint(sum), -128.0, 127.0);
            }
        }
        return inputs;
    }

    private static double[] weights(Random random, int width) {
        return random.doubles(width, -1, 1).toArray();
    }

    /** The mean squared change of the sum about its mean, computed from the rows themselves. */
    private static double change(double[] weights, UnitRounding rounding, int[][] inputs) {
        int rows = inputs[0].length;
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < rows; n++) {
            double change = 0;
            for (int i = 0; i < weights.length; i++) {
                change += (weights[i] - rounding.factor() * rounding.codes()[i]) * inputs[i][n];
            }
            sum += change;
            squares += change * change;
        }
        return squares / rows - (sum / rows) * (sum / rows);
    }

    /** Scales are tried side by side; each rounding is what it is alone. */
    @Test
    void theBestIsOneOfThoseTriedAlone() {
        Seeds.forEach(100, random -> {
            int width = 1 + random.nextInt(12);
            InputMoments moments = InputMoments.of(inputs(random, width, 60), null);
            double[] weights = weights(random, width);
            UnitRounding best = UnitRounding.best(weights, 0.01, moments, true);
            UnitRounding alone = UnitRounding.with(weights, best.factor(), moments);
            assertThat(best.codes()).isEqualTo(alone.codes());
            assertThat(best.error()).isEqualTo(alone.error());
        });
    }

    @Test
    void feedbackChangesSumsLessThanRoundingOneByOne() {
        var total = new double[2];
        Seeds.forEach(200, random -> {
            int width = 2 + random.nextInt(12);
            int[][] inputs = inputs(random, width, 100);
            double[] weights = weights(random, width);
            double factor = 1 / 20.0;
            UnitRounding feedback = UnitRounding.with(weights, factor, InputMoments.of(inputs, null));
            UnitRounding plain = UnitRounding.with(weights, factor, InputMoments.independent(width));
            for (int i = 0; i < width; i++) {
                assertThat(plain.codes()[i]).isEqualTo((int) Math.rint(weights[i] / factor));
            }
            double scale = change(weights, plain, inputs) + 1e-9;
            total[0] += Math.min(10, change(weights, feedback, inputs) / scale);
            total[1]++;
        });
        assertThat(total[0] / total[1]).as("mean share of the change that is left").isLessThan(0.7);
    }

    /** The error that is told is that of the rows, apart from what keeps covariances from being singular. */
    @Test
    void errorIsThatOfTheRows() {
        Seeds.forEach(50, random -> {
            int width = 1 + random.nextInt(10);
            int[][] inputs = inputs(random, width, 80);
            double[] weights = weights(random, width);
            UnitRounding rounding = UnitRounding.with(weights, 0.05, InputMoments.of(inputs, null));
            double change = change(weights, rounding, inputs);
            assertThat(rounding.error()).isGreaterThanOrEqualTo(change * 0.9999)
                    .isLessThanOrEqualTo(change * 1.001 + 1e-3 * 40 * 40 * width * width * 0.05 * 0.05);
        });
    }

    @Test
    void wholeCodesAreExact() {
        Seeds.forEach(50, random -> {
            int width = 1 + random.nextInt(10);
            int[] codes = random.ints(width, -126, 127).toArray();
            codes[random.nextInt(width)] = 127;
            double[] weights = java.util.Arrays.stream(codes).mapToDouble(c -> c * 0.03).toArray();
            UnitRounding best =
                    UnitRounding.best(weights, 0, InputMoments.of(inputs(random, width, 50), null), true);
            assertThat(best.codes()).isEqualTo(codes);
            assertThat(best.factor()).isCloseTo(0.03, within(1e-12));
            assertThat(best.error()).isLessThan(1e-12);
        });
    }

    @Test
    void searchingScalesIsNeverWorse() {
        Seeds.forEach(50, random -> {
            int width = 1 + random.nextInt(10);
            InputMoments moments = InputMoments.of(inputs(random, width, 50), null);
            double[] weights = weights(random, width);
            assertThat(UnitRounding.best(weights, 0, moments, true).error())
                    .isLessThanOrEqualTo(UnitRounding.best(weights, 0, moments, false).error());
        });
    }

    @Test
    void factorIsNeverSmallerThanAllowed() {
        InputMoments moments = InputMoments.independent(2);
        assertThat(UnitRounding.best(new double[] {1, -0.5}, 0.25, moments, true).factor())
                .isGreaterThanOrEqualTo(0.25);
        UnitRounding zeros = UnitRounding.best(new double[2], 0, moments, true);
        assertThat(zeros.codes()).containsExactly(0, 0);
        assertThat(zeros.factor()).isPositive();
        assertThat(zeros.error()).isZero();
    }
}
