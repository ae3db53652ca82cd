package dev.halfstep.kernel.conv;

import dev.halfstep.kernel.array.ByteCodes;
import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.tensor.DType;

/**
 * A convolution from 8-bit codes to 8-bit codes.
 *
 * @param sums its weights in a kernel's order
 */
public record CodeConvolution(IntegerConvolution sums, IntegerFilter layer) {

    /** Whether codes are. */
    public boolean unsigned() {
        return layer.type() == DType.UINT8;
    }

    /**
     * The convolution by a kernel for its sums.
     *
     * @param kernel that of {@link #sums}
     */
    public FilterKernel<byte[], byte[]> by(FilterKernel<short[], IntSink> kernel) {
        return (window, in, out) -> {
            var centred = new short[in.length];
            Runnable run = kernel.bound(window, centred, (batch, s, at) -> {
                for (int o = 0; o < s.length; o++) {
                    out[at + o] = (byte) layer.code(s[o], o);
                }
            });
            return () -> {
                ByteCodes.centre(in, unsigned(), layer.inputZeroPoint(), centred);
                run.run();
            };
        };
    }

    /** A convolution from int16 codes to int16 codes with 32-bit sums, by a kernel for these. */
    public static FilterKernel<short[], short[]> ofShorts(IntegerFilter layer, FilterKernel<short[], IntSink> kernel) {
        return (window, in, out) -> kernel.bound(window, in, (batch, s, at) -> {
            for (int o = 0; o < s.length; o++) {
                out[at + o] = (short) layer.code(s[o], o);
            }
        });
    }
}
