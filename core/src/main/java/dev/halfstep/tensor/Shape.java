package dev.halfstep.tensor;

import dev.halfstep.problem.Problem;
import java.util.Arrays;

/**
 * The extents of a tensor, outermost first; the empty shape is a scalar. Immutable.
 *
 * <p>
 * An extent of {@link #UNKNOWN} occurs in shape signatures only, where a model file leaves the batch size open.
 */
public final class Shape {

    /** An extent that is known only when a model runs. */
    public static final int UNKNOWN = -1;

    /**
     * How many axes a tensor of a model may have, more than any kernel of TensorFlow Lite takes: thousands of nodes that work on
     * one tensor of as many axes would otherwise take memory and time out of proportion to their file.
     */
    public static final int MAX_RANK = 16;

    private final int[] extents;

    private Shape(int[] extents) {
        this.extents = extents;
    }

    /**
     * A shape of these extents.
     *
     * @throws Problem if an extent is below {@link #UNKNOWN}
     */
    public static Shape of(int... extents) {
        for (int extent : extents) {
            if (extent < UNKNOWN) {
                throw Problem.of("the shape " + Arrays.toString(extents) + " has a negative extent");
            }
        }
        return new Shape(extents.clone());
    }

    public int rank() {
        return extents.length;
    }

    public int extent(int axis) {
        return extents[axis];
    }

    public int lastExtent() {
        return extents[extents.length - 1];
    }

    public boolean isKnown() {
        return Arrays.stream(extents).noneMatch(e -> e == UNKNOWN);
    }

    /**
     * The number of elements; 1 for a scalar.
     *
     * @throws Problem if the shape is not known or an array could not hold it
     */
    public int elements() {
        long product = 1;
        for (int extent : extents) {
            if (extent == UNKNOWN) {
                throw Problem.of("the shape " + this + " leaves an extent open");
            }
            product *= extent;
            if (product > Integer.MAX_VALUE - 8) {
                throw Problem.limit("the shape " + this + " has more elements than can be held");
            }
        }
        return (int) product;
    }

    /** This shape with another extent on one axis. */
    public Shape with(int axis, int extent) {
        int[] changed = extents.clone();
        changed[axis] = extent;
        return of(changed);
    }

    public int[] toArray() {
        return extents.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** {@code [1, 9]}; an unknown extent is shown as {@code ?}. */
    @Override
    public String toString() {
        return Arrays.toString(extents).replace("-1", "?");
    }
}
