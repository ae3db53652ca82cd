package dev.halfstep.quantize.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.lower.Dense.FloatDense;
import org.junit.jupiter.api.Test;

class LargestWeightsTest {

    /** Gains rise and fall, weights are alike and 0: what is kept is what looking at all weights finds. */
    @Test
    void largestBesideAnyFeature() {
        Seeds.forEach(200, random -> {
            int inputs = 1 + random.nextInt(7);
            int outputs = 1 + random.nextInt(3);
            var weights = new float[inputs * outputs];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextInt(7) - 3;
            }
            var layer = new FloatDense(weights, new float[outputs], inputs, outputs, Float.NEGATIVE_INFINITY,
                    Float.POSITIVE_INFINITY);
            var largest = new LargestWeights(layer);
            var gains = new double[inputs];
            for (int change = 0; change < 30; change++) {
                int feature = random.nextInt(inputs);
                gains[feature] = random.nextInt(4);
                largest.set(feature, gains[feature]);
                for (int u = 0; u < outputs; u++) {
                    for (int beside = 0; beside < inputs; beside++) {
                        double expected = 0;
                        for (int f = 0; f < inputs; f++) {
                            expected = f == beside ? expected
                                    : Math.max(expected, gains[f] * Math.abs(weights[u * inputs + f]));
                        }
                        assertThat(largest.beside(u, beside)).isEqualTo(expected);
                    }
                }
            }
        });
    }
}
