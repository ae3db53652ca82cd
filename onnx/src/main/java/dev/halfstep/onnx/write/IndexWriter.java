package dev.halfstep.onnx.write;

import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Elements that are picked out, put in, or cut out. */
final class IndexWriter {

    private final NodeScope scope;
    private final Operands operands;

    IndexWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    /** Axes in common are there in ONNX only where the picked axis is the one behind them. */
    void write(Gather gather) {
        int axis = Extents.axis(gather.axis(), operands.shape(0).rank());
        int indexRank = operands.shape(1).rank();
        int common = gather.batchDims() < 0 ? gather.batchDims() + indexRank : gather.batchDims();
        if (common == 0) {
            scope.out(scope.op("Gather", List.of(scope.in(0), scope.longs(1)), Attribute.of("axis", (long) axis)));
            return;
        }
        if (axis != common) {
            throw scope.inexpressible("it picks along axis " + axis + " and has " + common + " axes in common");
        }
        scope.out(scope.op("GatherND", List.of(scope.in(0), scope.unsqueeze(scope.longs(1), indexRank)),
                Attribute.of("batch_dims", (long) common)));
    }

    void writeGatherNd() {
        scope.out(scope.op("GatherND", scope.in(0), scope.longs(1)));
    }

    void writeLookup() {
        scope.out(scope.op("Gather", List.of(scope.in(1), scope.longs(0)), Attribute.of("axis", 0L)));
    }

    void writeScatterNd() {
        Ref slices = scope.wide(1, Layout.CHANNELS_LAST);
        Ref first = scope.op("Mul", scope.reshape(scope.op("Slice", List.of(scope.reshape(slices, -1), scope.longs(0L),
                scope.longs(1L)))), scope.op("CastLike", scope.real(0), slices));
        Ref nothing = scope.op("Expand", first, scope.longs(2));
        scope.outNarrowed(0, scope.op("ScatterND", List.of(nothing, scope.longs(0), slices),
                Attribute.of("reduction", "add")), Layout.CHANNELS_LAST);
    }

    /** A block at a place that is known, by the indices of its elements. */
    void writeUpdate() {
        Shape data = operands.shape(0);
        Shape block = operands.shape(1);
        long[] starts = scope.integers(2);
        for (int a = 0; a < data.rank(); a++) {
            if (!scope.isFixed(0, a) || !scope.isFixed(1, a)) {
                throw scope.inexpressible("a block is put into axis " + a + ", of an open extent");
            }
            starts[a] = Math.clamp(starts[a], 0, data.extent(a) - block.extent(a));
        }
        int rank = data.rank();
        int[] strides = Extents.strides(block);
        long[] indices = IntStream.range(0, block.elements() * rank).mapToLong(i -> {
            int axis = i % rank;
            return starts[axis] + i / rank / strides[axis] % block.extent(axis);
        }).toArray();
        int[] extents = Arrays.copyOf(block.toArray(), rank + 1);
        extents[rank] = rank;
        scope.out(scope.op("ScatterND",
                List.of(scope.in(0), scope.longs(Shape.of(extents), indices), scope.in(1))));
    }

    void writeSlice() {
        long[] size = scope.integers(2);
        int rank = size.length;
        Ref begins = scope.longs(1);
        Ref ends;
        if (operands.knows(1)) {
            long[] begin = operands.integers(1);
            var end = new long[rank];
            Arrays.setAll(end, a -> size[a] < 0 ? Long.MAX_VALUE : begin[a] + size[a]);
            ends = scope.longs(end);
        } else {
            if (Arrays.stream(size).anyMatch(each -> each < 0)) {
                throw scope.inexpressible("where it begins is computed, and how far it goes is left open");
            }
            ends = scope.op("Add", begins, scope.longs(size));
        }
        scope.out(scope.op("Slice", List.of(scope.in(0), begins, ends, scope.longs(NodeScope.range(0, rank)))));
    }

    /** What entries of a STRIDED_SLICE become. */
    private static final class Entries {

        private final List<Long> begins = new ArrayList<>();
        private final List<Long> ends = new ArrayList<>();
        private final List<Long> strides = new ArrayList<>();
        private final List<Long> axes = new ArrayList<>();
        private final List<Long> gone = new ArrayList<>();
        private final List<Long> added = new ArrayList<>();

        private void add(long axis, long begin, long end, long stride) {
            axes.add(axis);
            begins.add(begin);
            ends.add(end);
            strides.add(stride);
        }
    }

    void write(StridedSlice slice) {
        Entries entries = entries(slice);
        Ref value = scope.in(0);
        if (!entries.axes.isEmpty()) {
            value = scope.op("Slice", List.of(value, longs(entries.begins), longs(entries.ends), longs(entries.axes),
                    longs(entries.strides)));
        }
        value = scope.unsqueeze(scope.squeeze(value, array(entries.gone)), array(entries.added));
        scope.out(value.equals(scope.in(0)) ? scope.op("Identity", value) : value);
    }

    private Ref longs(List<Long> values) {
        return scope.longs(array(values));
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private Entries entries(StridedSlice slice) {
        long[] begin = scope.integers(1);
        long[] end = scope.integers(2);
        long[] strides = scope.integers(3);
        int named = (int) IntStream.range(0, begin.length)
                .filter(e -> !has(slice.ellipsisMask(), e) && !has(slice.newAxisMask(), e)).count();
        var entries = new Entries();
        int axis = 0;
        int result = 0;
        for (int e = 0; e < begin.length; e++) {
            if (has(slice.ellipsisMask(), e)) {
                int whole = operands.shape(0).rank() - named;
                axis += whole;
                result += whole;
            } else if (has(slice.newAxisMask(), e)) {
                entries.added.add((long) result++);
            } else if (has(slice.shrinkMask(), e)) {
                long at = has(slice.beginMask(), e) ? 0 : index(axis, begin[e]);
                entries.add(axis, at, at == -1 ? Long.MAX_VALUE : at + 1, 1);
                entries.gone.add((long) axis++);
            } else {
                addRange(entries, slice, e, axis++, begin[e], end[e], strides[e]);
                result++;
            }
        }
        return entries;
    }

    /** An index counted from the front where the axis' extent is known; one before the first stands for the first. */
    private long index(int axis, long index) {
        int extent = operands.shape(0).extent(axis);
        return index >= 0 || !scope.isFixed(0, axis) ? index : Math.max(0, index + extent);
    }

    private void addRange(Entries entries, StridedSlice slice, int entry, int axis, long begin, long end, long stride) {
        boolean forwards = stride > 0;
        long first = has(slice.beginMask(), entry) ? forwards ? 0 : Long.MAX_VALUE : begin;
        long last = has(slice.endMask(), entry) ? forwards ? Long.MAX_VALUE : Long.MIN_VALUE
                : slice.offset() ? begin + end : end;
        entries.add(axis, first, last, stride);
    }

    private static boolean has(int mask, int bit) {
        return (mask >> bit & 1) != 0;
    }
}
