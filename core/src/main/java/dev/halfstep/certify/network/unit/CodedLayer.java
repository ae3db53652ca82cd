package dev.halfstep.certify.network.unit;

/**
 * An integer layer. Units give code steps from the real 0: what comes of the real sum of its terms, rounded and clamped.
 *
 * @param name as messages name it
 * @param first the number of its first unit in the network
 * @param terms what a step of each source adds to a unit, in steps of the unit
 * @param constants what sums begin with, in steps
 * @param half how far a code is at most from the sum that it is rounded from
 * @param min the least that a unit gives
 * @param max the most
 * @param scale what one step of it is
 * @param arithmetic the exact integers
 */
public record CodedLayer(String name, Kind kind, int first, Terms terms, double[] constants, double half, int min,
        int max, double scale, CodeArithmetic arithmetic) {

    public int units() {
        return constants.length;
    }

    /** What a function makes of each code from {@link #firstOfTable} on; none where it is no function. */
    public int[] table() {
        return arithmetic instanceof CodeArithmetic.Table table ? table.steps() : new int[0];
    }

    /** The first code of {@link #table}, in steps from the real 0. */
    public int firstOfTable() {
        return arithmetic instanceof CodeArithmetic.Table table ? table.first() : 0;
    }

    /** What a unit gives for what all units before it give. */
    public int steps(int unit, int[] values) {
        return arithmetic.steps(unit, terms, values, values);
    }

    /** The least that a unit gives where others lie between two ends. */
    public int least(int unit, int[] lows, int[] highs) {
        return arithmetic.steps(unit, terms, lows, highs);
    }

    /** The most that it gives. */
    public int most(int unit, int[] lows, int[] highs) {
        return arithmetic.steps(unit, terms, highs, lows);
    }
}
