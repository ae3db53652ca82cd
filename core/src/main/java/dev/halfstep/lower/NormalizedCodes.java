package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedMath;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * Rows of 8-bit codes divided by their Euclidean length. Output codes have the scale 1/128; those with a sign are shifted to it
 * together with the division, those without before it, which rounds otherwise.
 *
 * @param type of the codes that go in and come out
 * @param inputZero code of the real 0 in the input
 * @param outputZero code of the real 0 in the output
 * @param rows how many rows there are
 * @param depth how many numbers there are in a row
 */
public record NormalizedCodes(DType type, int inputZero, int outputZero, int rows, int depth) implements LoweredRows {

    private static final int OUTPUT_BITS = 7;

    @Override
    public Rounding rounding() {
        return Rounding.FIXED_POINT;
    }

    /** One divided by the length of a row, from the sum of squares of its codes less their zero point; with {@link #shift}. */
    public int multiplier(int squares) {
        return squares <= 1 ? Integer.MAX_VALUE
                : FixedMath.inverseRoot(squares) << Math.max(0, -FixedMath.inverseRootShift(squares));
    }

    /** How far a product with the multiplier is shifted to the right. */
    public int shift(int squares) {
        return squares <= 1 ? 0 : Math.max(0, FixedMath.inverseRootShift(squares));
    }

    /**
     * The code of an element.
     *
     * @param difference its code less the zero point
     */
    public int code(int difference, int multiplier, int shift) {
        int scaled = type == DType.INT8 ? FixedPoint.multiply(difference, multiplier, OUTPUT_BITS - shift)
                : FixedPoint.multiply(difference << OUTPUT_BITS, multiplier, -shift);
        return (int) type.saturate(scaled + outputZero);
    }
}
