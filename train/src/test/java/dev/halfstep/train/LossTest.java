package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {

    @ParameterizedTest
    @CsvSource({"MAE, 0, 0, 0", "MAE, 2.5, 2.5, 1", "MAE, -0.25, 0.25, -1", "MSE, 0, 0, 0", "MSE, 2.5, 6.25, 5",
            "MSE, -0.25, 0.0625, -0.5", "HUBER, 0, 0, 0", "HUBER, 0.5, 0.125, 0.5", "HUBER, -0.5, 0.125, -0.5",
            "HUBER, 1, 0.5, 1", "HUBER, -1, 0.5, -1", "HUBER, 2.5, 2, 1", "HUBER, -3, 2.5, -1"})
    void handComputed(Loss loss, float error, double value, float slope) {
        assertThat(loss.of(error)).isEqualTo(value);
        assertThat(loss.slope(error)).isEqualTo(slope);
    }

    @ParameterizedTest
    @EnumSource
    void slopeIsTheDerivative(Loss loss) {
        float step = 0x1p-10f;
        for (float error = -3.03f; error < 3; error += 0.1f) {
            double rise = (loss.of(error + step) - loss.of(error - step)) / (2 * step);
            assertThat((double) loss.slope(error)).isCloseTo(rise, within(1e-3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPredictionThatIsNoNumberShows(Loss loss) {
        assertThat(loss.of(Float.NaN)).isNaN();
        assertThat(loss.slope(Float.NaN)).isNaN();
        assertThat(loss.of(Float.NEGATIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void largeErrorsDoNotOverflow() {
        assertThat(Loss.MSE.of(1e30f)).isCloseTo(1e60, within(1e53));
    }
}
