package dev.halfstep.explain.budget;

import dev.halfstep.graph.FeatureCodes;
import java.util.List;

/**
 * What the codes of features stand for: {@code value = base + sum over slots of gain * code}, with each code between the
 * ends that it shares with no other slot.
 *
 * <p>
 * A file says how values become codes, not what its author meant by several for one feature. Their ranges tell: codes over
 * about the same range are meant to be averaged, those of ranges side by side to be added up.
 */
final class FeatureMap {

    private final FeatureCodes codes;
    private final double[] gains;
    private final double[] bases;
    private final boolean[] endsLow;
    private final boolean[] endsHigh;

    FeatureMap(FeatureCodes codes) {
        this.codes = codes;
        int slots = codes.slots().size();
        gains = new double[slots];
        endsLow = new boolean[slots];
        endsHigh = new boolean[slots];
        bases = new double[codes.features()];
        for (int s = 0; s < slots; s++) {
            FeatureCodes.Slot slot = codes.slots().get(s);
            List<FeatureCodes.Slot> all = codes.slotsOf(slot.feature());
            gains[s] = slot.step() / all.stream().filter(other -> overlap(slot, other)).count();
            double smallest = all.stream().mapToDouble(FeatureCodes.Slot::offset).min().orElseThrow();
            double largest = all.stream().mapToDouble(FeatureCodes.Slot::last).max().orElseThrow();
            endsLow[s] = slot.offset() < smallest + slot.step();
            endsHigh[s] = slot.last() > largest - slot.step();
        }
        for (int f = 0; f < bases.length; f++) {
            double at = codes.slotsOf(f).getFirst().offset();
            bases[f] = at - sumOfCodes(f, at);
        }
    }

    private double sumOfCodes(int feature, double value) {
        double sum = 0;
        for (int s = 0; s < gains.length; s++) {
            if (codes.slots().get(s).feature() == feature) {
                sum += gains[s] * code(s, value, false, false);
            }
        }
        return sum;
    }

    /** Whether two ranges have more than half of the narrower one in common. */
    private static boolean overlap(FeatureCodes.Slot a, FeatureCodes.Slot b) {
        double common = Math.min(a.last(), b.last()) - Math.max(a.offset(), b.offset());
        return common > Math.min(a.last() - a.offset(), b.last() - b.offset()) / 2;
    }

    FeatureCodes codes() {
        return codes;
    }

    /** What a step of a slot's code adds to the feature's value. */
    double gain(int slot) {
        return gains[slot];
    }

    /** The feature's value where all of its codes are 0. */
    double base(int feature) {
        return bases[feature];
    }

    /**
     * The code of a slot for a value.
     *
     * @param rounded whether to the nearest whole one
     * @param clipped whether it saturates at the ends of the feature's range, too; where another slot takes over it always does
     */
    double code(int slot, double value, boolean rounded, boolean clipped) {
        FeatureCodes.Slot s = codes.slots().get(slot);
        double code = rounded ? s.nearest(value) : (value - s.offset()) / s.step();
        double low = clipped || !endsLow[slot] ? 0 : Double.NEGATIVE_INFINITY;
        double high = clipped || !endsHigh[slot] ? FeatureCodes.LEVELS - 1 : Double.POSITIVE_INFINITY;
        return Math.clamp(code, low, high);
    }
}
