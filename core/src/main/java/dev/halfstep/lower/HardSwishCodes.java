package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * {@code x * min(max(x + 3, 0), 6) / 6} of 8-bit codes, with 16-bit fixed-point numbers.
 *
 * @param inputZero code of the real 0 in the input
 * @param outputZero code of the real 0 in the output
 * @param output 16-bit multiplier from 128ths of the input's scale to the output's
 * @param outputShift how far its result is shifted to the right
 * @param ramp 16-bit multiplier from 128ths of the input's scale to 32,768ths of 3
 * @param rampShift how far that is shifted to the left
 * @param min the smallest output code
 * @param max the largest one
 */
public record HardSwishCodes(int inputZero, int outputZero, int output, int outputShift, int ramp, int rampShift,
        int min, int max) {

    private static final int FINE_BITS = 7;

    /**
     * Prepares it.
     *
     * @param output from 128ths of the input's scale to the output's; its shift must not be to the left
     * @param ramp from 128ths of the input's scale to 32,768ths of 3
     */
    public static HardSwishCodes of(CodeTable.Scale from, CodeTable.Scale to, Multiplier output, Multiplier ramp,
            int min, int max) {
        return new HardSwishCodes(from.zero(), to.zero(), upperHalf(output.multiplier()), -output.shift(),
                upperHalf(ramp.multiplier()), ramp.shift(), min, max);
    }

    private static int upperHalf(int multiplier) {
        return Math.min((int) (((long) multiplier + (1 << 15)) >> 16), Short.MAX_VALUE);
    }

    public static int run(HardSwishCodes swish, int code) {
        int fine = (code - swish.inputZero) << FINE_BITS;
        int unshifted = highHalf(fine, swish.output);
        int product = ((ramp(swish, fine) + (1 << 15)) >> 1) * unshifted / (1 << 15);
        return Math.clamp(FixedPoint.shiftRight16(product, swish.outputShift) + swish.outputZero, swish.min, swish.max);
    }

    /** Where between -3 and 3 the input is, saturated there, in 32,768ths. */
    private static int ramp(HardSwishCodes swish, int fine) {
        if (swish.rampShift <= 0) {
            return FixedPoint.shiftRight16(highHalf(fine, swish.ramp), -swish.rampShift);
        }
        int shifted = saturated((long) fine << Math.min(swish.rampShift - 1, 31));
        return saturated((long) highHalf(shifted, swish.ramp) << 1);
    }

    /** {@code x * multiplier / 2^15}, halves upwards. */
    private static int highHalf(int x, int multiplier) {
        return (x * multiplier + (1 << 14)) >> 15;
    }

    private static int saturated(long value) {
        return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
