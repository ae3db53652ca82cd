package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.Picking.Slice;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Elements that are picked out by their places. */
final class PickingOps {

    private PickingOps() {}

    static void addTo(Handler.Table table) {
        table.one("Slice", PickingOps::slice);
        table.one("Gather", PickingOps::gather);
    }

    /**
     * A part of a tensor that lies together.
     *
     * @param begin for each axis where it begins
     * @param extents of the part; {@link Shape#UNKNOWN} for all that is left of an axis
     */
    static int part(Call call, String name, int tensor, int[] begin, int[] extents) {
        return call.assembler().apply(name, new Slice(), tensor, call.assembler().integers(name + "/begin", begin),
                call.assembler().integers(name + "/size", extents));
    }

    private static Operand slice(Call call) {
        Held data = call.held(0);
        int rank = data.rank();
        boolean byAttributes = call.opset() < 10;
        long[] starts = byAttributes ? call.attributes().integers("starts").orElse(new long[0]) : call.integers(1);
        long[] ends = byAttributes ? call.attributes().integers("ends").orElse(new long[0]) : call.integers(2);
        long[] axes = named(call, byAttributes, 3)
                .orElseGet(() -> IntStream.range(0, starts.length).asLongStream().toArray());
        long[] steps = byAttributes || !call.has(4) ? ones(starts.length) : call.integers(4);
        requireThat(starts.length == ends.length && starts.length == axes.length && starts.length == steps.length
                && Call.axes(axes, rank).length == axes.length, "its starts, ends, axes and steps do not go together");
        int[] one = call.network().shape(data);
        int[] two = call.network().shapeForTwo(data);
        var cut = new Cut(rank);
        for (int i = 0; i < axes.length; i++) {
            int axis = Call.axis(axes[i], rank);
            int position = data.layout().position(axis);
            if (!cut.along(position, starts[i], ends[i], steps[i], one[axis], two[axis])) {
                throw Problem.model("a slice of the batch is not supported");
            }
        }
        if (cut.isWhole()) {
            return call.operand(0);
        }
        var op = new StridedSlice(cut.openBegins, cut.openEnds, 0, 0, 0, false);
        return new Held(call.assembler().apply(call.name(), op, data.tensor(),
                call.assembler().integers(call.name() + "/begin", cut.begins),
                call.assembler().integers(call.name() + "/end", cut.ends),
                call.assembler().integers(call.name() + "/steps", cut.steps)), data.layout());
    }

    private static Optional<long[]> named(Call call, boolean byAttributes, int input) {
        if (byAttributes) {
            return call.attributes().integers("axes");
        }
        return call.has(input) ? Optional.of(call.integers(input)) : Optional.empty();
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Where slices begin and end on stored axes. */
    private static final class Cut {
        private final int[] begins;
        private final int[] ends;
        private final int[] steps;
        /** A bit for each axis of which all is taken. */
        private int openBegins;
        private int openEnds;

        Cut(int rank) {
            begins = new int[rank];
            ends = new int[rank];
            steps = new int[rank];
            Arrays.fill(steps, 1);
            openBegins = (1 << rank) - 1;
            openEnds = openBegins;
        }

        boolean isWhole() {
            return openBegins == openEnds && openBegins == (1 << steps.length) - 1
                    && Arrays.stream(steps).allMatch(step -> step == 1);
        }

        /** Whether it is the same slice for each size of the batch. */
        boolean along(int position, long start, long end, long step, int one, int two) {
            requireThat(step != 0, "its step is 0");
            long stride = Math.clamp(step, -Integer.MAX_VALUE, Integer.MAX_VALUE);
            long first = bound(start, one, stride);
            long last = bound(end, one, stride);
            boolean all = stride > 0 ? first == 0 && last == one : first == one - 1 && last == -1;
            if (one != two) {
                return stride == 1 && all && bound(start, two, stride) == 0
                        && bound(end, two, stride) == two;
            }
            if (all && stride == 1) {
                return true;
            }
            int bit = 1 << position;
            openBegins &= ~bit;
            begins[position] = (int) first;
            steps[position] = (int) stride;
            if (last >= 0) {
                openEnds &= ~bit;
                ends[position] = (int) last;
            }
            if (stride > 0 ? last <= first : first <= last) {
                openEnds &= ~bit;
                begins[position] = 0;
                ends[position] = 0;
                steps[position] = 1;
            }
            return true;
        }

        private static long bound(long place, int extent, long step) {
            long from = place < 0 ? Math.max(place, -Long.MAX_VALUE / 2) + extent : place;
            return step > 0 ? Math.clamp(from, 0, extent)
                    : Math.clamp(from, -1, (long) extent - 1);
        }
    }

    private static Operand gather(Call call) {
        Held data = call.held(0);
        Held indices = call.held(1);
        Network network = call.network();
        int axis = Call.axis(call.attributes().integer("axis", 0), data.rank());
        int extent = network.shape(data)[axis];
        requireThat(network.signature(data)[axis] == extent, "samples of the batch are not picked out");
        Held places = known(call, indices, extent);
        requireThat(data.rank() + indices.rank() - 1 <= Shape.MAX_RANK, "its result has too many axes");
        boolean keeps = indices.rank() <= 1;
        Held source = keeps ? data : network.held(network.plain(data));
        int position = source.layout().position(axis);
        int tensor = call.assembler().apply(call.name(), new Gather(position, 0), source.tensor(),
                network.plain(places));
        Layout layout = indices.rank() == 1 ? source.layout()
                : indices.rank() == 0 ? source.layout().without(axis)
                        : Layout.plain(data.rank() + indices.rank() - 1);
        return new Held(tensor, layout);
    }

    /** Indices from the front where they are known. */
    private static Held known(Call call, Held indices, int extent) {
        Optional<Value> contents = call.known(1);
        requireThat(call.network().dtype(indices).isInteger(), "its indices are no integers");
        if (contents.isEmpty()) {
            return indices;
        }
        var codes = (Codes) contents.get();
        long[] places = IntStream.range(0, codes.shape().elements()).mapToLong(codes::rawCode)
                .map(place -> place < 0 ? place + extent : place).toArray();
        requireThat(Arrays.stream(places).allMatch(place -> place >= 0 && place < extent),
                "an index is not among the " + extent + " places of the axis");
        return call.network().constant(call.name() + "/indices",
                Codes.of(DType.INT32, codes.shape(), places, null));
    }
}
