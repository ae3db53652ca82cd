package dev.halfstep.kernel.array;

/**
 * A layer with all that it needs made ready. It has no state, so that threads may share it; what it is bound to has.
 *
 * @param <I> the array type of the input
 * @param <O> the array type of the output
 */
@FunctionalInterface
public interface Kernel<I, O> {

    /**
     * The layer with its arrays, and with room of its own for what it computes on the way.
     *
     * @param in {@code [rows][inputs]}
     * @param out {@code [rows][outputs]}
     * @return runs the layer, and allocates nothing
     */
    Runnable bound(I in, int rows, O out);
}
