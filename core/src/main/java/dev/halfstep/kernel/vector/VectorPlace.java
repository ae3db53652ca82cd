package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.Convolution;

/** A convolution at one position after another: vectors lie along the outputs, whose sums grow from tap to tap. */
abstract sealed class VectorPlace implements Convolution.Place permits FloatPlace, IntegerPlace {

    /** One for each output. */
    final float[] sums;
    /** Inputs of a tap, where outputs see all of them. */
    final int depth;
    private final float[] bias;
    private final boolean depthwise;

    /** @param bias what the sums begin with, {@code [outputs]} */
    VectorPlace(Convolution shape, float[] bias) {
        this.bias = bias;
        sums = new float[bias.length];
        depth = shape.inputs();
        depthwise = shape.groups() > 1;
    }

    /** Whether this can be done: one group, or channels by themselves. */
    static boolean suits(Convolution shape) {
        return shape.groups() == 1 || (shape.groups() == shape.inputs() && shape.groups() == shape.outputs());
    }

    @Override
    public final void begin() {
        System.arraycopy(bias, 0, sums, 0, sums.length);
    }

    @Override
    public final void tap(int from, int weight) {
        if (depthwise) {
            channels(from, weight);
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

    /** Adds to each channel's sum its own product. */
    abstract void channels(int from, int weight);

    /** Adds the products of all inputs to four vectors of sums. */
    abstract void four(int from, int weight, int o);

    /** The same for one vector. */
    abstract void one(int from, int weight, int o);

    /** The same for one sum. */
    abstract void single(int from, int weight, int o);
}
