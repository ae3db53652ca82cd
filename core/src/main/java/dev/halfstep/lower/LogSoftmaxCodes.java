package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * The logarithm of a softmax of 8-bit codes in fixed point. Outputs have the scale 1/16, and their largest code stands for 0.
 *
 * @param type of the codes that go in and come out
 * @param inverse from Q5 to differences of codes
 * @param rows how many rows there are
 * @param depth how many numbers there are in a row
 */
public record LogSoftmaxCodes(DType type, Exponentials exponentials, Multiplier inverse, int rows, int depth)
        implements
            LoweredRows {

    /** From Q5 to sixteenths. */
    private static final int OUTPUT_SHIFT = 22;

    /**
     * For codes of a scale.
     *
     * @param scale of the codes that go in, above 2^-26
     */
    public static LogSoftmaxCodes of(DType type, double scale, int rows, int depth) {
        var exponentials = Exponentials.of(scale);
        Multiplier rescaling = exponentials.rescaling();
        return new LogSoftmaxCodes(type, exponentials,
                Multiplier.of(Math.scalb(1.0, 31 - rescaling.shift()) / rescaling.multiplier()), rows, depth);
    }

    @Override
    public Rounding rounding() {
        return Rounding.FIXED_POINT;
    }

    /** The logarithm of the sum of a row's exponentials, in Q5. */
    public int logarithm(int sum) {
        return FixedMath.logarithm(sum);
    }

    /** Differences up to here give the smallest code: less the logarithm, they would not fit. */
    public int limit(int logarithm) {
        return Math.max(exponentials.smallestDifference() - 1,
                FixedPoint.multiply(logarithm + Integer.MIN_VALUE, inverse));
    }

    /**
     * The code of an element.
     *
     * @param difference from the largest code of the row to the element's
     */
    public int code(int difference, int logarithm, int limit) {
        if (difference <= limit) {
            return (int) type.min();
        }
        int fine = exponentials.fine(difference) - logarithm;
        return (int) type.saturate(FixedPoint.shiftRight(fine, OUTPUT_SHIFT) + type.max());
    }
}
