package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.conv.WindowKernel;
import dev.halfstep.lower.SlidingWindow;

/** A convolution at one position of its window after another: vectors lie along the outputs, whose sums grow from tap to tap. */
abstract sealed class VectorWindow implements WindowKernel permits FloatWindow, IntegerWindow {

    /** One for each output. */
    final float[] sums;
    /** {@code [tap row][tap column][group][input of the group][output of the group]}. */
    final float[] weights;
    final float[] in;
    /** Inputs of a tap, where outputs see all of them. */
    final int depth;
    private final float[] bias;
    private final boolean depthwise;

    /**
     * Bound to images.
     *
     * @param shape taps, channels and groups
     * @param weights in the order of the kernels
     * @param bias what the sums begin with, {@code [outputs]}
     */
    VectorWindow(SlidingWindow shape, float[] weights, float[] bias, float[] in) {
        this.weights = weights;
        this.bias = bias;
        this.in = in;
        sums = new float[bias.length];
        depth = shape.inputs();
        depthwise = shape.groups() > 1;
    }

    /** Whether this can be done: one group, or channels by themselves. */
    static boolean suits(SlidingWindow shape) {
        return shape.groups() == 1 || (shape.groups() == shape.inputs() && shape.groups() == shape.outputs());
    }

    @Override
    public final void begin() {
        System.arraycopy(bias, 0, sums, 0, sums.length);
    }

    @Override
    public final void tap(int from, int weight) {
        if (depthwise) {
            for (int c = channels(from, weight); c < sums.length; c++) {
                sums[c] += in[from + c] * weights[weight + c];
            }
            return;
        }
        int o = 0;
        for (; o <= sums.length - 4 * V; o += 4 * V) {
            four(from, weight + o, o);
        }
        for (; o <= sums.length - V; o += V) {
            one(from, weight + o, o);
        }
        for (; o < sums.length; o++) {
            single(from, weight + o, o);
        }
    }

    private void single(int from, int weight, int o) {
        float sum = sums[o];
        for (int i = 0; i < depth; i++) {
            sum += in[from + i] * weights[weight + i * sums.length];
        }
        sums[o] = sum;
    }

    /** Adds to the sums of channels their own products, as far as these fill vectors, and returns how far that is. */
    abstract int channels(int from, int weight);

    /** Adds the products of all inputs to four vectors of sums. */
    abstract void four(int from, int weight, int o);

    /** The same for one vector. */
    abstract void one(int from, int weight, int o);
}
