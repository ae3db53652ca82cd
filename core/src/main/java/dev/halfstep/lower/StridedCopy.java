package dev.halfstep.lower;

import java.util.Arrays;

/**
 * A block of elements that goes from one array to another, whatever their type: for all that only moves elements about. Each axis
 * of the block has its own stride in both arrays; a stride of 0 repeats, a negative one reverses.
 *
 * <p>
 * Axes that lie one behind the other in both arrays are merged, and the innermost becomes a run that is copied at once.
 *
 * @param extents of the axes that are left, outermost first
 * @param fromStrides for each axis, in elements
 * @param toStrides for each axis, in elements
 * @param from where the block starts in the first array
 * @param to where it starts in the second
 * @param run how many neighbouring elements each copy takes
 */
public record StridedCopy(int[] extents, int[] fromStrides, int[] toStrides, int from, int to, int run) {

    /**
     * A block, merged as far as it goes. Strides on axes without elements or with a single one do not matter.
     *
     * @param extents of the block; no more elements than an array holds
     * @param fromStrides for each axis
     * @param from where the block starts in the first array
     * @param toStrides for each axis
     * @param to where it starts in the second
     */
    public static StridedCopy of(int[] extents, int[] fromStrides, int from, int[] toStrides, int to) {
        var merged = new StridedCopy(extents.clone(), fromStrides.clone(), toStrides.clone(), from, to, 1);
        int axes = 0;
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] == 0) {
                return new StridedCopy(new int[] {0}, new int[1], new int[1], 0, 0, 0);
            }
            if (extents[axis] > 1) {
                axes = merged.append(axes, extents[axis], fromStrides[axis], toStrides[axis]);
            }
        }
        boolean hasRun = axes > 0 && merged.fromStrides[axes - 1] == 1 && merged.toStrides[axes - 1] == 1;
        int run = hasRun ? merged.extents[axes - 1] : 1;
        return merged.first(hasRun ? axes - 1 : axes, run);
    }

    private int append(int axes, int extent, int fromStride, int toStride) {
        boolean joins = axes > 0 && fromStrides[axes - 1] == (long) fromStride * extent
                && toStrides[axes - 1] == (long) toStride * extent;
        int axis = joins ? axes - 1 : axes;
        extents[axis] = joins ? extents[axis] * extent : extent;
        fromStrides[axis] = fromStride;
        toStrides[axis] = toStride;
        return axis + 1;
    }

    private StridedCopy first(int axes, int newRun) {
        return new StridedCopy(Arrays.copyOf(extents, axes), Arrays.copyOf(fromStrides, axes),
                Arrays.copyOf(toStrides, axes), from, to, newRun);
    }
}
