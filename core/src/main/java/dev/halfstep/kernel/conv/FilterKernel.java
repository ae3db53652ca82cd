package dev.halfstep.kernel.conv;

import dev.halfstep.lower.SlidingWindow;

/**
 * A convolution with all that it needs made ready, for images of any number and extents. It has no state, so that threads may share
 * it; what it is bound to has.
 *
 * @param <I> the array type of the input
 * @param <O> the array type of the output, or what takes the sums
 */
@FunctionalInterface
public interface FilterKernel<I, O> {

    /**
     * The convolution with its arrays, and with scratch of its own.
     *
     * @param window with the extents of the images
     * @param in {@code [batch][row][column][input]}
     * @param out {@code [batch][row][column][output]}
     * @return runs it, and allocates nothing
     */
    Runnable bound(SlidingWindow window, I in, O out);
}
