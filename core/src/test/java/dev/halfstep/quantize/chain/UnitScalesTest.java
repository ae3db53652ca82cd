package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.lower.Dense.FloatDense;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitScalesTest {

    private static FloatDense next(Random random, int units, int outputs) {
        var weights = new float[units * outputs];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = (float) random.nextGaussian();
        }
        return new FloatDense(weights, new float[outputs], units, outputs, Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY);
    }

    private static double[] smallest(Random random, int units) {
        return random.doubles(units, 0.001, 0.1).toArray();
    }

    @Test
    void weightsBehindOneOutputAreWholeCodes() {
        Seeds.forEach(100, random -> {
            int units = 1 + random.nextInt(20);
            FloatDense next = next(random, units, 1);
            double[] scales = UnitScales.fitted(smallest(random, units), next);
            double largest = 0;
            for (int u = 0; u < units; u++) {
                largest = Math.max(largest, Math.abs(next.weights()[u]) * scales[u]);
            }
            for (int u = 0; u < units; u++) {
                double code = next.weights()[u] * scales[u] / largest * 127;
                assertThat(code).isCloseTo(Math.rint(code), within(1e-6)).isBetween(-127.000001, 127.000001);
            }
        });
    }

    @Test
    void stepsAreNeverSmallerThanNeeded() {
        Seeds.forEach(100, random -> {
            int units = 1 + random.nextInt(20);
            int outputs = 1 + random.nextInt(20);
            double[] smallest = smallest(random, units);
            double[] scales = UnitScales.fitted(smallest, next(random, units, outputs));
            for (int u = 0; u < units; u++) {
                assertThat(scales[u]).isGreaterThanOrEqualTo(smallest[u]);
                assertThat(outputs == 1 ? 0 : scales[u] / smallest[u]).as("widening").isLessThanOrEqualTo(1.3500001);
            }
        });
    }

    @Test
    void unitsThatNeverWakeHaveAStep() {
        var random = new Random(1);
        assertThat(Arrays.stream(UnitScales.fitted(new double[3], next(random, 3, 1)))).allMatch(scale -> scale > 0);
        assertThat(Arrays.stream(UnitScales.fitted(new double[] {0, 1}, next(random, 2, 2))))
                .allMatch(scale -> scale > 0);
        var unread = new FloatDense(new float[2], new float[1], 2, 1, Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY);
        assertThat(UnitScales.fitted(new double[] {0.5, 0.25}, unread)).containsExactly(0.5, 0.25);
    }
}
