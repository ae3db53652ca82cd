package dev.halfstep.explain.codes;

import dev.halfstep.explain.codes.CodeUse.Histogram;
import java.util.stream.LongStream;

/**
 * Counts values in equal bins whose number stays within bounds however far values reach: where they do not fit, two bins become
 * one. Which bins there are in the end depends on the smallest and the largest value, not on the order.
 */
final class ValueHistogram {

    /** How many bins there are between the ends that values are expected to lie between. */
    private static final int EXPECTED = 32;

    /** How many there are at most; a power of two. */
    private static final int MOST = 128;

    private final double edge;
    private double width;
    /** The count of bin {@code i} stands at {@code i mod MOST}. */
    private long[] counts = new long[MOST];
    private int first;
    private int last = EXPECTED - 1;

    /** A histogram with an edge at each of the ends that values are expected to lie between. */
    ValueHistogram(double from, double to) {
        edge = from;
        width = (to - from) / EXPECTED;
    }

    /** @param value finite */
    void add(double value) {
        double bin = bin(value);
        if (bin < first || bin > last) {
            cover(value);
            bin = bin(value);
        }
        counts[(int) bin & (MOST - 1)]++;
    }

    private double bin(double value) {
        return Math.floor((value - edge) / width);
    }

    private void cover(double value) {
        while (Math.max(last, bin(value)) - Math.min(first, bin(value)) >= MOST) {
            var wider = new long[MOST];
            for (int bin = first; bin <= last; bin++) {
                wider[(bin >> 1) & (MOST - 1)] += counts[bin & (MOST - 1)];
            }
            counts = wider;
            first >>= 1;
            last >>= 1;
            width *= 2;
        }
        first = (int) Math.min(first, bin(value));
        last = (int) Math.max(last, bin(value));
    }

    Histogram histogram() {
        return new Histogram(edge + first * width, edge + (last + 1) * width,
                LongStream.rangeClosed(first, last).mapToObj(bin -> counts[(int) bin & (MOST - 1)]).toList());
    }
}
