package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rescaling;
import dev.halfstep.problem.Problem;

/**
 * From the integer sums of a layer to its output codes by fixed-point multiplication, as TensorFlow Lite's convolutions and
 * matrix products do. (Its dense layers multiply in double precision; see {@link Rescaling}.)
 *
 * <p>
 * 32-bit sums are rounded twice, see {@link FixedPoint}. For 64-bit sums the multiplier is cut to 16 bits, and the product is
 * rounded once, halves upwards.
 *
 * @param multipliers {@code [outputs]}
 * @param shifts {@code [outputs]}, positive to the left
 * @param zeroPoint of the output
 * @param min the smallest output code that the activation lets through
 * @param max the largest one
 */
public record Requantizer(int[] multipliers, int[] shifts, int zeroPoint, int min, int max) {

    /** The largest power of two that a rescaling of 64-bit sums may have. */
    public static final int MAX_SHIFT_64 = 14;

    /**
     * Prepared for scales from the sums to the output.
     *
     * @param scales {@code [outputs]}, positive
     * @param maxShift {@link FixedPoint#MAX_SHIFT}, or {@link #MAX_SHIFT_64} for 64-bit sums
     * @throws Problem if a scale is beyond that
     */
    public static Requantizer of(double[] scales, int zeroPoint, int min, int max, int maxShift) {
        var multipliers = new int[scales.length];
        var shifts = new int[scales.length];
        for (int o = 0; o < scales.length; o++) {
            Multiplier multiplier = Multiplier.of(scales[o], maxShift);
            multipliers[o] = multiplier.multiplier();
            shifts[o] = multiplier.shift();
        }
        return new Requantizer(multipliers, shifts, zeroPoint, min, max);
    }

    /** The output code of a 32-bit sum. */
    public int code(int sum, int output) {
        return Math.clamp(FixedPoint.multiply(sum, multipliers[output], shifts[output]) + zeroPoint, min, max);
    }

    /** The output code of a 64-bit sum, which has up to 48 bits. */
    public int code(long sum, int output) {
        int right = FixedPoint.CUT_BITS - shifts[output];
        int scaled = (int) ((sum * FixedPoint.cut(multipliers[output]) + (1L << (right - 1))) >> right);
        return Math.clamp(scaled + zeroPoint, min, max);
    }
}
