package dev.halfstep.study;

import java.util.Arrays;

/**
 * Where a target's values are densest: the narrowest interval that holds at least half of them, the "shortest half" of robust
 * statistics. Of several it is the lowest.
 *
 * @param low its smallest value, in the target's unit
 * @param high its largest value
 */
public record DensePart(double low, double high) {

    /** The dense part of some values, of which there is at least one. */
    static DensePart of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = (sorted.length + 1) / 2;
        int best = 0;
        for (int first = 1; first + half <= sorted.length; first++) {
            if (sorted[first + half - 1] - sorted[first] < sorted[best + half - 1] - sorted[best]) {
                best = first;
            }
        }
        return new DensePart(sorted[best], sorted[best + half - 1]);
    }

    /** Whether a value lies in it; those that do not are the sparse part. */
    boolean contains(double value) {
        return low <= value && value <= high;
    }
}
