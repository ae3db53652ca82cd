package dev.halfstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.kernel.dense.HybridRows;
import dev.halfstep.lower.Dense.HybridDense;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HybridDenseTest {

    /**
     * A second formulation, in real numbers: the input rounded to its 255 or 256 levels, times the real weights. It shares no
     * integer arithmetic with the kernel, only what the coding is meant to be.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void multipliesTheRoundedInput(boolean asymmetric) {
        Seeds.forEach(200, random -> {
            int inputs = DenseData.size(random);
            int outputs = DenseData.size(random);
            HybridDense layer = layer(random, inputs, outputs, random.nextBoolean() ? 1 : outputs, asymmetric);
            float[] in = DenseData.floats(random, inputs);
            double[] coded = asymmetric ? asymmetric(in) : symmetric(in);
            float[] out = run(layer, in, 1);
            for (int o = 0; o < outputs; o++) {
                assertThat((double) out[o]).isCloseTo(expected(layer, coded, o), within(1e-5 * inputs));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zerosGiveTheBias(boolean asymmetric) {
        HybridDense layer = layer(new Random(1), 13, 7, 7, asymmetric);
        assertThat(run(layer, new float[13], 1)).containsExactly(layer.bias());
    }

    /** A row is coded with a scale of its own, whatever the others hold. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsDoNotTouchEachOther(boolean asymmetric) {
        var random = new Random(2);
        HybridDense layer = layer(random, 13, 3, 3, asymmetric);
        float[] small = DenseData.floats(random, 13);
        float[] both = new float[39];
        System.arraycopy(small, 0, both, 0, 13);
        both[20] = 1000;
        System.arraycopy(small, 0, both, 26, 13);
        float[] out = run(layer, both, 3);
        float[] alone = run(layer, small, 1);
        assertThat(new float[] {out[0], out[1], out[2]}).containsExactly(alone);
        assertThat(new float[] {out[6], out[7], out[8]}).containsExactly(alone);
    }

    /** A row of one sign uses all 256 codes only where the coding has a zero point. */
    @Test
    void asymmetricCodingHalvesTheStepOfOneSidedRows() {
        float[] in = {0.1234f, 1};
        double exact = 0.1234f + 1;
        assertThat(Math.abs(onesOn(in, true) - exact)).isLessThan(1 / 255.0);
        assertThat((double) onesOn(in, false)).isCloseTo(Math.round(0.1234 * 127) / 127.0 + 1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void notANumberStaysOne(boolean asymmetric) {
        assertThat(onesOn(new float[] {1, Float.NaN}, asymmetric)).isNaN();
    }

    private static float onesOn(float[] in, boolean asymmetric) {
        var weights = new byte[in.length];
        Arrays.fill(weights, (byte) 127);
        var layer =
                new HybridDense(weights, new float[] {1 / 127f}, new float[1],
                        in.length, 1, asymmetric, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        return run(layer, in, 1)[0];
    }

    private static HybridDense layer(Random random, int inputs, int outputs, int scales, boolean asymmetric) {
        byte[] weights = DenseData.weights(random, inputs * outputs);
        var weightScales = new float[scales];
        for (int s = 0; s < scales; s++) {
            weightScales[s] = (1 + random.nextFloat()) / 127;
        }
        return new HybridDense(weights, weightScales, DenseData.floats(random, outputs), inputs, outputs, asymmetric,
                Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY);
    }

    private static float[] run(HybridDense layer, float[] in, int rows) {
        var out = new float[rows * layer.outputs()];
        new HybridRows(layer).bound(in, rows, out).run();
        return out;
    }

    private static double expected(HybridDense layer, double[] in, int o) {
        double sum = 0;
        for (int i = 0; i < in.length; i++) {
            sum += in[i] * layer.weights()[o * in.length + i];
        }
        return layer.bias()[o] + sum * layer.weightScales()[layer.weightScales().length == 1 ? 0 : o];
    }

    private static double[] symmetric(float[] in) {
        float range = 0;
        for (float value : in) {
            range = Math.max(range, Math.abs(value));
        }
        var coded = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            coded[i] = Math.rint((double) in[i] * (127 / range)) * range / 127;
        }
        return coded;
    }

    private static double[] asymmetric(float[] in) {
        double low = 0;
        double high = 0;
        for (float value : in) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double scale = (high - low) / 255;
        double zeroPoint = Math.rint(-128 - low / scale);
        var coded = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            coded[i] = (Math.clamp(Math.rint(in[i] / scale) + zeroPoint, -128, 127) - zeroPoint) * scale;
        }
        return coded;
    }
}
