package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.D;
import static dev.halfstep.kernel.vector.Lanes.DOUBLES;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.lower.Dense.Int16Dense;
import dev.halfstep.lower.rounding.Rescaling;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A dense layer of int16 codes with sums in {@code double}, exact below 2^53.
 *
 * <p>
 * The code of a sum is that of {@link Rescaling}: halves away from zero. Cutting off is done by adding and taking away 2^52, which
 * rounds to the nearest integer, and taking 1 from what came out larger.
 */
final class VectorInt16Dense implements Kernel<short[], short[]> {

    private static final double ALMOST_HALF = Math.nextDown(0.5);
    private static final double INTEGERS_FROM = 0x1p52;
    private static final double LARGEST_SUM = 0x1p52;
    private static final double LARGEST_RESULT = 0x1p31;
    private static final int LARGEST_CODE = 1 << 15;
    private static final int TOGETHER = 4;

    private final Int16Dense layer;
    private final int padded;
    /** {@code [TOGETHER vectors of outputs][input][TOGETHER * D]}. */
    private final double[] weights;
    private final double[] bias;
    private final double[] scales;

    private VectorInt16Dense(Int16Dense layer) {
        this.layer = layer;
        int inputs = layer.inputs();
        int width = TOGETHER * D;
        padded = (layer.outputs() + width - 1) / width * width;
        weights = new double[padded * inputs];
        bias = new double[padded];
        scales = new double[padded];
        for (int o = 0; o < layer.outputs(); o++) {
            bias[o] = layer.bias()[o];
            scales[o] = layer.scales()[o];
            for (int i = 0; i < inputs; i++) {
                weights[(o / width * inputs + i) * width + o % width] = layer.weights()[o * inputs + i];
            }
        }
    }

    /** For layers whose sums and results stay in range whatever goes in. */
    static Kernel<short[], short[]> of(Int16Dense layer, Kernel<short[], short[]> otherwise) {
        for (int o = 0; o < layer.outputs(); o++) {
            double largest = Math.abs((double) layer.bias()[o]);
            for (int i = 0; i < layer.inputs(); i++) {
                largest += (double) LARGEST_CODE * Math.abs(layer.weights()[o * layer.inputs() + i]);
            }
            if (largest >= LARGEST_SUM || largest * layer.scales()[o] >= LARGEST_RESULT - 1) {
                return otherwise;
            }
        }
        return new VectorInt16Dense(layer);
    }

    @Override
    public Runnable bound(short[] in, int rows, short[] out) {
        var x = new double[layer.inputs()];
        var y = new double[padded];
        return () -> {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < x.length; i++) {
                    x[i] = in[row * x.length + i];
                }
                for (int o = 0; o < padded; o += TOGETHER * D) {
                    sums(x, o, y);
                }
                int to = row * layer.outputs();
                for (int o = 0; o < layer.outputs(); o++) {
                    out[to + o] = (short) Math.clamp((int) y[o], layer.min(), layer.max());
                }
            }
        };
    }

    private void sums(double[] x, int o, double[] y) {
        DoubleVector a = DoubleVector.fromArray(DOUBLES, bias, o);
        DoubleVector b = DoubleVector.fromArray(DOUBLES, bias, o + D);
        DoubleVector c = DoubleVector.fromArray(DOUBLES, bias, o + 2 * D);
        DoubleVector d = DoubleVector.fromArray(DOUBLES, bias, o + 3 * D);
        int start = o * x.length;
        for (int i = 0; i < x.length; i++) {
            DoubleVector value = DoubleVector.broadcast(DOUBLES, x[i]);
            int w = start + i * TOGETHER * D;
            a = value.fma(DoubleVector.fromArray(DOUBLES, weights, w), a);
            b = value.fma(DoubleVector.fromArray(DOUBLES, weights, w + D), b);
            c = value.fma(DoubleVector.fromArray(DOUBLES, weights, w + 2 * D), c);
            d = value.fma(DoubleVector.fromArray(DOUBLES, weights, w + 3 * D), d);
        }
        a.intoArray(y, o);
        b.intoArray(y, o + D);
        c.intoArray(y, o + 2 * D);
        d.intoArray(y, o + 3 * D);
        for (int at = o; at < o + TOGETHER * D; at += D) {
            rounded(DoubleVector.fromArray(DOUBLES, y, at).mul(DoubleVector.fromArray(DOUBLES, scales, at)))
                    .intoArray(y, at);
        }
    }

    private static DoubleVector rounded(DoubleVector product) {
        DoubleVector beyond = product.abs().add(ALMOST_HALF);
        DoubleVector nearest = beyond.add(INTEGERS_FROM).sub(INTEGERS_FROM);
        DoubleVector magnitude = nearest.blend(nearest.sub(1), nearest.compare(VectorOperators.GT, beyond));
        return magnitude.blend(magnitude.neg(), product.compare(VectorOperators.LT, 0));
    }
}
