package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * Softmax of 8-bit codes in fixed point: differences from the largest code of a row in Q5, exponentials in fractions of 2^31, their
 * sum in Q12. Differences so far down that nothing is left of them give the smallest code.
 *
 * @param from the type of the codes that go in, of 8 bits
 * @param to the type of those that come out, which share 1 among all their codes
 * @param rows how many rows there are
 * @param depth how many numbers of a row sum up to 1
 */
public record SoftmaxCodes(DType from, DType to, Exponentials exponentials, int rows, int depth)
        implements
            LoweredRows {

    @Override
    public Rounding rounding() {
        return Rounding.FIXED_POINT;
    }

    /** One divided by the sum of a row's exponentials; with {@link #shift}. */
    public int reciprocal(int sum) {
        // The sum is 2^(12 - zeros) times a number in [1, 2).
        return FixedMath.reciprocal((sum << Integer.numberOfLeadingZeros(sum)) & Integer.MAX_VALUE);
    }

    /** How far a product with the reciprocal is shifted to the right. */
    public int shift(int sum) {
        return Exponentials.SUM_BITS - Integer.numberOfLeadingZeros(sum) + 31 - to.bytes() * Byte.SIZE;
    }

    /**
     * The code of an element.
     *
     * @param difference from the largest code of the row to the element's
     */
    public int code(int difference, int reciprocal, int shift) {
        if (difference < exponentials.smallestDifference()) {
            return (int) to.min();
        }
        int share = FixedPoint.shiftRight(FixedPoint.highHalf(reciprocal, exponentials.exponential(difference)), shift);
        return (int) to.saturate(share + to.min());
    }
}
