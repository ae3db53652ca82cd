package dev.halfstep.kernel.vector;

import static dev.halfstep.kernel.vector.Lanes.FLOATS;

import dev.halfstep.lower.rounding.Rescaling;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * A scale in single precision with which integer sums come to the same codes as by {@link Rescaling}, in double precision: for all
 * sums that there may be {@code round(sum * multiple * value)}, halves to even, is the same, but for results beyond those that are
 * let through.
 *
 * <p>
 * That is proven, not estimated. Neither way falls as the sum rises, so that they are the same everywhere if they step up to each
 * code at the same sum; there are 255 steps at most. As {@code float} a scale is off by up to 2^-25 of itself, and now and then
 * that misses a step. A sum that is a multiple of the true one, {@code sum * multiple}, has a scale that is off by something
 * else: one of these does, where sums are small enough for {@code float} to hold their multiples.
 *
 * <p>
 * Where there is none, the scale is taken in two parts, {@code value + rest}: what rounding takes away from the first product is known
 * exactly, and what the rest adds to it tells whether the next code is meant. That takes four operations more.
 *
 * @param multiple to multiply sums with, at least 1
 * @param value from such multiples to results
 * @param rest the second part of the scale, or 0
 */
record SingleScale(int multiple, float value, float rest) {

    /** Adding it to a number below 2^22 leaves the nearest integer in the low bits; the bits of smaller results are smaller. */
    static final float MAGIC = 0x1.8p23f;
    static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);

    private static final int LARGEST_MULTIPLE = 63;
    /** How many of the scales that are least off are tried. */
    private static final int TRIALS = 24;
    /** Results in two parts never fall as the sum rises if it moves them by more than rounding may, below 2^-23. */
    private static final double SMALLEST_IN_PARTS = 0x1p-20;
    /** How many rests are tried on either side, and how far from each other, as parts of the scale: about what rounding does. */
    private static final int RESTS = 16;
    private static final double NEAR = 0x1p-32;
    /** Takes halves away from zero, if scales are such that sums come to halves. */
    private static final double AWAY = 0x1p-23;
    /** Sums are at most 2^24: below this the definition stays within 32 bits. */
    private static final double LARGEST = 64;

    static FloatVector magic() {
        return FloatVector.broadcast(FLOATS, MAGIC);
    }

    /**
     * A scale that takes the place of {@link Rescaling}, if sums are small enough.
     *
     * @param scale positive
     * @param largest the largest magnitude of a sum
     * @param least the smallest result that is let through
     * @param most the largest one
     */
    static Optional<SingleScale> of(double scale, long largest, int least, int most) {
        if (largest > Exact.LARGEST_SUM || scale >= LARGEST) {
            return Optional.empty();
        }
        int multiples = Math.clamp(Exact.LARGEST_SUM / Math.max(1, largest), 1, LARGEST_MULTIPLE);
        return IntStream.rangeClosed(1, multiples).filter(multiple -> multiple % 2 == 1).boxed()
                .flatMap(multiple -> near(scale, multiple))
                .sorted(Comparator.comparingDouble(candidate -> candidate.error(scale))).limit(TRIALS)
                .filter(candidate -> candidate.agrees(scale, (int) largest, least, most)).findFirst();
    }

    private static Stream<SingleScale> near(double scale, int multiple) {
        float nearest = (float) (scale / multiple);
        return Stream.of(nearest, Math.nextUp(nearest), Math.nextDown(nearest))
                .filter(value -> value > 0 && Float.isFinite(value)).map(value -> new SingleScale(multiple, value, 0));
    }

    /** The same in two parts, which there is for nearly all scales. */
    static Optional<SingleScale> inTwoParts(double scale, long largest, int least, int most) {
        if (largest > Exact.LARGEST_SUM || scale >= LARGEST || scale < SMALLEST_IN_PARTS) {
            return Optional.empty();
        }
        float value = (float) scale;
        DoubleStream either = IntStream.rangeClosed(0, RESTS).mapToDouble(i -> i * NEAR)
                .flatMap(moved -> DoubleStream.of(moved, -moved));
        return DoubleStream.concat(either, DoubleStream.of(AWAY))
                .mapToObj(moved -> new SingleScale(1, value, (float) (scale - value + moved * scale)))
                .filter(candidate -> candidate.agrees(scale, (int) largest, least, most)).findFirst();
    }

    private double error(double scale) {
        return Math.abs(value * (double) multiple - scale);
    }

    private boolean agrees(double scale, int largest, int least, int most) {
        for (int result = least + 1; result <= most; result++) {
            int step = (int) Math.clamp(Math.ceil((result - 0.5) / scale), -largest, largest);
            while (step > -largest && Rescaling.scaled(step - 1, scale) >= result) {
                step--;
            }
            while (step <= largest && Rescaling.scaled(step, scale) < result) {
                step++;
            }
            // Now the smallest sum that comes to the result, or one beyond all of them.
            boolean below = step > -largest && result(step - 1) >= result;
            boolean at = step <= largest && result(step) < result;
            if (below || at) {
                return false;
            }
        }
        return true;
    }

    /** As vectors find it; only its order counts beyond 2^22. */
    private int result(int sum) {
        float multiplied = sum * multiple;
        float shifted = Math.fma(multiplied, value, MAGIC);
        if (rest != 0) {
            float remainder = Math.fma(multiplied, value, MAGIC - shifted);
            shifted += Math.fma(multiplied, rest, remainder);
        }
        return Float.floatToRawIntBits(shifted) - MAGIC_BITS;
    }
}
