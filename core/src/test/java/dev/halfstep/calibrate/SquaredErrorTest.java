package dev.halfstep.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquaredErrorTest {

    /** What the histogram says of a range is what the values themselves say. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16, 256})
    void costsAreThoseOfTheValues(int codes) {
        float[] values = SampleRows.heavyTailed(1, 20_000);
        Histogram histogram = SampleRows.histogram(values);
        var cost = new SquaredError(histogram, codes);
        Range seen = SampleRows.range(values);
        Seeds.forEach(50, random -> {
            double min = seen.min() * random.nextDouble();
            double max = seen.max() * random.nextDouble();
            double expected = SampleRows.squaredError(values, min, max, codes);
            double actual = cost.of(min / histogram.width(), max / histogram.width()) / values.length
                    * histogram.width() * histogram.width();
            assertThat(actual).isCloseTo(expected, Percentage.withPercentage(3));
        });
    }

    /** Against a grid of 100 x 100 ends, on the values themselves. */
    @ParameterizedTest
    @ValueSource(ints = {4, 16, 256})
    void noEndsOfAGridAreBetter(int codes) {
        float[] values = SampleRows.heavyTailed(2, 3000);
        Range seen = SampleRows.range(values);
        Range found = SampleRows.observation(values).range(RangeMethod.MSE, RangeOptions.defaults().withCodes(codes));
        double best = Double.POSITIVE_INFINITY;
        for (int l = 1; l <= 100; l++) {
            for (int h = 1; h <= 100; h++) {
                best = Math.min(best,
                        SampleRows.squaredError(values, seen.min() * l / 100.0, seen.max() * h / 100.0, codes));
            }
        }
        assertThat(SampleRows.squaredError(values, found.min(), found.max(), codes)).isLessThanOrEqualTo(best * 1.03);
    }

    /** With one end to look for, every edge is tried, or its neighbour. */
    @Test
    void noEndOfOneSideIsBetter() {
        Seeds.forEach(3, random -> {
            float[] values = SampleRows.relu(SampleRows.heavyTailed(random.nextLong(), 5000));
            Histogram histogram = SampleRows.histogram(values);
            var cost = new SquaredError(histogram, 256);
            Range found = SampleRows.find(RangeMethod.MSE, values);
            double best = Double.POSITIVE_INFINITY;
            for (int edge = 1; edge <= histogram.last(); edge++) {
                best = Math.min(best, cost.of(0, edge));
            }
            assertThat(cost.of(0, found.max() / histogram.width())).isLessThanOrEqualTo(best * 1.0001);
        });
    }

    /** Banner et al. (2019): the best clipping of a Laplace distribution at 4 bits is 5.03 times its scale. */
    @Test
    void findsTheKnownClippingOfALaplaceDistribution() {
        float[] values = SampleRows.heavyTailed(3, 200_000);
        Range found = SampleRows.observation(values).range(RangeMethod.MSE, RangeOptions.defaults().withCodes(16));
        assertThat((found.max() - found.min()) / 2.0).isCloseTo(5.03, within(0.35));
    }

    /** Rounding costs nothing here: every value has a code, and only the full range gives it to the outermost. */
    @Test
    void nothingIsClippedThatHasACode() {
        var values = new float[16];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        assertThat(SampleRows.observation(values).range(RangeMethod.MSE, RangeOptions.defaults().withCodes(16)).max())
                .isBetween(14.9f, 15f);
    }
}
