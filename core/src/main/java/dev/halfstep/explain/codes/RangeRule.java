package dev.halfstep.explain.codes;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.tensor.DType;
import java.util.Optional;

/**
 * How a range becomes codes.
 *
 * @param kind what else the codes have to keep to
 * @param last the index of the last code; for copies of an output, of each of them
 * @param copies how many codes are averaged to one value
 */
record RangeRule(Kind kind, long last, int copies) {

    /** What the codes of a range have to keep to. */
    enum Kind {
        /** Nothing: a feature with codes of its own. */
        FREE,
        /** 0 has a code: a tensor with a zero point. */
        WITH_ZERO,
        /** 0 is the code 0: an int16 tensor. */
        SYMMETRIC
    }

    /** A tensor's range narrower than this is widened, as the quantizer does. */
    private static final double NARROW = 1e-6;

    /** How far from a whole number of steps a value may lie: what float32 does to standardised whole numbers. */
    private static final double TOLERANCE = 2e-3;

    /** So many values show of most columns that they are not whole numbers of steps. */
    private static final int SAMPLE = 1024;

    /** The rule for a tensor with one scale. */
    static RangeRule tensor(DType dtype, int copies) {
        return new RangeRule(dtype == DType.INT16 ? Kind.SYMMETRIC : Kind.WITH_ZERO, dtype.max() - dtype.min(), copies);
    }

    /** The rule for a feature with so many codes of its own. */
    static RangeRule feature(long codes) {
        return new RangeRule(Kind.FREE, codes - 1, 1);
    }

    /** The codes of a range. */
    Coding.Even codes(double low, double high) {
        return switch (kind) {
            case FREE -> new Coding.Even(low, high > low ? (high - low) / last : 1.0 / (FeatureCodes.LEVELS - 1),
                    last + 1);
            case WITH_ZERO -> withZero(Math.min(low, 0), Math.max(high, 0));
            case SYMMETRIC -> {
                double positive = (last - 1) / 2.0;
                double magnitude = Math.max(Math.abs(low), Math.abs(high));
                double step = (magnitude > 0 ? magnitude : NARROW) / positive;
                yield even(-step * (positive + 1), step);
            }
        };
    }

    private Coding.Even withZero(double low, double high) {
        boolean narrow = high - low < NARROW;
        double from = narrow ? low - NARROW : low;
        double step = ((narrow ? high + NARROW : high) - from) / last;
        return even(-step * Math.rint(-from / step), step);
    }

    private Coding.Even even(double low, double step) {
        return new Coding.Even(low, step / copies, last * copies + 1);
    }

    /** Codes of which each value of a column has its own, where the values are whole multiples of a step apart. */
    Optional<Coding.Even> exact(ColumnValues column) {
        // Sorting all values is for columns that may come of it.
        if (kind != Kind.FREE || column.sample(SAMPLE).distinct().length > last + 1) {
            return Optional.empty();
        }
        float[] distinct = column.distinct();
        if (distinct.length < 2 || distinct.length > last + 1) {
            return Optional.empty();
        }
        double low = distinct[0];
        double range = distinct[distinct.length - 1] - low;
        double gap = range;
        for (int i = 1; i < distinct.length; i++) {
            gap = Math.min(gap, (double) distinct[i] - distinct[i - 1]);
        }
        double steps = Math.rint(range / gap);
        for (float value : distinct) {
            double place = (value - low) / range * steps;
            if (steps > last || Math.abs(place - Math.rint(place)) > TOLERANCE) {
                return Optional.empty();
            }
        }
        return Optional.of(new Coding.Even(low, range / steps, last + 1));
    }
}
