package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import java.util.Arrays;

/**
 * The largest weight of each unit of a layer, each weight multiplied by a gain of its feature that may change. The largest two are
 * kept, so that it is known at once what is left without any one feature.
 */
final class LargestWeights {

    private static final int NONE = -1;

    private final FloatDense layer;
    private final double[] gains;
    /** For each unit the features of its largest weight and of the next one. */
    private final int[] first;
    private final int[] second;

    /** All gains are 0. */
    LargestWeights(FloatDense layer) {
        this.layer = layer;
        gains = new double[layer.inputs()];
        first = new int[layer.outputs()];
        second = new int[layer.outputs()];
        Arrays.fill(first, NONE);
        Arrays.fill(second, NONE);
    }

    /** What a unit's weight for a feature would be with a gain. */
    double weight(int unit, int feature, double gain) {
        return gain * Math.abs(layer.weights()[unit * layer.inputs() + feature]);
    }

    /** The largest weight of a unit for any other feature; 0 if there is none. */
    double beside(int unit, int feature) {
        int largest = first[unit] == feature ? second[unit] : first[unit];
        return largest == NONE ? 0 : weight(unit, largest, gains[largest]);
    }

    /** Changes the gain of a feature. */
    void set(int feature, double gain) {
        boolean falls = gain < gains[feature];
        gains[feature] = gain;
        for (int u = 0; u < first.length; u++) {
            boolean held = first[u] == feature || second[u] == feature;
            if (held && falls) {
                first[u] = NONE;
                second[u] = NONE;
                for (int f = 0; f < gains.length; f++) {
                    place(u, f);
                }
            } else {
                place(u, feature);
            }
        }
    }

    /** Puts a feature where it belongs, now that its weight is the same or larger. */
    private void place(int unit, int feature) {
        double weight = weight(unit, feature, gains[feature]);
        if (first[unit] == feature || first[unit] == NONE || weight > weight(unit, first[unit], gains[first[unit]])) {
            second[unit] = first[unit] == feature ? second[unit] : first[unit];
            first[unit] = feature;
        } else if (second[unit] == NONE || weight > weight(unit, second[unit], gains[second[unit]])) {
            second[unit] = feature;
        }
    }
}
