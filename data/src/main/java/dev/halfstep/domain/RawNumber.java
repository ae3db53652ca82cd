package dev.halfstep.domain;

import dev.halfstep.pipeline.Scaling;
import java.math.BigDecimal;
import java.math.MathContext;

/** Finds numbers of which standardising makes a given {@code float}: it rises, and rounds, so that there may be many, or none. */
record RawNumber(Scaling scaling, double min, double max) {

    /** Digits that tell all doubles apart. */
    private static final int DIGITS = 17;

    /** The shortest such number, or one that is next to it if there is none. */
    double of(float standardised) {
        double found = found(standardised);
        if (scaling.standardise(found) != standardised) {
            return found;
        }
        var exact = new BigDecimal(found);
        for (int digits = 1; digits < DIGITS; digits++) {
            double shorter = exact.round(new MathContext(digits)).doubleValue();
            if (shorter >= min && shorter <= max && scaling.standardise(shorter) == standardised) {
                return shorter;
            }
        }
        return found;
    }

    private double found(float standardised) {
        double first = Math.clamp(scaling.inUnits(standardised), min, max);
        if (scaling.standardise(first) == standardised) {
            return first;
        }
        long low = rank(min);
        long high = rank(max);
        while (low < high) {
            long middle = low + ((high - low) >>> 1);
            if (scaling.standardise(value(middle)) < standardised) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return value(low);
    }

    /** An integer for each double, in the same order. */
    private static long rank(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static double value(long rank) {
        return Double.longBitsToDouble(rank ^ ((rank >> 63) & Long.MAX_VALUE));
    }
}
