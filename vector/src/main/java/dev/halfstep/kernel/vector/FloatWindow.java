package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution in {@code float} at one position of its window after another. Vectors lie along the outputs, and each sum grows in the order of
 * the reference kernel, multiplied and added without fusing, so that it is the same bit for bit.
 */
final class FloatWindow extends VectorWindow {

    private final FloatFilter layer;
    private final float[] out;

    FloatWindow(FloatConvolution convolution, float[] in, float[] out) {
        super(convolution.shape(), convolution.weights(), new float[convolution.shape().outputs()], in);
        layer = convolution.layer();
        this.out = out;
    }

    @Override
    int channels(int from, int weight) {
        int c = 0;
        for (; c <= sums.length - V; c += V) {
            FloatVector.fromArray(FLOATS, sums, c).add(FloatVector.fromArray(FLOATS, in, from + c)
                    .mul(FloatVector.fromArray(FLOATS, weights, weight + c))).intoArray(sums, c);
        }
        return c;
    }

    @Override
    void four(int from, int weight, int o) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, o);
        FloatVector b = FloatVector.fromArray(FLOATS, sums, o + V);
        FloatVector c = FloatVector.fromArray(FLOATS, sums, o + 2 * V);
        FloatVector d = FloatVector.fromArray(FLOATS, sums, o + 3 * V);
        int w = weight;
        for (int i = from; i < from + depth; i++) {
            FloatVector value = FloatVector.broadcast(FLOATS, in[i]);
            a = a.add(value.mul(FloatVector.fromArray(FLOATS, weights, w)));
            b = b.add(value.mul(FloatVector.fromArray(FLOATS, weights, w + V)));
            c = c.add(value.mul(FloatVector.fromArray(FLOATS, weights, w + 2 * V)));
            d = d.add(value.mul(FloatVector.fromArray(FLOATS, weights, w + 3 * V)));
            w += sums.length;
        }
        a.intoArray(sums, o);
        b.intoArray(sums, o + V);
        c.intoArray(sums, o + 2 * V);
        d.intoArray(sums, o + 3 * V);
    }

    @Override
    void one(int from, int weight, int o) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, o);
        int w = weight;
        for (int i = from; i < from + depth; i++) {
            a = a.add(FloatVector.broadcast(FLOATS, in[i]).mul(FloatVector.fromArray(FLOATS, weights, w)));
            w += sums.length;
        }
        a.intoArray(sums, o);
    }

    @Override
    public void end(int batch, int to) {
        for (int o = 0; o < sums.length; o++) {
            out[to + o] = layer.value(sums[o], o);
        }
    }
}
