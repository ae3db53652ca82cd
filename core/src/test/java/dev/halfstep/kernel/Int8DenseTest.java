package dev.halfstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Seeds;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Dense.Int8Dense;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Int8DenseTest {

    /** Against the definition: the sum in 64 bits, its product with the scale rounded by {@link BigDecimal}. */
    @Test
    void equalsTheDefinition() {
        Seeds.forEach(300, random -> {
            int inputs = DenseData.size(random);
            int outputs = DenseData.size(random);
            int rows = 1 + random.nextInt(3);
            int zeroPoint = random.nextInt(256) - 128;
            Int8Dense layer =
                    layer(DenseData.weights(random, inputs * outputs), DenseData.ints(random, outputs, 1 << 20),
                            inputs, outputs, 0.02 * random.nextDouble() / inputs, zeroPoint, random.nextInt(256) - 128);
            byte[] in = DenseData.bytes(random, rows * inputs);
            var out = new byte[rows * outputs];
            Kernels.REFERENCE.dense(CodeChain.of(layer)).bound(in, rows, out).run();
            assertThat(out).containsExactly(naive(layer, in, rows));
        });
    }

    @Test
    void clampsToTheActivation() {
        var layer = new Int8Dense(new byte[] {127, -127}, new int[2], 1, 2, new double[] {1, 1}, 0, -10, -10, 50);
        var out = new byte[2];
        Kernels.REFERENCE.dense(CodeChain.of(layer)).bound(new byte[] {100}, 1, out).run();
        assertThat(out).containsExactly(50, -10);
    }

    @Test
    void sumsWrapAt32Bits() {
        var weights = new byte[9 * 2];
        Arrays.fill(weights, (byte) 127);
        var layer = new Int8Dense(weights, IntStream.generate(() -> Integer.MAX_VALUE).limit(9).toArray(), 2, 9,
                DoubleStream.generate(() -> 0x1p-25).limit(9).toArray(), -128, 0, -128, 127);
        byte[] in = {127, 127};
        var out = new byte[9];
        Kernels.REFERENCE.dense(CodeChain.of(layer)).bound(in, 1, out).run();
        assertThat(out).containsExactly(naive(layer, in, 1)).containsOnly((byte) -64);
    }

    private static Int8Dense layer(byte[] weights, int[] bias, int inputs, int outputs, double scale, int inputZero,
            int outputZero) {
        var scales = new double[outputs];
        Arrays.setAll(scales, o -> scale * (o + 1) / outputs);
        return new Int8Dense(weights, bias, inputs, outputs, scales, inputZero, outputZero, -128, 127);
    }

    private static byte[] naive(Int8Dense layer, byte[] in, int rows) {
        var out = new byte[rows * layer.outputs()];
        for (int i = 0; i < out.length; i++) {
            int row = i / layer.outputs();
            int o = i % layer.outputs();
            byte[] x = Arrays.copyOfRange(in, row * layer.inputs(), (row + 1) * layer.inputs());
            byte[] w = Arrays.copyOfRange(layer.weights(), o * layer.inputs(), (o + 1) * layer.inputs());
            int sum = (int) (sum(x, w, layer.inputZeroPoint()) + layer.bias()[o]);
            long scaled = new BigDecimal(sum * layer.scales()[o]).setScale(0, RoundingMode.HALF_UP).longValueExact();
            out[i] = (byte) Math.clamp(scaled + layer.outputZeroPoint(), layer.min(), layer.max());
        }
        return out;
    }

    private static long sum(byte[] x, byte[] w, int zeroPoint) {
        long sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (long) w[i] * (x[i] - zeroPoint);
        }
        return sum;
    }
}
