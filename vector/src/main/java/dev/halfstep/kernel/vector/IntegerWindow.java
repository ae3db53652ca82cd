package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.lower.SlidingWindow;
import jdk.incubator.vector.FloatVector;

/** A convolution of integers, held as {@code float}, at one position of its window after another. Vectors lie along the outputs. */
abstract sealed class IntegerWindow extends VectorWindow permits SumsWindow, CodeWindow {

    /**
     * Bound to images.
     *
     * @param weights in the order of the kernels, so small that sums are exact
     * @param bias what the sums begin with, {@code [outputs]}
     */
    IntegerWindow(SlidingWindow shape, float[] weights, float[] bias, float[] in) {
        super(shape, weights, bias, in);
    }

    @Override
    final int channels(int from, int weight) {
        int c = 0;
        for (; c <= sums.length - V; c += V) {
            FloatVector.fromArray(FLOATS, in, from + c)
                    .fma(FloatVector.fromArray(FLOATS, weights, weight + c), FloatVector.fromArray(FLOATS, sums, c))
                    .intoArray(sums, c);
        }
        return c;
    }

    @Override
    final void four(int from, int weight, int o) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, o);
        FloatVector b = FloatVector.fromArray(FLOATS, sums, o + V);
        FloatVector c = FloatVector.fromArray(FLOATS, sums, o + 2 * V);
        FloatVector d = FloatVector.fromArray(FLOATS, sums, o + 3 * V);
        int w = weight;
        for (int i = from; i < from + depth; i++) {
            FloatVector value = FloatVector.broadcast(FLOATS, in[i]);
            a = value.fma(FloatVector.fromArray(FLOATS, weights, w), a);
            b = value.fma(FloatVector.fromArray(FLOATS, weights, w + V), b);
            c = value.fma(FloatVector.fromArray(FLOATS, weights, w + 2 * V), c);
            d = value.fma(FloatVector.fromArray(FLOATS, weights, w + 3 * V), d);
            w += sums.length;
        }
        a.intoArray(sums, o);
        b.intoArray(sums, o + V);
        c.intoArray(sums, o + 2 * V);
        d.intoArray(sums, o + 3 * V);
    }

    @Override
    final void one(int from, int weight, int o) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, o);
        int w = weight;
        for (int i = from; i < from + depth; i++) {
            a = FloatVector.broadcast(FLOATS, in[i]).fma(FloatVector.fromArray(FLOATS, weights, w), a);
            w += sums.length;
        }
        a.intoArray(sums, o);
    }
}
