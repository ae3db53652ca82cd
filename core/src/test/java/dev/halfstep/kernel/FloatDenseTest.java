package dev.halfstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.kernel.dense.FloatRows;
import dev.halfstep.lower.Dense.FloatDense;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatDenseTest {

    /** The tolerance grows with the length of the sum: half an ulp of the running sum for each addition. */
    @Test
    void isCloseToSumsInDouble() {
        Seeds.forEach(200, random -> {
            int inputs = DenseData.size(random);
            int outputs = DenseData.size(random);
            int rows = 1 + random.nextInt(3);
            var layer = new FloatDense(DenseData.floats(random, inputs * outputs), DenseData.floats(random, outputs),
                    inputs,
                    outputs, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
            float[] in = DenseData.floats(random, rows * inputs);
            var out = new float[rows * outputs];
            new FloatRows(layer).bound(in, rows, out).run();
            for (int i = 0; i < out.length; i++) {
                assertClose(out[i], layer, in, i / outputs, i % outputs);
            }
        });
    }

    private static void assertClose(float actual, FloatDense layer, float[] in, int row, int o) {
        double sum = layer.bias()[o];
        double magnitude = Math.abs(sum);
        for (int i = 0; i < layer.inputs(); i++) {
            double product = (double) in[row * layer.inputs() + i] * layer.weights()[o * layer.inputs() + i];
            sum += product;
            magnitude += Math.abs(product);
        }
        assertThat((double) actual).isCloseTo(sum, within(magnitude * (layer.inputs() + 2) * 0x1p-24));
    }

    /**
     * With these numbers each order of additions gives another sum: 2^24 swallows a 1 that meets it alone, not one that met
     * another 1 before.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void addsUpInEightLanes(int outputs) {
        int inputs = 16;
        float[] in = new float[inputs];
        in[0] = 1 << 24;
        in[8] = 1;
        in[4] = 1;
        in[12] = 1;
        var weights = new float[outputs * inputs];
        Arrays.fill(weights, 1);
        var out = new float[outputs];
        new FloatRows(new FloatDense(weights, new float[outputs], inputs, outputs, Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY)).bound(in, 1, out).run();
        // Lane 0 holds 2^24 + 1 = 2^24, lane 4 holds 2; with one output the accumulators add up in the same lanes.
        assertThat(out).containsOnly((1 << 24) + 2);
    }

    /** One output spreads over four accumulators: the 1s at 8 and 16 meet each other before they meet 2^24. */
    @Test
    void oneOutputHasFourAccumulators() {
        var in = new float[40];
        in[0] = 1 << 24;
        in[8] = 1;
        in[16] = 1;
        assertThat(sumOf(in, 1)).isEqualTo((1 << 24) + 2);
        assertThat(sumOf(in, 2)).isEqualTo(1 << 24);
    }

    /** What is left over after whole groups of eight comes last, one by one. */
    @Test
    void addsTheRestAtTheEnd() {
        var in = new float[11];
        in[0] = 1 << 24;
        in[8] = 1;
        in[9] = 1;
        in[10] = 2;
        assertThat(sumOf(in, 2)).isEqualTo((1 << 24) + 2);
    }

    @Test
    void clampsToTheActivation() {
        var layer = new FloatDense(new float[] {1, -1, 10}, new float[3], 1, 3, 0, 6);
        var out = new float[3];
        new FloatRows(layer).bound(new float[] {2}, 1, out).run();
        assertThat(out).containsExactly(2, 0, 6);
    }

    private static float sumOf(float[] in, int outputs) {
        var weights = new float[outputs * in.length];
        Arrays.fill(weights, 1);
        var out = new float[outputs];
        new FloatRows(new FloatDense(weights, new float[outputs], in.length, outputs, Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY)).bound(in, 1, out).run();
        return out[0];
    }
}
