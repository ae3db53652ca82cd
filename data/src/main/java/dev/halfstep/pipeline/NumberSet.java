package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Numbers that a column, or a part of its dates, can be: those that training rows had, or those that a proof speaks of. */
public sealed interface NumberSet {

    /** A column of so many different numbers is one of those, and of no others between them. */
    int FEW = 40;
    /** Up to which a {@code double} holds every whole number. */
    double ALL_WHOLE = 0x1p53;

    double min();

    double max();

    /**
     * Any number of an interval.
     *
     * @param min finite
     * @param max finite, at least {@code min}
     */
    record Interval(double min, double max) implements NumberSet {

        /** @throws Problem if there is no such interval */
        public Interval {
            if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
                throw Problem.of("no number is from " + min + " to " + max);
            }
        }
    }

    /** The whole numbers from {@code first} to {@code last}. */
    record Whole(long first, long last) implements NumberSet {

        /** @throws Problem if there is none, or one that a {@code double} cannot hold */
        public Whole {
            if (first > last || Math.max(Math.abs((double) first), Math.abs((double) last)) > ALL_WHOLE) {
                throw Problem.of("no whole numbers can be from " + first + " to " + last);
            }
        }

        @Override
        public double min() {
            return first;
        }

        @Override
        public double max() {
            return last;
        }

        /** How many they are. */
        public long count() {
            return last - first + 1;
        }
    }

    /**
     * Some numbers.
     *
     * @param values finite, at least one, rising
     */
    record Listed(List<Double> values) implements NumberSet {

        /** @throws Problem if they are none, or not in order */
        public Listed {
            values = List.copyOf(values);
            boolean sound = !values.isEmpty() && values.stream().allMatch(Double::isFinite);
            for (int i = 1; i < values.size(); i++) {
                sound &= values.get(i - 1) < values.get(i);
            }
            if (!sound) {
                throw Problem.of("the numbers " + values + " are not finite and in rising order");
            }
        }

        @Override
        public double min() {
            return values.getFirst();
        }

        @Override
        public double max() {
            return values.getLast();
        }
    }

    /**
     * What the numbers of some rows have in common: all that lie between them where they are many, only whole ones where they are
     * whole, and no others than themselves where they are few and not all of the whole ones between the ends.
     *
     * @param rows at least one
     * @param value of a row, finite
     */
    static NumberSet of(int[] rows, IntToDoubleFunction value) {
        // 0.0 in place of -0.0, which a list would take for another number.
        double[] sorted = Arrays.stream(rows).mapToDouble(row -> value.applyAsDouble(row) + 0.0).sorted().toArray();
        double min = sorted[0];
        double max = sorted[sorted.length - 1];
        boolean whole = Arrays.stream(sorted).allMatch(v -> v == Math.rint(v) && Math.abs(v) <= ALL_WHOLE);
        double[] different = Arrays.stream(sorted).distinct().limit(FEW + 1L).toArray();
        if (different.length <= FEW && !(whole && max - min == different.length - 1)) {
            return new Listed(Arrays.stream(different).boxed().toList());
        }
        return whole ? new Whole((long) min, (long) max) : new Interval(min, max);
    }
}
