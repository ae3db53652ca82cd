package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.SoftmaxCodes.Codes8;
import dev.halfstep.lower.SoftmaxCodes.Output;

/**
 * The logarithm of a softmax of 8-bit codes in fixed point. Outputs have the scale 1/16, and their largest code stands for 0.
 *
 * @param rescaling from differences of codes to Q5, to the left
 * @param inverse from Q5 to differences of codes
 * @param smallestDifference differences below it count for nothing in the sum
 * @param depth how many numbers there are in a row
 * @param min the smallest code of both types
 */
public record LogSoftmaxCodes(Multiplier rescaling, Multiplier inverse, int smallestDifference, int depth, int min) {

    /** From Q5 to sixteenths. */
    private static final int OUTPUT_SHIFT = 22;
    private static final int CODES = 255;

    /**
     * Prepares it.
     *
     * @param step the input's scale, above 2^-26
     */
    public static LogSoftmaxCodes of(double step, int depth, int min) {
        Multiplier rescaling = SoftmaxCodes.rescaling(step);
        Multiplier inverse = Multiplier.of(Math.scalb(1.0, 31 - rescaling.shift()) / rescaling.multiplier());
        return new LogSoftmaxCodes(rescaling, inverse, SoftmaxCodes.smallestDifference(rescaling), depth, min);
    }

    public static void run(LogSoftmaxCodes softmax, Codes8 in, int rows, Output out) {
        for (int row = 0; row < rows; row++) {
            row(softmax, in, row * softmax.depth, out);
        }
    }

    private static void row(LogSoftmaxCodes softmax, Codes8 in, int from, Output out) {
        int largest = SoftmaxCodes.largest(in, from, softmax.depth);
        int logarithm = FixedMath.logarithm(SoftmaxCodes.sumOfExponentials(softmax.rescaling,
                softmax.smallestDifference, in, from, softmax.depth, largest));
        // Below this the difference minus the logarithm would not fit.
        int limit = Math.max(softmax.smallestDifference - 1,
                FixedPoint.multiply(logarithm + Integer.MIN_VALUE, softmax.inverse));
        for (int i = from; i < from + softmax.depth; i++) {
            int difference = in.get(i) - largest;
            int code = softmax.min;
            if (difference > limit) {
                int fine = FixedPoint.multiply(difference, softmax.rescaling) - logarithm;
                code = Math.clamp(FixedPoint.shiftRight(fine, OUTPUT_SHIFT) + softmax.min + CODES, softmax.min,
                        softmax.min + CODES);
            }
            out.set(i, code);
        }
    }
}
