package dev.halfstep.quantize.chain;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The codes that come into question for one feature. */
final class ColumnCandidates {

    private static final int MOST = FeatureCodes.LEVELS - 1;

    /** Shares of the rows that may clip at either end. */
    private static final double[] TAILS = {0, 0.0005, 0.001, 0.002, 0.004, 0.007, 0.01, 0.015, 0.02, 0.03};

    /** A spacing is searched for as the smallest gap between two values, divided by up to this. */
    private static final int MAX_DIVISOR = 20;

    /** How far from a whole number of spacings a value may lie: what float32 does to standardised whole numbers. */
    private static final double TOLERANCE = 2e-3;

    /** A few values between the others, such as means put in for missing cells, do not spoil a spacing. */
    private static final double OFF_GRID_SHARE = 0.05;

    /** From so many times the room for values that were not seen on, one lies far from others. */
    private static final double FAR = 3;

    /** How far a coarse second code may reach; see {@link #far}. */
    private static final double[] REACHES = {0, 1, 4, 16, 64};

    private final int feature;
    private final float[] sorted;
    private final float[] distinct;
    /** How far values that were not seen may reach before the first and beyond the last. */
    private final double before;
    private final double beyond;
    /** Whether no value may clip. */
    private final boolean all;

    /** @param values the feature's values over all rows */
    ColumnCandidates(int feature, float[] values) {
        this(feature, values.clone(), false);
    }

    private ColumnCandidates(int feature, float[] values, boolean all) {
        this.feature = feature;
        this.all = all;
        sorted = values;
        Arrays.sort(sorted);
        distinct = distinct(sorted);
        before = all ? 0 : UnseenTail.beyond(sorted, -1);
        beyond = all ? 0 : UnseenTail.beyond(sorted, 1);
    }

    /**
     * Codes for all that a feature can be: none of it clips, and what lies outside does not count.
     *
     * @param values the feature's values over all rows
     */
    static ColumnCandidates within(int feature, float[] values, FitRequest.Reach reach) {
        float[] within = Arrays.copyOf(values, values.length + 2);
        for (int n = 0; n < values.length; n++) {
            within[n] = (float) Math.clamp(values[n], reach.min(), reach.max());
        }
        within[values.length] = (float) reach.min();
        within[values.length + 1] = (float) reach.max();
        return new ColumnCandidates(feature, within, true);
    }

    private List<ColumnCode> allowed(List<ColumnCode> codes) {
        return all ? codes.stream().filter(code -> !code.clips(low()) && !code.clips(high())).toList() : codes;
    }

    private static float[] distinct(float[] sorted) {
        var distinct = new float[sorted.length];
        int count = 0;
        for (float value : sorted) {
            if (count == 0 || value != distinct[count - 1]) {
                distinct[count++] = value;
            }
        }
        return Arrays.copyOf(distinct, count);
    }

    private double low() {
        return distinct[0];
    }

    private double high() {
        return distinct[distinct.length - 1];
    }

    /** Single codes, at least one. */
    List<ColumnCode> single() {
        if (distinct.length == 1) {
            // Nothing is known of other values. A small step leaves the scale that weights share to the other features.
            return List.of(ColumnCode.single(feature, low(), 1.0 / MOST));
        }
        double spacing = exactSpacing();
        return spacing > 0 ? exact(spacing) : allowed(ranges());
    }

    /** The one code that a quantization shared by all features gives. */
    ColumnCode shared(Quantization quantization) {
        return ColumnCode.single(feature, quantization.dequantize(DType.INT8.min(), 0), quantization.scale());
    }

    /** Whether every value has a code of its own: more slots would gain nothing. */
    boolean isExact() {
        return distinct.length == 1 || exactSpacing() > 0;
    }

    /** Codes in two slots. */
    List<ColumnCode> pairs() {
        var pairs = new ArrayList<ColumnCode>();
        for (ColumnCode single : ranges()) {
            FeatureCodes.Slot slot = single.slots().getFirst();
            pairs.add(ColumnCode.interleaved(feature, slot.offset(), slot.step()));
        }
        pairs.addAll(far(Double.POSITIVE_INFINITY, 0));
        return allowed(pairs);
    }

    /**
     * A fine code and a coarse one for values beyond, which reaches more or less far, since its weights are as large as its steps.
     */
    List<ColumnCode> withFar() {
        return allowed(far(1, REACHES));
    }

    /**
     * A fine code from one quantile on, or up to one, and a coarse one beyond.
     *
     * @param slack how far the fine code goes on at its other end, in ranges between the quantiles
     * @param reaches how far the coarse code goes, in such ranges; 0 for the furthest value
     */
    private List<ColumnCode> far(double slack, double... reaches) {
        var pairs = new ArrayList<ColumnCode>();
        for (double tail : TAILS) {
            double low = low(tail);
            double high = high(tail);
            double bulk = high - low;
            for (double reach : reaches) {
                if (bulk > 0 && high() > high && high() - high >= bulk * reach) {
                    pairs.add(ColumnCode.withExcess(feature, Math.max(low(), low - bulk * slack), high,
                            reach == 0 ? high() : high + bulk * reach));
                }
                if (bulk > 0 && low() < low && low - low() >= bulk * reach) {
                    pairs.add(ColumnCode.withExcess(feature, low, Math.min(high(), high + bulk * slack),
                            reach == 0 ? low() : low - bulk * reach));
                }
            }
        }
        return pairs;
    }

    /** The distance of which all values are multiples from the smallest, if 256 codes reach the largest; else 0. */
    private double exactSpacing() {
        if (distinct.length > FeatureCodes.LEVELS) {
            return 0;
        }
        double range = high() - low();
        double gap = smallestGap();
        for (int divisor = 1; divisor <= MAX_DIVISOR && range / gap * divisor < MOST + 0.5; divisor++) {
            long steps = Math.round(range / gap * divisor);
            if (offGrid(range / steps) == 0) {
                return range / steps;
            }
        }
        return 0;
    }

    private double smallestGap() {
        double gap = Double.POSITIVE_INFINITY;
        for (int i = 1; i < distinct.length; i++) {
            gap = Math.min(gap, (double) distinct[i] - distinct[i - 1]);
        }
        return gap;
    }

    /** How many values are no multiple of a spacing from the smallest one. */
    private int offGrid(double spacing) {
        int off = 0;
        for (float value : distinct) {
            double steps = (value - low()) / spacing;
            if (Math.abs(steps - Math.rint(steps)) > TOLERANCE * Math.max(1, steps / MOST)) {
                off++;
            }
        }
        return off;
    }

    /** All values have a code; the steps between them may be whole multiples, which spares the weight of the feature. */
    private List<ColumnCode> exact(double spacing) {
        long seen = Math.round((high() - low()) / spacing);
        long below = Math.min((long) Math.ceil(before / spacing - 1e-6), (MOST - seen) / 2);
        long steps = seen + below + Math.min((long) Math.ceil(beyond / spacing - 1e-6), MOST - seen - below);
        var codes = new ArrayList<ColumnCode>();
        for (long multiple = 1; multiple <= MOST / steps; multiple = Math.max(multiple + 1, multiple * 5 / 4)) {
            codes.add(ColumnCode.single(feature, low() - below * spacing, spacing / multiple));
        }
        return codes;
    }

    /** Ranges between quantiles; where the values lie on a grid that is too wide for all of it, also with whole steps of it. */
    private List<ColumnCode> ranges() {
        double gap = smallestGap();
        double grid = offGrid(gap) <= OFF_GRID_SHARE * distinct.length ? gap : 0;
        var codes = new ArrayList<ColumnCode>();
        for (double below : tails(-1)) {
            for (double above : tails(1)) {
                double from = low(below);
                double to = high(above);
                if (to > from) {
                    codes.add(ColumnCode.single(feature, from, (to - from) / MOST));
                }
                if (to > from && grid > 0) {
                    double start = low() + Math.rint((from - low()) / grid) * grid;
                    codes.add(ColumnCode.single(feature, start,
                            Math.ceil((to - from) / MOST / grid - 1e-6) * grid));
                }
            }
        }
        return codes;
    }

    /**
     * The tails that may clip at an end. Of few rows only values that lie far from all others: the next ones would be clipped with
     * the rows that were not seen.
     */
    private double[] tails(int sign) {
        double room = sign > 0 ? beyond : before;
        double end = sign > 0 ? high() : -low();
        return room == 0 ? TAILS : Arrays.stream(TAILS)
                .filter(tail -> tail == 0 || end - (sign > 0 ? quantile(1 - tail) : -quantile(tail)) > FAR * room)
                .toArray();
    }

    private double low(double tail) {
        return quantile(tail) - before;
    }

    private double high(double tail) {
        return quantile(1 - tail) + beyond;
    }

    private double quantile(double share) {
        return sorted[(int) (share * (sorted.length - 1))];
    }
}
