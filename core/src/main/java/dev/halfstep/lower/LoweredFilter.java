package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import java.util.Optional;

/**
 * A convolution of images.
 *
 * @param layer its arithmetic; without weights and bias where another node computes them
 * @param window which inputs meet which weights
 * @param depthwise whether weights stand as {@code [tap row][tap column][output]}, for groups of one input each; otherwise as
 *        {@code [output][tap row][tap column][input of the group]}
 * @param computed which operands hold weights and bias, where these are not known before a run
 */
public record LoweredFilter(FilterLayer layer, SlidingWindow window, boolean depthwise, Optional<Computed> computed)
        implements
            Lowered {

    @Override
    public Rounding rounding() {
        return layer.rounding();
    }

    /** How many weights there are. */
    public int weights() {
        return window.taps() * window.groupInputs() * window.outputs();
    }

    /**
     * The index of a weight.
     *
     * @param tap counted row by row
     * @param input of the output's group
     */
    public int weight(int output, int tap, int input) {
        return depthwise ? tap * window.outputs() + output
                : (output * window.taps() + tap) * window.groupInputs() + input;
    }
}
