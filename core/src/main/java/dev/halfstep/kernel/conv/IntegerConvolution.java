package dev.halfstep.kernel.conv;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.CodedFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.SlidingWindow;
import java.util.Arrays;

/**
 * The sums of a convolution of integers: codes less their zero point go in, 32-bit sums, which wrap where they overflow, go to a
 * sink.
 *
 * @param shape taps, channels and groups
 * @param weights codes less their zero point, in the order of {@link KernelOrder}
 */
public record IntegerConvolution(SlidingWindow shape, short[] weights) implements FilterKernel<short[], IntSink> {

    /** With a layer's weights. */
    public static IntegerConvolution of(LoweredFilter filter, CodedFilter layer) {
        var convolution = new IntegerConvolution(filter.window(), new short[filter.weights()]);
        convolution.arrange(filter, layer);
        return convolution;
    }

    /** Brings a layer's weights, as they are now, into the kernel's order. */
    public void arrange(LoweredFilter filter, CodedFilter layer) {
        KernelOrder.arrange(filter, (from, to) -> weights[to] = (short) layer.weight(from));
    }

    @Override
    public Runnable bound(SlidingWindow window, short[] in, IntSink sink) {
        var bound = new Bound32(this, shape.groupInputs(), shape.groupOutputs(), in, new int[shape.outputs()], sink);
        return () -> WindowKernel.slide(window, bound);
    }

    /** From codes to codes, with 64-bit sums. */
    public FilterKernel<short[], short[]> wide(WideFilter layer) {
        return (window, in, out) -> {
            var bound = new Bound64(this, layer, shape.groupInputs(), shape.groupOutputs(), in,
                    new long[shape.outputs()], out);
            return () -> WindowKernel.slide(window, bound);
        };
    }

    /**
     * A convolution bound to its images.
     *
     * @param depth inputs of a group
     * @param width outputs of a group
     */
    private record Bound32(IntegerConvolution convolution, int depth, int width, short[] in, int[] sums, IntSink sink)
            implements
                WindowKernel {

        @Override
        public void begin() {
            Arrays.fill(sums, 0);
        }

        @Override
        public void tap(int from, int weight) {
            short[] weights = convolution.weights;
            if (depth == 1 && width == 1) {
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += in[from + c] * weights[weight + c];
                }
                return;
            }
            int at = weight;
            for (int i = 0; i < convolution.shape.inputs(); i += depth) {
                int group = i / depth * width;
                for (int input = from + i; input < from + i + depth; input++) {
                    int value = in[input];
                    for (int o = 0; o < width; o++) {
                        sums[group + o] += value * weights[at + o];
                    }
                    at += width;
                }
            }
        }

        @Override
        public void end(int batch, int out) {
            sink.take(batch, sums, out);
        }
    }

    /** The same with 64-bit sums. */
    private record Bound64(IntegerConvolution convolution, WideFilter layer, int depth, int width, short[] in,
            long[] sums, short[] out)
            implements
                WindowKernel {

        @Override
        public void begin() {
            Arrays.fill(sums, 0);
        }

        @Override
        public void tap(int from, int weight) {
            short[] weights = convolution.weights;
            if (depth == 1 && width == 1) {
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += in[from + c] * weights[weight + c];
                }
                return;
            }
            int at = weight;
            for (int i = 0; i < convolution.shape.inputs(); i += depth) {
                int group = i / depth * width;
                for (int input = from + i; input < from + i + depth; input++) {
                    int value = in[input];
                    for (int o = 0; o < width; o++) {
                        sums[group + o] += value * weights[at + o];
                    }
                    at += width;
                }
            }
        }

        @Override
        public void end(int batch, int to) {
            for (int o = 0; o < sums.length; o++) {
                out[to + o] = (short) layer.code(sums[o], o);
            }
        }
    }
}
