package dev.halfstep.kernel.vector;

import java.util.ArrayList;
import java.util.List;

/** Sums of integers in {@code float} that are exact: no partial sum passes 2^24. */
final class Exact {

    static final int LARGEST_SUM = 1 << 24;

    private Exact() {}

    /**
     * Whether all sums of an output stay exact.
     *
     * @param magnitude the sum of the magnitudes of its weights
     * @param largest the largest magnitude of what they are multiplied with
     */
    static boolean holds(long magnitude, int largest) {
        return magnitude * largest <= LARGEST_SUM;
    }

    /**
     * The sums of a layer in as few parts as it takes for each to be exact; mostly one.
     *
     * @param weights {@code [outputs][inputs]}
     * @param largest the largest magnitude of an input
     */
    static List<Sums> parts(byte[] weights, int inputs, int outputs, int largest) {
        var parts = new ArrayList<Sums>();
        var values = new float[weights.length];
        for (int w = 0; w < values.length; w++) {
            values[w] = weights[w];
        }
        var magnitudes = new long[outputs];
        int from = 0;
        for (int i = 0; i < inputs; i++) {
            boolean fits = true;
            for (int o = 0; o < outputs; o++) {
                magnitudes[o] += Math.abs(weights[o * inputs + i]);
                fits &= holds(magnitudes[o], largest);
            }
            if (!fits) {
                parts.add(Sums.of(values, inputs, from, i, new float[outputs]));
                from = i;
                for (int o = 0; o < outputs; o++) {
                    magnitudes[o] = Math.abs(weights[o * inputs + i]);
                }
            }
        }
        parts.add(Sums.of(values, inputs, from, inputs, new float[outputs]));
        return parts;
    }
}
