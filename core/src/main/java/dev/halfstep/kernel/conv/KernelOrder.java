package dev.halfstep.kernel.conv;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.SlidingWindow;

/**
 * The order in which kernels hold weights: {@code [tap row][tap column][group][input of the group][output of the group]}, so that
 * the innermost loop runs over outputs side by side, and the sum of each output still grows in the order of the reference kernel:
 * rows, columns, channels. Weights of a depthwise filter have this order from the start.
 */
public final class KernelOrder {

    private KernelOrder() {}

    /** Takes a weight to where kernels hold it. */
    @FunctionalInterface
    interface Move {
        void move(int from, int to);
    }

    /** Takes all weights there. */
    static void arrange(LoweredFilter filter, Move move) {
        SlidingWindow window = filter.window();
        int depth = window.groupInputs();
        int width = window.groupOutputs();
        for (int output = 0; output < window.outputs(); output++) {
            for (int tap = 0; tap < window.taps(); tap++) {
                int to = (tap * window.groups() + output / width) * depth * width + output % width;
                for (int input = 0; input < depth; input++) {
                    move.move(filter.weight(output, tap, input), to + input * width);
                }
            }
        }
    }
}
