package dev.halfstep.kernel.conv;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.WeightOrder;
import dev.halfstep.lower.SlidingWindow;
import java.util.Arrays;

/**
 * A convolution in {@code float}, each sum in the order of TensorFlow Lite's reference kernel.
 *
 * @param shape taps, channels and groups
 * @param weights in the order of {@link KernelOrder}
 */
public record FloatConvolution(SlidingWindow shape, FloatFilter layer, float[] weights)
        implements
            FilterKernel<float[], float[]> {

    /** With the layer's weights. */
    public static FloatConvolution of(LoweredFilter filter, FloatFilter layer) {
        float[] weights = filter.order() == WeightOrder.BY_TAP ? layer.weights() : new float[filter.weights()];
        var convolution = new FloatConvolution(filter.window(), layer, weights);
        convolution.arrange(filter);
        return convolution;
    }

    /** Brings the layer's weights, as they are now, into the kernel's order. */
    public void arrange(LoweredFilter filter) {
        if (filter.order() != WeightOrder.BY_TAP) {
            float[] from = layer.weights();
            KernelOrder.arrange(filter, (f, t) -> weights[t] = from[f]);
        }
    }

    @Override
    public Runnable bound(SlidingWindow window, float[] in, float[] out) {
        var bound = new Bound(this, shape.groupInputs(), shape.groupOutputs(), in, new float[shape.outputs()], out);
        return () -> WindowKernel.slide(window, bound);
    }

    /**
     * A convolution bound to its images.
     *
     * @param depth inputs of a group
     * @param width outputs of a group
     */
    private record Bound(FloatConvolution convolution, int depth, int width, float[] in, float[] sums, float[] out)
            implements
                WindowKernel {

        @Override
        public void begin() {
            Arrays.fill(sums, 0);
        }

        @Override
        public void tap(int from, int weight) {
            float[] sums = this.sums;
            float[] weights = convolution.weights;
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
                    float value = in[input];
                    for (int o = 0; o < width; o++) {
                        sums[group + o] += value * weights[at + o];
                    }
                    at += width;
                }
            }
        }

        @Override
        public void end(int batch, int to) {
            FloatFilter layer = convolution.layer;
            for (int o = 0; o < sums.length; o++) {
                out[to + o] = layer.value(sums[o], o);
            }
        }
    }
}
