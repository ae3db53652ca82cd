package dev.halfstep.lower;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;

/**
 * Codes of what lets positive numbers through and multiplies negative ones by a slope, rescaled with the two roundings of
 * {@link FixedPoint}.
 *
 * @param above from the input's scale to the output's
 * @param below from the input's scale times that of the slope to the output's
 * @param inputZero code of the real 0 in the input
 * @param outputZero code of the real 0 in the output
 * @param min the smallest output code
 * @param max the largest one
 */
public record LeakyCodes(Multiplier above, Multiplier below, int inputZero, int outputZero, int min, int max) {

    /**
     * The output's code.
     *
     * @param slope how many steps of its scale the slope has
     */
    public static int run(LeakyCodes leaky, int code, int slope) {
        int steps = code - leaky.inputZero;
        int scaled = steps >= 0 ? FixedPoint.multiply(steps, leaky.above)
                : FixedPoint.multiply(steps * slope, leaky.below);
        return Math.clamp(scaled + leaky.outputZero, leaky.min, leaky.max);
    }
}
