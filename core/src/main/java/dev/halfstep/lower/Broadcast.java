package dev.halfstep.lower;

import java.util.Arrays;

/**
 * How the elements of two operands of different shapes meet: an axis that an operand lacks, or has with extent 1, is read again
 * and again. Axes are counted from the last.
 *
 * <p>
 * Neighbouring axes that both operands walk through alike are joined, so equal shapes, and a scalar beside anything, become one
 * single row.
 *
 * @param extents of the result's joined axes, the innermost last; a row runs along that
 * @param left how far the left operand moves with a step on each axis; 0 where it is read again
 * @param right the same for the right operand
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record Broadcast(int[] extents, int[] left, int[] right) {

    /**
     * How two operands meet. If the result has no elements, it is one row without any.
     *
     * @param left extents of the left operand
     * @param right extents of the right one, that go with them
     */
    public static Broadcast of(int[] left, int[] right) {
        int rank = Math.max(left.length, right.length);
        // The last of these is the axis that is being joined; they fill from the end.
        var extents = new int[rank + 1];
        var leftSteps = new int[rank + 1];
        var rightSteps = new int[rank + 1];
        int axis = rank;
        extents[axis] = 1;
        leftSteps[axis] = 1;
        rightSteps[axis] = 1;
        int leftStride = 1;
        int rightStride = 1;
        for (int fromLast = 1; fromLast <= rank; fromLast++) {
            int leftExtent = fromLast <= left.length ? left[left.length - fromLast] : 1;
            int rightExtent = fromLast <= right.length ? right[right.length - fromLast] : 1;
            if (leftExtent == 0 || rightExtent == 0) {
                return new Broadcast(new int[1], new int[1], new int[1]);
            }
            int extent = leftExtent == 1 ? rightExtent : leftExtent;
            if (extent != 1) {
                int leftStep = leftExtent == 1 ? 0 : leftStride;
                int rightStep = rightExtent == 1 ? 0 : rightStride;
                boolean first = axis == rank && extents[axis] == 1;
                boolean joins = leftStep == leftSteps[axis] * extents[axis]
                        && rightStep == rightSteps[axis] * extents[axis];
                if (!first && !joins) {
                    axis--;
                }
                if (first || !joins) {
                    extents[axis] = extent;
                    leftSteps[axis] = leftStep;
                    rightSteps[axis] = rightStep;
                } else {
                    extents[axis] *= extent;
                }
            }
            leftStride *= leftExtent;
            rightStride *= rightExtent;
        }
        return new Broadcast(Arrays.copyOfRange(extents, axis, rank + 1), Arrays.copyOfRange(leftSteps, axis, rank + 1),
                Arrays.copyOfRange(rightSteps, axis, rank + 1));
    }
}
