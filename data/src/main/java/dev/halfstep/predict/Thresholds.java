package dev.halfstep.predict;

import java.util.function.DoubleUnaryOperator;

/**
 * A function that rises by 1 at a time between two integers, such as that from a raw value to its code, by the values at which it
 * rises. To look one up takes a multiplication and two comparisons, where the function itself divides twice and rounds three
 * times. The result is the same for every number, since the thresholds are those of the function.
 */
final class Thresholds {

    private final int least;
    /** {@code at[i]} is the smallest value that gives {@code least + i}; the first is below all, the last above. */
    private final double[] at;
    private final double perValue;
    private final double shift;

    /**
     * @param function does not fall, and goes from {@code least} to {@code most}
     */
    Thresholds(DoubleUnaryOperator function, int least, int most) {
        this.least = least;
        int last = most - least;
        at = new double[last + 2];
        at[0] = Double.NEGATIVE_INFINITY;
        for (int i = 1; i <= last; i++) {
            at[i] = first(function, least + i);
        }
        at[last + 1] = Double.POSITIVE_INFINITY;
        // Thresholds lie evenly, but for rounding; where they do not, the search takes longer.
        perValue = (last - 1) / (at[last] - at[1]);
        shift = 1 - at[1] * perValue;
    }

    /** The smallest value that gives a result or more. */
    private static double first(DoubleUnaryOperator function, int result) {
        long low = rank(-Double.MAX_VALUE);
        long high = rank(Double.POSITIVE_INFINITY);
        while (low < high) {
            long middle = (low & high) + ((low ^ high) >> 1);
            if (function.applyAsDouble(value(middle)) >= result) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return value(low);
    }

    /** An integer for each number, in the same order. */
    private static long rank(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static double value(long rank) {
        return Double.longBitsToDouble(rank ^ (rank >> 63 & Long.MAX_VALUE));
    }

    /** What the function gives for a number. */
    int of(double value) {
        int i = Math.max(0, Math.min((int) (value * perValue + shift), at.length - 2));
        return least + (value >= at[i] && value < at[i + 1] ? i : search(value, i));
    }

    private int search(double value, int from) {
        int i = from;
        while (i > 0 && value < at[i]) {
            i--;
        }
        while (i < at.length - 2 && value >= at[i + 1]) {
            i++;
        }
        return i;
    }
}
