package dev.halfstep.certify.network.unit;

import dev.halfstep.lower.CodePair;
import dev.halfstep.lower.LoweredCoding.Requantized;

/**
 * What an integer layer makes of code steps, exactly. The larger a step with a weight above 0, and the smaller one with a weight below,
 * the larger is what comes out, or the same: so its least and its most follow from the ends of what is read.
 */
sealed interface CodeArithmetic {

    /** Kinds of rounding by fixed point lose so much of a step at most; room for how it is computed here is added elsewhere. */
    double HALF = 0.5;

    /**
     * What a unit gives, in steps from the real 0.
     *
     * @param terms what units read
     * @param up what is read by weights from 0 on, by unit
     * @param down what is read by weights below 0
     */
    int steps(int unit, Terms terms, int[] up, int[] down);

    /** From the exact sum of a channel to what comes out of it, in steps from the real 0. */
    @FunctionalInterface
    interface Rescaling {
        int steps(long sum, int channel);
    }

    /**
     * Sums of products with integers.
     *
     * @param weights one for each term
     * @param bias what sums begin with, by unit
     * @param channels the channel of each unit
     * @param width how many bits sums have
     * @param room the largest magnitude of a sum that is rescaled without wrapping
     */
    record Sums(int[] weights, long[] bias, int[] channels, Rescaling rescaling, int width, double room)
            implements
                CodeArithmetic {

        @Override
        public int steps(int unit, Terms terms, int[] up, int[] down) {
            return rescaling.steps(sum(unit, terms, up, down), channels[unit]);
        }

        long sum(int unit, Terms terms, int[] up, int[] down) {
            long sum = bias[unit];
            for (int t = terms.start(unit); t < terms.end(unit); t++) {
                int weight = weights[t];
                sum += (long) weight * (weight >= 0 ? up : down)[terms.sources()[t]];
            }
            return sum;
        }
    }

    /** Sums and differences of two codes, and products with constants: terms are the left and the right operand. */
    record Pairs(CodePair function, int leftZero, int rightZero, int outputZero) implements CodeArithmetic {

        @Override
        public int steps(int unit, Terms terms, int[] up, int[] down) {
            int first = terms.start(unit);
            int left = (terms.weights()[first] >= 0 ? up : down)[terms.sources()[first]];
            int right = (terms.weights()[first + 1] >= 0 ? up : down)[terms.sources()[first + 1]];
            return function.code(left + leftZero, right + rightZero) - outputZero;
        }
    }

    /** Codes of another scale. */
    record Recoded(Requantized coding) implements CodeArithmetic {

        @Override
        public int steps(int unit, Terms terms, int[] up, int[] down) {
            long code = coding.code((long) up[terms.sources()[terms.start(unit)]] + coding.fromZero());
            return (int) (code - coding.toZero());
        }
    }

    /**
     * A function of each code.
     *
     * @param steps what becomes of each code from the first one on, rising
     * @param first the first code, in steps from the real 0
     */
    record Table(int[] steps, int first) implements CodeArithmetic {

        @Override
        public int steps(int unit, Terms terms, int[] up, int[] down) {
            return steps[up[terms.sources()[terms.start(unit)]] - first];
        }
    }

    /** The largest of some codes. */
    record Largest(int min, int max) implements CodeArithmetic {

        @Override
        public int steps(int unit, Terms terms, int[] up, int[] down) {
            int largest = Integer.MIN_VALUE;
            for (int t = terms.start(unit); t < terms.end(unit); t++) {
                largest = Math.max(largest, up[terms.sources()[t]]);
            }
            return Math.clamp(largest, min, max);
        }
    }

    /** Constants, in steps from the real 0. */
    record Known(int[] steps) implements CodeArithmetic {

        @Override
        public int steps(int unit, Terms terms, int[] up, int[] down) {
            return steps[unit];
        }
    }
}
