package dev.halfstep.kernel.conv;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.lower.LoweredFilter.FilterLayer.HybridFilter;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.rounding.RowCoding;

/**
 * A convolution of {@code float} images with int8 weights.
 *
 * @param sums kernel for its sums
 */
public record HybridConvolution(HybridFilter layer, FilterKernel<short[], IntSink> sums)
        implements
            FilterKernel<float[], float[]> {

    /** The largest magnitude of a code less its zero point. */
    public static final int LARGEST = 255;

    @Override
    public Runnable bound(SlidingWindow window, float[] in, float[] out) {
        int size = window.imageSize();
        var codes = new byte[size];
        var centred = new short[in.length];
        var scales = new float[window.batches()];
        Runnable run = sums.bound(window, centred, (batch, s, at) -> {
            for (int o = 0; o < s.length; o++) {
                out[at + o] = layer.value(s[o], scales[batch], o);
            }
        });
        return () -> {
            for (int batch = 0; batch < scales.length; batch++) {
                scales[batch] = encode(in, batch * size, codes, centred);
            }
            run.run();
        };
    }

    /** Codes an image, and gives its scale. */
    private float encode(float[] in, int from, byte[] codes, short[] centred) {
        RowCoding coding = RowCoding.code(layer.asymmetric(), in, from, codes.length, codes);
        for (int i = 0; i < codes.length; i++) {
            centred[from + i] = (short) (codes[i] - coding.zeroPoint());
        }
        return coding.scale();
    }
}
