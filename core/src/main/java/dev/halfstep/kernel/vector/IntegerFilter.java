package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.Convolution;
import dev.halfstep.kernel.IntegerConvolution;
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
        var magnitudes = new long[layer.shape().outputs()];
        var weights = new float[layer.weights().length];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = layer.weights()[w];
            // With one group, and with one channel in each, all the weights of a tap stand side by side by output.
            magnitudes[w % magnitudes.length] += Math.abs(layer.weights()[w]);
        }
        boolean exact = Arrays.stream(magnitudes).allMatch(magnitude -> Exact.holds(magnitude, largest));
        return exact ? new IntegerFilter(layer.shape(), weights) : otherwise;
    }

    @Override
    public Supplier<Convolution.Place> bound(short[] in, IntegerConvolution.Sums32 taker) {
        Convolution.Place place = new IntegerPlace(shape, weights, in, taker);
        return () -> place;
    }
}
