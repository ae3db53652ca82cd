package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.conv.WindowKernel;
import dev.halfstep.lower.SlidingWindow;
import java.util.Arrays;

/**
 * A convolution of integers whose sums are exact in {@code float}.
 *
 * @param shape taps, channels and groups
 * @param weights in the order of the kernels
 */
record SumsFilter(SlidingWindow shape, float[] weights) implements FilterKernel<short[], IntSink> {

    /**
     * The convolution with vectors where that can be done.
     *
     * @param largest the largest magnitude of what goes in
     */
    static FilterKernel<short[], IntSink> of(IntegerConvolution layer, int largest,
            FilterKernel<short[], IntSink> otherwise) {
        if (!VectorWindow.suits(layer.shape())) {
            return otherwise;
        }
        boolean exact = Arrays.stream(magnitudes(layer)).allMatch(magnitude -> Exact.holds(magnitude, largest));
        return exact ? new SumsFilter(layer.shape(), floats(layer)) : otherwise;
    }

    /** The sum of the magnitudes of each output's weights, for a convolution that suits. */
    static long[] magnitudes(IntegerConvolution layer) {
        var magnitudes = new long[layer.shape().outputs()];
        for (int w = 0; w < layer.weights().length; w++) {
            // With one group, and with one channel in each, all the weights of a tap stand side by side by output.
            magnitudes[w % magnitudes.length] += Math.abs(layer.weights()[w]);
        }
        return magnitudes;
    }

    static float[] floats(IntegerConvolution layer) {
        var weights = new float[layer.weights().length];
        widen(layer.weights(), weights);
        return weights;
    }

    static void widen(short[] from, float[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = from[i];
        }
    }

    @Override
    public Runnable bound(SlidingWindow window, short[] in, IntSink sink) {
        var values = new float[in.length];
        var kernel = new SumsWindow(shape, weights, values, sink);
        return () -> {
            widen(in, values);
            WindowKernel.slide(window, kernel);
        };
    }
}
