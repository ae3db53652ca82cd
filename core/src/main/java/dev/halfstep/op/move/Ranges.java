package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;

import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What the entries of a STRIDED_SLICE choose on each axis.
 *
 * @param all one for each axis of the data, and one for each new axis, in the order of the output
 */
record Ranges(List<Range> all) {

    /** The masks have as many bits. */
    private static final int MOST_ENTRIES = 32;

    /**
     * Elements of one axis.
     *
     * @param start the first of them
     * @param count how many
     * @param stride from each to the next
     * @param isIndex whether the axis goes
     * @param isNew whether the data do not have the axis
     */
    record Range(int start, int count, int stride, boolean isIndex, boolean isNew) {}

    /**
     * @throws Problem if the entries do not go with the data
     */
    static Ranges of(StridedSlice op, Shape data, long[] begin, long[] end, long[] strides) {
        int entries = begin.length;
        require(end.length == entries && strides.length == entries && entries <= MOST_ENTRIES,
                () -> entries + " begins, " + end.length + " ends and " + strides.length
                        + " strides do not go together");
        int given = (int) ((1L << entries) - 1);
        int ellipsis = op.ellipsisMask() & given;
        int added = Integer.bitCount(op.newAxisMask() & given & ~ellipsis);
        int named = entries - added - Integer.bitCount(ellipsis);
        int unnamed = data.rank() - named;
        require(Integer.bitCount(ellipsis) <= 1 && unnamed >= Integer.bitCount(ellipsis),
                () -> entries + " entries do not go with the shape " + data);
        var ranges = new ArrayList<Range>();
        int axis = 0;
        for (int e = 0; e < entries; e++) {
            if (has(ellipsis, e)) {
                for (int a = 0; a < unnamed; a++) {
                    ranges.add(whole(data.extent(axis++)));
                }
            } else if (has(op.newAxisMask(), e)) {
                ranges.add(new Range(0, 1, 1, false, true));
            } else {
                ranges.add(range(op, e, data.extent(axis++), begin[e], end[e], strides[e]));
            }
        }
        while (axis < data.rank()) {
            ranges.add(whole(data.extent(axis++)));
        }
        return new Ranges(List.copyOf(ranges));
    }

    private static boolean has(int mask, int bit) {
        return (mask >> bit & 1) != 0;
    }

    private static Range whole(int extent) {
        return new Range(0, extent, 1, false, false);
    }

    private static Range range(StridedSlice op, int entry, int extent, long begin, long end, long stride) {
        require(stride != 0, () -> "a stride is 0");
        boolean forwards = stride > 0;
        long first = forwards ? 0 : -1;
        long last = forwards ? extent : extent - 1L;
        long start = Math.clamp(begin < 0 ? begin + extent : begin, first, last);
        if (has(op.beginMask(), entry)) {
            start = forwards ? 0 : extent - 1L;
        }
        if (has(op.shrinkMask(), entry)) {
            require(forwards, () -> "an index has the stride " + stride);
            require(start >= 0 && start < extent, () -> "there is no index " + begin + " on an axis of " + extent);
            return new Range((int) start, 1, 1, true, false);
        }
        long stop = op.offset() ? start + end : end;
        stop = Math.clamp(stop < 0 ? stop + extent : stop, first, last);
        if (has(op.endMask(), entry)) {
            stop = forwards ? extent : -1;
        }
        long count = Math.max(0, Math.ceilDiv(stop - start, stride));
        return new Range((int) start, (int) count, (int) stride, false, false);
    }
}
