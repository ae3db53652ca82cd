package dev.halfstep.kernel.vector;

import dev.halfstep.lower.Convolution;
import dev.halfstep.kernel.conv.IntegerConvolution;

/** A convolution of integers whose sums somebody else takes. */
final class SumsPlace extends IntegerPlace {

    private final IntegerConvolution.Sums32 taker;
    private final int[] results;

    SumsPlace(Convolution shape, float[] weights, float[] in, IntegerConvolution.Sums32 taker) {
        super(shape, weights, new float[shape.outputs()], in);
        this.taker = taker;
        results = new int[shape.outputs()];
    }

    @Override
    public void end(int batch, int out) {
        for (int o = 0; o < results.length; o++) {
            results[o] = (int) sums[o];
        }
        taker.take(batch, results, out);
    }
}
