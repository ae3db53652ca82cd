package dev.halfstep.certify.bound;

import dev.halfstep.certify.network.Curve;

import java.util.Arrays;

/**
 * Straight lines that bound how a unit passes on a value, or the difference of two values, by its activation: a clamp, at 0 as a
 * rule. All lines are {@code slope * x + offset}.
 *
 * <p>
 * For a difference {@code a - b} that lies in {@code [least, most]}, what is left of it behind a clamp is {@code q (a - b)} with some
 * {@code q} from 0 to 1 (so NeuroDiff, Paulsen et al. 2020); besides, a clamp passes on all of it but what lies beyond its ends, and
 * nothing but what lies between them. The best of these lines at the middle is taken.
 */
public final class Relaxation {

    public double upperSlope;
    public double upperOffset;
    public double lowerSlope;
    public double lowerOffset;
    /** One slope for both sides, with what it leaves. */
    public double slope;
    public double least;
    public double most;

    /** How far both bounds are apart in the middle. */
    public double gap;

    public static Relaxation[] several(int count) {
        var all = new Relaxation[count];
        Arrays.setAll(all, i -> new Relaxation());
        return all;
    }

    /** Exactly a line. */
    private void line(double by, double offset) {
        upperSlope = by;
        lowerSlope = by;
        slope = by;
        upperOffset = offset;
        lowerOffset = offset;
        least = offset;
        most = offset;
        gap = 0;
    }

    /** Of a value from {@code low} to {@code high}, clamped to {@code min} and {@code max}. */
    public void value(double low, double high, double min, double max) {
        if (low >= min && high <= max) {
            line(1, 0);
            return;
        }
        double atLow = Math.clamp(low, min, max);
        double atHigh = Math.clamp(high, min, max);
        if (atLow == atHigh) {
            line(0, atLow);
            return;
        }
        double chord = (atHigh - atLow) / (high - low);
        double middle = low + (high - low) / 2;
        boolean isConvex = high <= max;
        boolean isConcave = low >= min;
        upper(0, atHigh, middle, true);
        upper(1, atLow - low, middle, false);
        if (isConvex) {
            upper(chord, atLow - chord * low, middle, false);
        }
        lower(0, atLow, middle, true);
        lower(1, atHigh - high, middle, false);
        if (isConcave) {
            lower(chord, atLow - chord * low, middle, false);
        }
        slope = chord;
        least = Math.min(atLow - chord * low, atHigh - chord * high);
        most = Math.max(atLow - chord * low, atHigh - chord * high);
        if (min > low && min < high) {
            least = Math.min(least, min - chord * min);
            most = Math.max(most, min - chord * min);
        }
        if (max > low && max < high) {
            least = Math.min(least, max - chord * max);
            most = Math.max(most, max - chord * max);
        }
        gap = upperSlope * middle + upperOffset - lowerSlope * middle - lowerOffset;
    }

    private void upper(double by, double offset, double middle, boolean isFirst) {
        if (isFirst || by * middle + offset < upperSlope * middle + upperOffset) {
            upperSlope = by;
            upperOffset = offset;
        }
    }

    private void lower(double by, double offset, double middle, boolean isFirst) {
        if (isFirst || by * middle + offset > lowerSlope * middle + lowerOffset) {
            lowerSlope = by;
            lowerOffset = offset;
        }
    }

    /**
     * Of the difference of two clamped values, as a function of their difference.
     *
     * @param aLow the least of the first
     * @param aHigh its most
     * @param bLow the least of the second
     * @param bHigh its most
     * @param low the least of their difference
     * @param high its most
     */
    public void difference(double aLow, double aHigh, double bLow, double bHigh, double low, double high, double min,
            double max) {
        if (Math.min(aLow, bLow) >= min && Math.max(aHigh, bHigh) <= max) {
            line(1, 0);
            return;
        }
        if (Math.max(aHigh, bHigh) <= min || Math.min(aLow, bLow) >= max) {
            line(0, 0);
            return;
        }
        double kept = Math.clamp(aHigh, min, max) - Math.clamp(bLow, min, max);
        double keptLeast = Math.clamp(aLow, min, max) - Math.clamp(bHigh, min, max);
        double most0 = Math.min(Math.max(0, high), kept);
        double least0 = Math.max(Math.min(0, low), keptLeast);
        double most1 = -Math.max(Math.min(0, low), beyond(aLow, min, max) - beyond(bHigh, min, max));
        double least1 = -Math.min(Math.max(0, high), beyond(aHigh, min, max) - beyond(bLow, min, max));
        double middle = low + (high - low) / 2;
        upper(0, most0, middle, true);
        upper(1, most1, middle, false);
        lower(0, least0, middle, true);
        lower(1, least1, middle, false);
        if (low < 0 && high > 0) {
            double rise = high / (high - low);
            upper(rise, -rise * low, middle, false);
            double fall = -low / (high - low);
            lower(fall, -fall * high, middle, false);
        }
        gap = upperSlope * middle + upperOffset - lowerSlope * middle - lowerOffset;
        double half = Math.max(Math.abs(low), Math.abs(high)) / 2;
        both(0, least0, most0, true);
        both(1, least1, most1, false);
        both(0.5, -half, half, false);
    }

    /** Of a value from {@code low} to {@code high} behind a curve. */
    public void curve(Curve curve, double low, double high) {
        double atLow = curve.of(low);
        double atHigh = curve.of(high);
        if (low >= high) {
            line(0, atLow);
            return;
        }
        double slow = curve.leastRise(low, high);
        double fast = curve.mostRise(low, high);
        double middle = low + (high - low) / 2;
        upper(fast, atLow - fast * low, middle, true);
        upper(slow, atHigh - slow * high, middle, false);
        lower(slow, atLow - slow * low, middle, true);
        lower(fast, atHigh - fast * high, middle, false);
        slope = (atHigh - atLow) / (high - low);
        // It leaves the chord at one end, no faster than it rises, and comes back to it at the other.
        double apart = fast <= slow ? 0
                : Math.max(0, (fast - slope) * (slope - slow) / (fast - slow)) * (high - low);
        least = atLow - slope * low - apart;
        most = atLow - slope * low + apart;
        gap = upperSlope * middle + upperOffset - lowerSlope * middle - lowerOffset;
    }

    /**
     * Of a difference from {@code low} to {@code high} of which a curve passes on a part.
     *
     * @param slow the least part
     * @param fast the largest part
     */
    public void part(double slow, double fast, double low, double high) {
        double middle = low + (high - low) / 2;
        double atLow = low < 0 ? slow * low : fast * low;
        double atHigh = high < 0 ? slow * high : fast * high;
        double rise = high > low ? (atHigh - atLow) / (high - low) : 0;
        upper(rise, atLow - rise * low, middle, true);
        double leastAtLow = low < 0 ? fast * low : slow * low;
        double leastAtHigh = high < 0 ? fast * high : slow * high;
        double fall = high > low ? (leastAtHigh - leastAtLow) / (high - low) : 0;
        lower(fall, leastAtLow - fall * low, middle, true);
        slope = (slow + fast) / 2;
        most = (fast - slow) / 2 * Math.max(Math.abs(low), Math.abs(high));
        least = -most;
        gap = upperSlope * middle + upperOffset - lowerSlope * middle - lowerOffset;
    }

    /** What of a value lies beyond the ends of a clamp. */
    private static double beyond(double value, double min, double max) {
        return value - Math.clamp(value, min, max);
    }

    private void both(double by, double from, double to, boolean isFirst) {
        if (isFirst || to - from < most - least) {
            slope = by;
            least = from;
            most = to;
        }
    }
}
