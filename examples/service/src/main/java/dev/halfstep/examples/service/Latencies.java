package dev.halfstep.examples.service;

import java.util.concurrent.atomic.AtomicLongArray;

/** Times, counted in buckets that are an eighth wide, so that any number of them takes the same memory. */
final class Latencies {

    private static final int PER_DOUBLING = 8;

    private final AtomicLongArray counts = new AtomicLongArray(PER_DOUBLING * Long.SIZE);

    void add(long nanos) {
        counts.incrementAndGet(bucket(Math.max(1, nanos)));
    }

    private static int bucket(long nanos) {
        int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        double part = (double) nanos / (1L << doublings) - 1;
        return doublings * PER_DOUBLING + (int) (part * PER_DOUBLING);
    }

    long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /**
     * The time that a share of all stayed below, up to an eighth above it.
     *
     * @return in seconds; 0 where there was none
     */
    double quantile(double share) {
        long rank = (long) Math.ceil(share * count());
        long seen = 0;
        for (int i = 0; i < counts.length() && rank > 0; i++) {
            seen += counts.get(i);
            if (seen >= rank) {
                double end = 1 + (i % PER_DOUBLING + 1.0) / PER_DOUBLING;
                return Math.scalb(end, i / PER_DOUBLING) / 1e9;
            }
        }
        return 0;
    }
}
