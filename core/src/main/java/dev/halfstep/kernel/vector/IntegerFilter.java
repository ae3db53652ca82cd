package dev.halfstep.kernel.vector;

import dev.halfstep.lower.Convolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A convolution of integers whose sums are exact in {@code float}.
 *
 * @param weights in the order of {@link Convolution}
 */
record IntegerFilter(Convolution shape, float[] weights) implements IntegerConvolution.Binder {

    /**
     * The convolution with vectors where that can be done.
     *
     * @param largest the largest magnitude of what goes in
     */
    static IntegerConvolution.Binder of(IntegerConvolution layer, int largest, IntegerConvolution.Binder otherwise) {
        if (!VectorPlace.suits(layer.shape())) {
            return otherwise;
        }
        boolean exact = Arrays.stream(magnitudes(layer)).allMatch(magnitude -> Exact.holds(magnitude, largest));
        return exact ? new IntegerFilter(layer.shape(), floats(layer)) : otherwise;
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
    public Supplier<Convolution.Place> bound(short[] in, IntegerConvolution.Sums32 taker) {
        var values = new float[in.length];
        Convolution.Place place = new SumsPlace(shape, weights, values, taker);
        return () -> {
            widen(in, values);
            return place;
        };
    }
}
