package dev.halfstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.kernel.dense.Int16Rows;
import dev.halfstep.lower.Dense.Int16Dense;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Int16DenseTest {

    @Test
    void equalsTheDefinition() {
        Seeds.forEach(300, random -> {
            int inputs = DenseData.size(random);
            int outputs = DenseData.size(random);
            int rows = 1 + random.nextInt(3);
            double scale = 0.01 * random.nextDouble() / inputs;
            var layer = new Int16Dense(DenseData.weights(random, inputs * outputs),
                    random.longs(outputs, -(1L << 34), 1L << 34).toArray(), inputs, outputs,
                    filled(scale, outputs), -32768, 32767);
            short[] in = DenseData.shorts(random, rows * inputs);
            var out = new short[rows * outputs];
            new Int16Rows(layer).bound(in, rows, out).run();
            assertThat(out).containsExactly(naive(layer, in, rows));
        });
    }

    /** The sum alone needs more than 32 bits here. */
    @Test
    void sumsInSixtyFourBits() {
        int inputs = 2000;
        var weights = new byte[inputs];
        var in = new short[inputs];
        for (int i = 0; i < inputs; i++) {
            weights[i] = 127;
            in[i] = 32767;
        }
        var layer = new Int16Dense(weights, new long[1], inputs, 1, new double[] {1 / (127.0 * inputs)}, -32768, 32767);
        var out = new short[1];
        new Int16Rows(layer).bound(in, 1, out).run();
        assertThat(out).containsExactly(32767);
    }

    private static double[] filled(double value, int length) {
        var array = new double[length];
        Arrays.fill(array, value);
        return array;
    }

    private static short[] naive(Int16Dense layer, short[] in, int rows) {
        var out = new short[rows * layer.outputs()];
        for (int i = 0; i < out.length; i++) {
            int row = i / layer.outputs();
            int o = i % layer.outputs();
            BigInteger sum = BigInteger.valueOf(layer.bias()[o]);
            for (int k = 0; k < layer.inputs(); k++) {
                sum = sum.add(BigInteger
                        .valueOf((long) layer.weights()[o * layer.inputs() + k] * in[row * layer.inputs() + k]));
            }
            int scaled = new BigDecimal(sum.longValueExact() * layer.scales()[o]).setScale(0, RoundingMode.HALF_UP)
                    .intValueExact();
            out[i] = (short) Math.clamp(scaled, layer.min(), layer.max());
        }
        return out;
    }
}
