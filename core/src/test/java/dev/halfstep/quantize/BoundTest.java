package dev.halfstep.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTest {

    @Test
    void holdsUpToItsLimit() {
        var bound = new Bound(Bound.Measure.LARGEST_DEVIATION, 50);
        assertThat(bound.holds(50)).isTrue();
        assertThat(bound.holds(50.001)).isFalse();
        assertThat(bound.holds(Double.NaN)).isFalse();
        assertThat(bound.holds(Double.POSITIVE_INFINITY)).isFalse();
    }

    /** A quantized model may happen to be nearer to the labels than the float model. */
    @Test
    void nothingMayBeLost() {
        var bound = new Bound(Bound.Measure.MAE_LOSS, 0);
        assertThat(bound.holds(-0.01)).isTrue();
        assertThat(bound.holds(0)).isTrue();
        assertThat(bound.holds(Double.MIN_VALUE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void isANumberFromZeroOn(double limit) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new Bound(Bound.Measure.MAE_LOSS, limit))
                .withMessageContaining("the loss of MAE cannot be bound by")
                .withMessageEndingWith("Give maxLoss a number from 0 on, such as 1%.");
    }

    @Test
    void figures() {
        assertThat(new Bound(Bound.Measure.MAE_LOSS, 0.01).text()).isEqualTo("loss of MAE of at most 1 %");
        assertThat(new Bound(Bound.Measure.LARGEST_DEVIATION, 1200).text())
                .isEqualTo("largest deviation of at most 1200");
        assertThat(Bound.Measure.MAE_LOSS.text(-0.00123456)).isEqualTo("-0.12346 %");
        assertThat(Bound.Measure.LARGEST_DEVIATION.text(0)).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoNumberIsShown(Bound.Measure measure) {
        assertThat(measure.text(Double.NaN)).startsWith("NaN");
        assertThat(measure.text(Double.NEGATIVE_INFINITY)).startsWith("-Infinity");
    }
}
