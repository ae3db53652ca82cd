package dev.halfstep.quantize.chain;

import dev.halfstep.graph.FeatureCodes;
import java.util.List;

/**
 * How one feature becomes codes and what the network makes of them: {@code value ≈ base + sum over slots of gain * code}.
 *
 * @param slots how each code is made
 * @param gains what a step of each code adds to the value
 * @param base the value where all codes are 0
 */
record ColumnCode(List<FeatureCodes.Slot> slots, double[] gains, double base) {

    /** One code, from {@code offset} on. */
    static ColumnCode single(int feature, double offset, double step) {
        return new ColumnCode(List.of(new FeatureCodes.Slot(feature, offset, step)), new double[] {step}, offset);
    }

    /** Two codes that are half a step apart: their roundings average out to a quarter of a step at most. */
    static ColumnCode interleaved(int feature, double offset, double step) {
        var slots = List.of(new FeatureCodes.Slot(feature, offset - step / 4, step),
                new FeatureCodes.Slot(feature, offset + step / 4, step));
        return new ColumnCode(slots, new double[] {step / 2, step / 2}, offset);
    }

    /**
     * A fine code from {@code low} to {@code high} and a coarse one for what lies beyond {@code high}, or, if {@code end} is
     * below {@code low}, beyond {@code low}.
     *
     * @param end the furthest value
     */
    static ColumnCode withExcess(int feature, double low, double high, double end) {
        int most = FeatureCodes.LEVELS - 1;
        double fine = (high - low) / most;
        if (end > high) {
            double coarse = (end - high) / most;
            return new ColumnCode(
                    List.of(new FeatureCodes.Slot(feature, low, fine), new FeatureCodes.Slot(feature, high, coarse)),
                    new double[] {fine, coarse}, low);
        }
        double coarse = (low - end) / most;
        return new ColumnCode(
                List.of(new FeatureCodes.Slot(feature, low, fine), new FeatureCodes.Slot(feature, end, coarse)),
                new double[] {fine, coarse}, end);
    }

    /** Whether a value lies beyond what the codes reach. */
    boolean clips(double value) {
        boolean below = true;
        boolean above = true;
        for (FeatureCodes.Slot slot : slots) {
            double excess = slot.excess(value);
            below &= excess < 0;
            above &= excess > 0;
        }
        return below || above;
    }

    /** The value that the codes of a value stand for. */
    double coded(double value) {
        double coded = base;
        for (int s = 0; s < gains.length; s++) {
            coded += gains[s] * slots.get(s).code(value);
        }
        return coded;
    }
}
