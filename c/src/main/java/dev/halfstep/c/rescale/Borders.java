package dev.halfstep.c.rescale;

import java.math.BigInteger;
import java.util.Optional;

/**
 * All that a non-decreasing function from sums to codes is: for each code the least sum that gives it or more. Two such functions with
 * the same borders are equal for every sum, so that comparing at the borders is a proof.
 */
final class Borders {

    private final SumRange range;
    /** The code of the least sum. */
    private final int first;
    /** The code of the largest sum. */
    private final int last;
    /** {@code from[i]} is the least sum with a code of {@code first + 1 + i} or more. */
    private final long[] from;

    Borders(CodeOfSum reference, SumRange range) {
        this.range = range;
        first = reference.code(range.least());
        last = reference.code(range.most());
        from = new long[last - first];
        long low = range.least();
        for (int i = 0; i < from.length; i++) {
            low = leastWith(reference, first + 1 + i, low, range.most());
            from[i] = low;
        }
    }

    private static long leastWith(CodeOfSum reference, int code, long least, long most) {
        long low = least;
        long high = most;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (reference.code(middle) >= code) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * The multipliers with which {@code floor((sum * multiplier + (2 * zero + 1) * 2^(shift - 1)) / 2^shift)}, held between two ends,
     * gives the reference's code for every sum.
     *
     * @param min the smallest code that comes out
     * @param max the largest one
     */
    Optional<Interval> multipliers(int shift, int zero, int min, int max) {
        var interval = new Interval();
        if (first > min) {
            interval.requireAtLeast(range.least(), doubled(first, zero), shift);
        }
        for (int i = 0; i < from.length; i++) {
            int code = first + 1 + i;
            interval.requireAtLeast(from[i], doubled(code, zero), shift);
            interval.requireBelow(from[i] - 1, doubled(code, zero), shift);
        }
        if (last < max) {
            interval.requireBelow(range.most(), doubled(last + 1, zero), shift);
        }
        return interval.isEmpty() ? Optional.empty() : Optional.of(interval);
    }

    /** Twice what a product has to reach for a code, in steps: a half below its distance from zero. */
    private static long doubled(int code, int zero) {
        return 2L * (code - zero) - 1;
    }

    /** Multipliers that do not contradict any border yet. */
    static final class Interval {

        private BigInteger low = BigInteger.ZERO;
        private BigInteger high = BigInteger.ONE.shiftLeft(Long.SIZE - 1).subtract(BigInteger.ONE);

        /** {@code sum * multiplier >= doubled * 2^(shift - 1)}. */
        private void requireAtLeast(long sum, long doubled, int shift) {
            BigInteger product = BigInteger.valueOf(doubled).shiftLeft(shift - 1);
            if (sum > 0) {
                atLeast(floor(product.subtract(BigInteger.ONE), sum).add(BigInteger.ONE));
            } else if (sum < 0) {
                atMost(floor(product.negate(), -sum));
            } else if (doubled > 0) {
                atMost(BigInteger.ONE.negate());
            }
        }

        /** {@code sum * multiplier < doubled * 2^(shift - 1)}. */
        private void requireBelow(long sum, long doubled, int shift) {
            BigInteger product = BigInteger.valueOf(doubled).shiftLeft(shift - 1);
            if (sum > 0) {
                atMost(floor(product.subtract(BigInteger.ONE), sum));
            } else if (sum < 0) {
                atLeast(floor(product.negate(), -sum).add(BigInteger.ONE));
            } else if (doubled <= 0) {
                atMost(BigInteger.ONE.negate());
            }
        }

        private static BigInteger floor(BigInteger dividend, long divisor) {
            BigInteger[] parts = dividend.divideAndRemainder(BigInteger.valueOf(divisor));
            return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        }

        private void atLeast(BigInteger value) {
            low = low.max(value);
        }

        private void atMost(BigInteger value) {
            high = high.min(value);
        }

        boolean isEmpty() {
            return low.compareTo(high) > 0;
        }

        /** The one nearest to a number; there is one. */
        long nearest(double wanted) {
            BigInteger near = BigInteger.valueOf(Math.round(wanted));
            return near.max(low).min(high).longValueExact();
        }
    }
}
