package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;
import static dev.halfstep.kernel.vector.Lanes.SHORTS;
import static dev.halfstep.kernel.vector.Lanes.V;

import dev.halfstep.kernel.Convolution;
import dev.halfstep.kernel.IntegerConvolution;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** A convolution of integers at one position after another. Vectors lie along the outputs. */
final class IntegerPlace extends VectorPlace {

    private final float[] weights;
    private final short[] in;
    private final IntegerConvolution.Sums32 taker;
    private final int[] results;

    /** @param weights in the order of {@link Convolution}, so small that sums are exact */
    IntegerPlace(Convolution shape, float[] weights, short[] in, IntegerConvolution.Sums32 taker) {
        super(shape, new float[shape.outputs()]);
        this.weights = weights;
        this.in = in;
        this.taker = taker;
        results = new int[shape.outputs()];
    }

    @Override
    void channels(int from, int weight) {
        int c = 0;
        for (; c <= sums.length - V; c += V) {
            var values = (FloatVector) ShortVector.fromArray(SHORTS, in, from + c)
                    .convertShape(VectorOperators.S2F, FLOATS, 0);
            values.fma(FloatVector.fromArray(FLOATS, weights, weight + c), FloatVector.fromArray(FLOATS, sums, c))
                    .intoArray(sums, c);
        }
        for (; c < sums.length; c++) {
            sums[c] += in[from + c] * weights[weight + c];
        }
    }

    @Override
    void single(int from, int weight, int o) {
        float sum = sums[o];
        for (int i = 0; i < depth; i++) {
            sum += in[from + i] * weights[weight + i * sums.length];
        }
        sums[o] = sum;
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
    void one(int from, int weight, int o) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, o);
        int w = weight;
        for (int i = from; i < from + depth; i++) {
            a = FloatVector.broadcast(FLOATS, in[i]).fma(FloatVector.fromArray(FLOATS, weights, w), a);
            w += sums.length;
        }
        a.intoArray(sums, o);
    }

    @Override
    public void end(int batch, int out) {
        for (int o = 0; o < sums.length; o++) {
            results[o] = (int) sums[o];
        }
        taker.take(batch, results, out);
    }
}
