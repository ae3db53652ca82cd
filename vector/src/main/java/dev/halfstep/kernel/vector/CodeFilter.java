package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.conv.WindowKernel;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.SlidingWindow;
import java.util.Optional;

/**
 * A convolution of integers whose sums are exact in {@code float}, bias included, and become codes.
 *
 * <p>
 * {@link Requantizer} rounds twice: a sum times its scale to a multiple of {@code 2^shift}, and that to an integer. So a result that
 * lies nearer to a half than {@code 2^(shift - 1)} may go the other way than if it were rounded once, which is what vectors do. Such
 * results are not certain.
 *
 * @param weights in the order of the kernels
 * @param bias {@code [outputs]}
 * @param scales {@code [outputs]}
 * @param certain how far from an integer a result may lie for its code to be certain
 */
record CodeFilter(CodeConvolution convolution, float[] weights, float[] bias, float[] scales, float certain)
        implements
            FilterKernel<byte[], byte[]> {

    /** More than single precision makes of the largest results that codes have, which are below 2^9. */
    private static final double ERROR = 0x1p-14;

    /** The convolution, if it can be done so. */
    static Optional<FilterKernel<byte[], byte[]>> of(CodeConvolution convolution) {
        IntegerConvolution sums = convolution.sums();
        IntegerFilter layer = convolution.layer();
        if (!VectorWindow.suits(sums.shape())) {
            return Optional.empty();
        }
        int outputs = sums.shape().outputs();
        long[] magnitudes = SumsFilter.magnitudes(sums);
        var scales = new float[outputs];
        var bias = new float[outputs];
        double certain = 0.5;
        for (int o = 0; o < outputs; o++) {
            long largest = magnitudes[o] * layer.largestInput() + Math.abs((long) layer.bias()[o]);
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
        return Optional.of(new CodeFilter(convolution, SumsFilter.floats(sums), bias, scales, (float) certain));
    }

    @Override
    public Runnable bound(SlidingWindow window, byte[] in, byte[] out) {
        var values = new float[in.length];
        var kernel = new CodeWindow(this, values, out);
        return () -> {
            centre(in, values);
            WindowKernel.slide(window, kernel);
        };
    }

    private void centre(byte[] codes, float[] to) {
        int mask = convolution.unsigned() ? 0xff : -1;
        int zeroPoint = convolution.layer().inputZeroPoint();
        for (int i = 0; i < codes.length; i++) {
            to[i] = (codes[i] & mask) - zeroPoint;
        }
    }
}
