package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.lower.SlidingWindow;

/** A convolution of integers whose sums go to a sink. */
final class SumsWindow extends IntegerWindow {

    private final IntSink sink;
    private final int[] results;

    SumsWindow(SlidingWindow shape, float[] weights, float[] in, IntSink sink) {
        super(shape, weights, new float[shape.outputs()], in);
        this.sink = sink;
        results = new int[shape.outputs()];
    }

    @Override
    public void end(int batch, int out) {
        for (int o = 0; o < results.length; o++) {
            results[o] = (int) sums[o];
        }
        sink.take(batch, results, out);
    }
}
