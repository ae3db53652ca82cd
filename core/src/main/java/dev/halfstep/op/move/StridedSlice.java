package dev.halfstep.op.move;

import static dev.halfstep.op.Operands.require;
import static dev.halfstep.tensor.DType.BOOL;
import static dev.halfstep.tensor.DType.INT8;

import dev.halfstep.lower.LoweredMove;
import dev.halfstep.op.Extents;
import dev.halfstep.op.OpType;
import dev.halfstep.op.Operands;
import dev.halfstep.op.OptionReader;
import dev.halfstep.op.Options;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Every so many elements of a range on each axis, as Python writes {@code data[begin:end:stride, ...]}. Inputs: the data; vectors
 * of int32 with as many begins, ends and strides as there are entries between those brackets. Axes behind the last entry are
 * taken whole.
 *
 * @param beginMask a bit for each entry whose begin does not count: the range begins at the end that its stride comes from
 * @param endMask a bit for each entry whose end does not count
 * @param ellipsisMask a bit for the entry that is {@code ...} and stands for all axes that no other entry names
 * @param newAxisMask a bit for each entry that is a new axis of extent 1
 * @param shrinkMask a bit for each entry that is an index: its axis goes
 * @param offset whether ends count from the begins
 */
public record StridedSlice(int beginMask, int endMask, int ellipsisMask, int newAxisMask, int shrinkMask,
        boolean offset) implements Mover {

    public static final OpType TYPE = Mover.type("STRIDED_SLICE", 32, StridedSlice::read).inputs(4)
            .shapedBy(1, 2, 3).releases("1.6.0").since("1.14.0", INT8).since("2.1.0", BOOL).since("2.2.0")
            .since("2.5.0")
            .since("2.6.0").since("2.14.0").since("2.14.0");

    private static final int BEGIN = 1;
    private static final int END = 2;
    private static final int STRIDES = 3;
    private static final int BEGIN_FIELD = 0;
    private static final int END_FIELD = 1;
    private static final int ELLIPSIS_FIELD = 2;
    private static final int NEW_AXIS_FIELD = 3;
    private static final int SHRINK_FIELD = 4;
    private static final int OFFSET_FIELD = 5;

    private static StridedSlice read(OptionReader options) {
        return new StridedSlice(options.int32(BEGIN_FIELD, 0), options.int32(END_FIELD, 0),
                options.int32(ELLIPSIS_FIELD, 0), options.int32(NEW_AXIS_FIELD, 0), options.int32(SHRINK_FIELD, 0),
                options.bool(OFFSET_FIELD));
    }

    @Override
    public OpType type() {
        return TYPE;
    }

    @Override
    public Options options(Operands operands) {
        return Options.NONE.int32(BEGIN_FIELD, beginMask).int32(END_FIELD, endMask).int32(ELLIPSIS_FIELD, ellipsisMask)
                .int32(NEW_AXIS_FIELD, newAxisMask).int32(SHRINK_FIELD, shrinkMask).bool(OFFSET_FIELD, offset);
    }

    @Override
    public void check(Operands operands) {
        Mover.super.check(operands);
        for (int input = BEGIN; input <= STRIDES; input++) {
            int i = input;
            require(operands.dtype(i) == DType.INT32,
                    () -> Quoted.of(operands.input(i).name()) + " must be int32, not " + operands.dtype(i).label());
        }
        require(!offset || (beginMask | endMask | ellipsisMask | newAxisMask | shrinkMask) == 0,
                () -> "it has no kernel for masks when ends count from the begins");
    }

    private Ranges ranges(Operands operands) {
        return Ranges.of(this, operands.shape(0), operands.integers(BEGIN), operands.integers(END),
                operands.integers(STRIDES));
    }

    @Override
    public boolean mixesSamples(Operands operands) {
        if (!shapeOperands().stream().allMatch(operands::knows)) {
            return true;
        }
        List<Ranges.Range> ofData = ranges(operands).all().stream().filter(r -> !r.isNew()).toList();
        return !ofData.isEmpty() && (ofData.getFirst().start() != 0 || ofData.getFirst().stride() != 1);
    }

    @Override
    public List<Shape> outputShapes(Operands operands) {
        return List.of(Extents.shape(ranges(operands).all().stream().filter(r -> !r.isIndex())
                .mapToLong(Ranges.Range::count).toArray()));
    }

    @Override
    public LoweredMove lower(Operands operands) {
        int[] strides = Extents.strides(operands.shape(0));
        var fromStrides = new int[operands.output().shape().rank()];
        boolean empty = operands.output().shape().elements() == 0;
        int from = 0;
        int axis = 0;
        int out = 0;
        for (Ranges.Range range : ranges(operands).all()) {
            int stride = range.isNew() ? 0 : strides[axis];
            from += empty ? 0 : range.start() * stride;
            if (!range.isIndex()) {
                // Between two elements of the data there is less than an array; a single one needs no stride.
                fromStrides[out] = range.count() > 1 && !empty ? Math.toIntExact((long) stride * range.stride()) : 0;
                out++;
            }
            axis += range.isNew() ? 0 : 1;
        }
        return Mover.strided(fromStrides, from, operands);
    }

    @Override
    public int version(Operands operands) {
        if (offset) {
            return 8;
        }
        if (ellipsisMask != 0 || newAxisMask != 0) {
            return 6;
        }
        return operands.shape(0).rank() > 4 ? 4 : Mover.super.version(operands);
    }

    /**
     * What the entries of a STRIDED_SLICE choose on each axis.
     *
     * @param all one for each axis of the data, and one for each new axis, in the order of the output
     */
    private record Ranges(List<Range> all) {

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
}
