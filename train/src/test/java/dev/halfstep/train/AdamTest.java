package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {

    /** In the first step m = 0.1 g and √v = √0.001 |g|, so that the step is rate · g / (|g| + ε / √0.001). */
    @Test
    void theFirstStepIsTheRateInTheDirectionOfTheGradient() {
        float[] weights = {1, -2, 3, 0.5f};
        new Adam(0.01, 4).step(weights, new float[] {4, -0.001f, 0, 1e-6f});
        assertThat(weights).containsExactly(new float[] {0.99f, -1.99f, 3, 0.5f - 0.01f / (1 + 3.1623f)},
                within(5e-5f));
    }

    /** The published recurrences, in double precision. */
    @Test
    void followsTheFormulasOverManySteps() {
        double m = 0;
        double v = 0;
        double expected = 0.7;
        float[] weight = {0.7f};
        var adam = new Adam(0.003, 1);
        for (int t = 1; t <= 500; t++) {
            float gradient = (float) Math.sin(t * 0.37) + 0.2f;
            adam.step(weight, new float[] {gradient});
            m = 0.9 * m + 0.1 * gradient;
            v = 0.999 * v + 0.001 * gradient * gradient;
            double rate = 0.003 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
            expected -= rate * m / (Math.sqrt(v) + 1e-7);
            assertThat((double) weight[0]).isCloseTo(expected, within(1e-6 * t));
        }
        assertThat((double) weight[0]).isCloseTo(expected, within(2e-5));
    }

    @Test
    void withoutGradientNothingMoves() {
        float[] weights = {1, 2};
        var adam = new Adam(0.1, 2);
        for (int t = 0; t < 10; t++) {
            adam.step(weights, new float[2]);
        }
        assertThat(weights).containsExactly(1, 2);
    }
}
