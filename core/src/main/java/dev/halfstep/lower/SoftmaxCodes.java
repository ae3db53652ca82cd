package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Softmax of 8-bit codes in fixed point: differences from the largest code in Q5, exponentials in fractions of 2^31, their sum in
 * Q12. Differences so far down that nothing is left of them give the smallest code.
 *
 * @param rescaling from differences of codes to Q5, to the left
 * @param smallestDifference differences below it count for nothing
 * @param depth how many numbers sum up to 1
 * @param outputBits of an output code
 * @param outputMin the output's smallest code
 */
public record SoftmaxCodes(Multiplier rescaling, int smallestDifference, int depth, int outputBits, int outputMin) {

    private static final int FRACTION_BITS_Q5 = 26;
    private static final int SUM_BITS = 12;

    /**
     * Prepares it.
     *
     * @param steps the input's scale times beta, above 2^-26
     */
    public static SoftmaxCodes of(double steps, int depth, int outputBits, int outputMin) {
        Multiplier rescaling = rescaling(steps);
        return new SoftmaxCodes(rescaling, smallestDifference(rescaling), depth, outputBits, outputMin);
    }

    /** From differences of codes to Q5. */
    static Multiplier rescaling(double steps) {
        return Multiplier.of(Math.min(Math.scalb(steps, FRACTION_BITS_Q5), Integer.MAX_VALUE));
    }

    /** What would be at the end of Q5. */
    static int smallestDifference(Multiplier rescaling) {
        return -(int) Math.floor(Math.scalb(31.0, FRACTION_BITS_Q5 - rescaling.shift()));
    }

    /** The sum of {@code exp(code - largest)} in Q12. */
    static int sumOfExponentials(Multiplier rescaling, int smallestDifference, Codes8 in, int from, int depth,
            int largest) {
        int sum = 0;
        for (int c = 0; c < depth; c++) {
            int difference = in.get(from + c) - largest;
            if (difference >= smallestDifference) {
                sum += FixedPoint.shiftRight(FixedMath.exp(FixedPoint.multiply(difference, rescaling)), SUM_BITS);
            }
        }
        return sum;
    }

    static int largest(Codes8 in, int from, int depth) {
        int largest = Integer.MIN_VALUE;
        for (int c = 0; c < depth; c++) {
            largest = Math.max(largest, in.get(from + c));
        }
        return largest;
    }

    /** 8-bit codes, with or without a sign. */
    @FunctionalInterface
    public interface Codes8 {
        int get(int index);
    }

    /** Takes a code. */
    @FunctionalInterface
    public interface Output {
        void set(int index, int code);
    }

    public static void run(SoftmaxCodes softmax, Codes8 in, int rows, Output out) {
        for (int row = 0; row < rows; row++) {
            row(softmax, in, row * softmax.depth, out);
        }
    }

    private static void row(SoftmaxCodes softmax, Codes8 in, int from, Output out) {
        int largest = largest(in, from, softmax.depth);
        int sum = sumOfExponentials(softmax.rescaling, softmax.smallestDifference, in, from, softmax.depth, largest);
        // The sum is 2^(12 - zeros) times a number in [1, 2).
        int zeros = Integer.numberOfLeadingZeros(sum);
        int scale = FixedMath.reciprocal((sum << zeros) & Integer.MAX_VALUE);
        int shift = SUM_BITS - zeros + 31 - softmax.outputBits;
        int max = softmax.outputMin + (1 << softmax.outputBits) - 1;
        for (int c = 0; c < softmax.depth; c++) {
            int difference = in.get(from + c) - largest;
            int code = softmax.outputMin;
            if (difference >= softmax.smallestDifference) {
                int exponential = FixedMath.exp(FixedPoint.multiply(difference, softmax.rescaling));
                int share = FixedPoint.shiftRight(FixedPoint.highHalf(scale, exponential), shift);
                code = Math.clamp((long) share + softmax.outputMin, softmax.outputMin, max);
            }
            out.set(from + c, code);
        }
    }
}
