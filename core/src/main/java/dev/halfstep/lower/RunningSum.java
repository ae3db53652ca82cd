package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.tensor.DType;

/**
 * Sums along an axis of everything up to each element, in single precision or in integers that wrap.
 *
 * @param type of the numbers that go in and come out
 * @param outer how many elements the axes before it have together
 * @param depth how many it has itself
 * @param inner how many the axes behind it have together
 * @param exclusive whether an element itself is left out of its sum
 * @param reverse whether sums run from the end of the axis
 */
public record RunningSum(DType type, int outer, int depth, int inner, boolean exclusive, boolean reverse)
        implements
            LoweredRows {

    @Override
    public Rounding rounding() {
        return type == DType.FLOAT32 ? Rounding.SINGLE_PRECISION : Rounding.NONE;
    }

    @Override
    public int rows() {
        return outer * inner;
    }

    /**
     * Where in the array an element is.
     *
     * @param row of all that run along the axis
     * @param before how many elements of the row are summed up before it
     */
    public int index(int row, int before) {
        int along = reverse ? depth - 1 - before : before;
        return (row / inner * depth + along) * inner + row % inner;
    }
}
