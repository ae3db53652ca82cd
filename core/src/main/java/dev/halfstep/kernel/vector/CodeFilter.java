package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.lower.Convolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.Requantizer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A convolution of integers whose sums are exact in {@code float}, bias included, and become codes.
 *
 * <p>
 * {@link Requantizer} rounds twice: a sum times its scale to a multiple of {@code 2^shift}, and that to an integer. So a result that
 * lies nearer to a half than {@code 2^(shift - 1)} may go the other way than if it were rounded once, which is what vectors do. Such
 * results are not certain.
 *
 * @param weights in the order of {@link Convolution}
 * @param bias {@code [outputs]}
 * @param scales {@code [outputs]}
 * @param certain how far from an integer a result may lie for its code to be certain
 */
record CodeFilter(CodeConvolution layer, float[] weights, float[] bias, float[] scales, float certain)
        implements
            CodeConvolution.Binder {

    /** More than single precision makes of the largest results that codes have, which are below 2^9. */
    private static final double ERROR = 0x1p-14;

    /** The convolution, if it can be done so. */
    static Optional<CodeConvolution.Binder> of(CodeConvolution layer) {
        IntegerConvolution sums = layer.layer();
        if (!VectorPlace.suits(sums.shape())) {
            return Optional.empty();
        }
        int outputs = sums.shape().outputs();
        long[] magnitudes = IntegerFilter.magnitudes(sums);
        var scales = new float[outputs];
        var bias = new float[outputs];
        double certain = 0.5;
        for (int o = 0; o < outputs; o++) {
            long largest = magnitudes[o] * CodeConvolution.LARGEST + Math.abs((long) layer.bias()[o]);
            if (largest > Exact.LARGEST_SUM) {
                return Optional.empty();
            }
            int multiplier = layer.requantizer().multipliers()[o];
            int shift = layer.requantizer().shifts()[o];
            bias[o] = layer.bias()[o];
            scales[o] = (float) Math.scalb((double) multiplier, shift - Integer.SIZE + 1);
            if (multiplier != 0) {
                certain = Math.min(certain, 0.5 - Math.scalb(0.5, shift) - ERROR);
            }
        }
        return Optional.of(new CodeFilter(layer, IntegerFilter.floats(sums), bias, scales, (float) certain));
    }

    @Override
    public Supplier<Convolution.Place> bound(byte[] in, byte[] out) {
        var values = new float[in.length];
        Convolution.Place place = new CodesPlace(this, values, out);
        return () -> {
            centre(in, values);
            return place;
        };
    }

    private void centre(byte[] codes, float[] to) {
        int mask = layer.unsigned() ? 0xff : -1;
        int zeroPoint = layer.zeroPoint();
        for (int i = 0; i < codes.length; i++) {
            to[i] = (codes[i] & mask) - zeroPoint;
        }
    }
}
