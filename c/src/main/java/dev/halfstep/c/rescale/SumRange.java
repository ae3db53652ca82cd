package dev.halfstep.c.rescale;

/**
 * What a sum can be, whatever goes into it.
 *
 * @param least the smallest
 * @param most the largest
 * @param furthest no sum, nor any part of it on the way, is further from 0
 */
public record SumRange(long least, long most, long furthest) {

    public SumRange {
        if (least > most) {
            throw new IllegalArgumentException(least + " > " + most);
        }
    }

    /** Whether it fits into 32 bits, with all that is added up on the way. */
    public boolean isOf32Bits() {
        return furthest <= Integer.MAX_VALUE;
    }

    /** How far from 0 the sum itself can be. */
    public double size() {
        return Math.max(Math.abs((double) least), Math.abs((double) most));
    }

    /** Adds up what the terms of a sum can be. */
    public static final class Builder {

        private long least;
        private long most;
        private long furthest;

        /**
         * Begins with a constant.
         *
         * @param start what the sum is without any terms
         * @param begin what the loop begins with, from which terms lead to {@code start} and on
         */
        public Builder(long start, long begin) {
            least = start;
            most = start;
            furthest = Math.abs(begin);
        }

        /** Adds a term that has two ends, for the whole sum, and is at most so far from 0 as the loop has it. */
        public Builder add(long oneEnd, long otherEnd, long size) {
            least = Math.addExact(least, Math.min(oneEnd, otherEnd));
            most = Math.addExact(most, Math.max(oneEnd, otherEnd));
            furthest = Math.addExact(furthest, size);
            return this;
        }

        /** What all terms together can be. */
        public SumRange build() {
            return new SumRange(least, most, furthest);
        }
    }
}
