package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.network.Operand.PerBatch;
import dev.halfstep.op.Extents;
import dev.halfstep.op.move.Filling.BroadcastTo;
import dev.halfstep.op.move.Filling.Tile;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What is made up, repeated, or put around the data, and the extents of the data. */
final class MakingOps {

    private MakingOps() {}

    static void addTo(Handler.Table table) {
        table.one("Constant", MakingOps::constant);
        table.one("ConstantOfShape", MakingOps::constantOfShape);
        table.one("Range", MakingOps::range);
        table.one("Shape", MakingOps::shape);
        table.one("Size", MakingOps::size);
        table.one("Expand", MakingOps::expand);
        table.one("Tile", MakingOps::tile);
        table.one("Pad", MakingOps::pad);
    }

    private static Operand constant(Call call) {
        Network network = call.network();
        Optional<Value> tensor = call.attributes().tensor("value");
        if (tensor.isPresent()) {
            network.given(tensor.get());
            return network.constant(call.name(), tensor.get());
        }
        if (call.attributes().has("value_float")) {
            return network.constant(call.name(), Shape.of(), call.attributes().real("value_float", 0));
        }
        if (call.attributes().has("value_int")) {
            long number = call.attributes().integer("value_int", 0);
            return network.constant(call.name(), Codes.int64(Shape.of(), new long[] {number}, null));
        }
        Optional<float[]> reals = call.attributes().reals("value_floats");
        if (reals.isPresent()) {
            return network.constant(call.name(), Shape.of(reals.get().length), reals.get());
        }
        return network.integers(call.name(), call.attributes().integers("value_ints")
                .orElseThrow(() -> Problem.model("its value is of a kind that is not supported")));
    }

    private static Operand constantOfShape(Call call) {
        int[] extents = Arrays.stream(call.integers(0)).mapToInt(Call::small).toArray();
        requireThat(extents.length <= Shape.MAX_RANK, "it has more than " + Shape.MAX_RANK + " axes");
        int elements = call.network().bounded(extents);
        Value value = call.attributes().tensor("value").orElse(Tensor.of(Shape.of(1), 0));
        requireThat(value.shape().elements() == 1, "it is filled with more than one value");
        return call.network().constant(call.name(), switch (value) {
            case Tensor real -> {
                var values = new float[elements];
                Arrays.fill(values, real.values()[0]);
                yield Tensor.of(Shape.of(extents), values);
            }
            case Codes codes -> {
                var values = new long[elements];
                Arrays.fill(values, codes.rawCode(0));
                yield Codes.of(codes.dtype(), Shape.of(extents), values, null);
            }
        });
    }

    private static Operand range(Call call) {
        Value start = call.constant(0);
        if (start instanceof Tensor) {
            float from = call.real(0, 0);
            float step = call.real(2, 1);
            double count = Math.ceil(((double) call.real(1, 0) - from) / step);
            requireThat(!Double.isNaN(count), "its step is 0");
            var values = new float[call.network().bounded((int) Math.max(Math.min(count, Integer.MAX_VALUE), 0))];
            for (int i = 0; i < values.length; i++) {
                values[i] = from + i * step;
            }
            return call.network().constant(call.name(), Shape.of(values.length), values);
        }
        long from = single(call, 0);
        long to = single(call, 1);
        long step = single(call, 2);
        requireThat(step != 0, "its step is 0");
        double count = Math.max(Math.ceil(((double) to - from) / step), 0);
        int bounded = call.network().bounded((int) Math.min(count, Integer.MAX_VALUE));
        long[] values = LongStream.range(0, bounded).map(i -> from + i * step).toArray();
        return call.network().constant(call.name(),
                Codes.of(start.dtype(), Shape.of(values.length), values, null));
    }

    private static long single(Call call, int input) {
        long[] values = call.integers(input);
        requireThat(values.length == 1, "its operand " + input + " is no single number");
        return values[0];
    }

    private static Operand shape(Call call) {
        Held data = call.held(0);
        int rank = data.rank();
        int from = bound(call.attributes().integer("start", 0), rank);
        int to = Math.max(bound(call.attributes().integer("end", rank), rank), from);
        return perBatch(call, part(call.network().shape(data), from, to),
                part(call.network().shapeForTwo(data), from, to));
    }

    private static int bound(long place, int rank) {
        return Math.clamp(place < 0 ? place + rank : place, 0, rank);
    }

    private static long[] part(int[] shape, int from, int to) {
        return Arrays.stream(shape, from, to).asLongStream().toArray();
    }

    private static Operand perBatch(Call call, long[] one, long[] two) {
        return Arrays.equals(one, two) ? call.network().integers(call.name(), one)
                : new PerBatch(Codes.int64(Shape.of(one.length), one, null),
                        Codes.int64(Shape.of(two.length), two, null));
    }

    private static Operand size(Call call) {
        Held data = call.held(0);
        long one = Arrays.stream(call.network().shape(data)).asLongStream().reduce(1, (a, b) -> a * b);
        long two = Arrays.stream(call.network().shapeForTwo(data)).asLongStream().reduce(1, (a, b) -> a * b);
        Codes first = Codes.int64(Shape.of(), new long[] {one}, null);
        return one == two ? call.network().constant(call.name(), first)
                : new PerBatch(first, Codes.int64(Shape.of(), new long[] {two}, null));
    }

    private static Operand expand(Call call) {
        Held data = call.held(0);
        Network network = call.network();
        long[][] wanted = call.integersPerBatch(1);
        Shape one = Extents.broadcast(Shape.of(network.shape(data)), Extents.shape(wanted[0]));
        Shape two = Extents.broadcast(Shape.of(network.shapeForTwo(data)), Extents.shape(wanted[1]));
        Held widened = network.widened(data, one.rank());
        if (Arrays.equals(network.shape(widened), one.toArray())
                && Arrays.equals(network.shapeForTwo(widened), two.toArray())) {
            return widened;
        }
        int[] extents = IntStream.range(0, one.rank())
                .map(axis -> one.extent(axis) == two.extent(axis) ? one.extent(axis) : Shape.UNKNOWN).toArray();
        if (!one.equals(two) && network.isConstant(data)) {
            // For each sample the same: an extent of 1 is broadcast to the batch by whatever takes it.
            return new PerBatch(repeated(call, one), repeated(call, two));
        }
        int[] stored = widened.layout().stored(extents);
        int open = IntStream.range(0, stored.length).filter(p -> stored[p] == Shape.UNKNOWN).findFirst().orElse(-1);
        requireThat(open < 0 || (open == 0 && network.signature(widened)[widened.layout().axis(0)] == Shape.UNKNOWN),
                "it is expanded along the batch");
        if (network.isConstant(data)) {
            network.bounded(extents);
        }
        int shape = open < 0 ? call.assembler().integers(call.name() + "/shape", stored) : network.extents(
                call.name() + "/shape", widened.tensor(), 0, Arrays.copyOfRange(stored, 1, stored.length));
        return new Held(call.assembler().apply(call.name(), new BroadcastTo(), widened.tensor(), shape),
                widened.layout());
    }

    private static Value repeated(Call call, Shape shape) {
        call.network().bounded(shape.toArray());
        var scratch = call.network().beside();
        Held constant = scratch.constant(call.name(), call.constant(0));
        int tensor = scratch.assembler().apply(call.name(), new BroadcastTo(), constant.tensor(),
                scratch.assembler().integers(call.name() + "/shape", shape.toArray()));
        return scratch.assembler().contents(tensor)
                .orElseThrow(() -> Problem.limit("it becomes too large before anything runs"));
    }

    private static Operand tile(Call call) {
        Held data = call.held(0);
        long[] times = call.integers(1);
        requireThat(times.length == data.rank(), "it does not say for each axis how often it is repeated");
        int[] repeats = Arrays.stream(times).mapToInt(Call::small).toArray();
        if (Arrays.stream(repeats).allMatch(each -> each == 1)) {
            return data;
        }
        return new Held(call.assembler().apply(call.name(), new Tile(), data.tensor(),
                call.assembler().integers(call.name() + "/times", data.layout().stored(repeats))), data.layout());
    }

    private static Operand pad(Call call) {
        Held data = call.held(0);
        int rank = data.rank();
        boolean byAttributes = call.opset() < 11;
        long[] pads = byAttributes ? call.attributes().integers("pads").orElse(new long[0]) : call.integers(1);
        int[] axes = call.has(3) ? Arrays.stream(call.integers(3)).mapToInt(axis -> Call.axis(axis, rank)).toArray()
                : IntStream.range(0, rank).toArray();
        requireThat(pads.length == 2 * axes.length, "its pads do not go with " + axes.length + " axes");
        int[][] borders = new int[rank][2];
        for (int i = 0; i < axes.length; i++) {
            int position = data.layout().position(axes[i]);
            borders[position] = new int[] {Call.small(pads[i]), Call.small(pads[i + axes.length])};
        }
        String mode = call.attributes().text("mode", "constant");
        return new Held(switch (mode) {
            case "constant" -> constantPad(call, cropped(call, data.tensor(), borders), borders, byAttributes);
            case "reflect", "edge", "wrap" -> mirrored(call, data.tensor(), borders, mode);
            default -> throw Problem.model("its mode is not supported");
        }, data.layout());
    }

    /** Borders below zero are cut off. */
    private static int cropped(Call call, int tensor, int[][] borders) {
        if (Arrays.stream(borders).flatMapToInt(Arrays::stream).allMatch(border -> border >= 0)) {
            return tensor;
        }
        Shape shape = call.assembler().signature(tensor);
        int[] begin = new int[borders.length];
        int[] extents = new int[borders.length];
        for (int axis = 0; axis < borders.length; axis++) {
            begin[axis] = Math.max(0, -borders[axis][0]);
            int end = Math.max(0, -borders[axis][1]);
            boolean whole = begin[axis] == 0 && end == 0;
            requireThat(
                    whole || (shape.extent(axis) != Shape.UNKNOWN && (long) begin[axis] + end <= shape.extent(axis)),
                    "it cuts off more than there is, or of the batch");
            extents[axis] = whole ? Shape.UNKNOWN : shape.extent(axis) - begin[axis] - end;
        }
        return PickingOps.part(call, call.name() + "/cropped", tensor, begin, extents);
    }

    private static int constantPad(Call call, int tensor, int[][] borders, boolean byAttributes) {
        int[][] added = Arrays.stream(borders).map(border -> Arrays.stream(border).map(b -> Math.max(b, 0)).toArray())
                .toArray(int[][]::new);
        DType type = call.assembler().dtype(tensor);
        Value value = byAttributes ? Tensor.of(Shape.of(), call.attributes().real("value", 0))
                : call.has(2) ? call.constant(2) : Tensor.of(Shape.of(), 0);
        requireThat(value.shape().elements() == 1, "it pads with more than one value");
        boolean zero = value instanceof Tensor real ? real.values()[0] == 0 : ((Codes) value).rawCode(0) == 0;
        if (zero) {
            return call.network().layers().pad(call.name(), tensor, added);
        }
        requireThat(value.dtype() == type, "it pads with a value of another type");
        return call.network().layers().pad(call.name(), tensor, added,
                call.assembler().constant(call.name() + "/value", value));
    }

    /** Places beyond the ends of an axis are those that a mode takes them for. */
    private static int mirrored(Call call, int tensor, int[][] borders, String mode) {
        int result = tensor;
        for (int axis = 0; axis < borders.length; axis++) {
            int before = borders[axis][0];
            int behind = borders[axis][1];
            if (before == 0 && behind == 0) {
                continue;
            }
            int extent = call.assembler().signature(result).extent(axis);
            requireThat(extent > 0, "it pads the batch, or what has no elements");
            requireThat(!mode.equals("reflect") || extent > 1 || Math.max(before, behind) <= 0,
                    "a single element is not reflected");
            int count = call.network().bounded(Call.small((long) extent + before + behind));
            int[] places = IntStream.range(0, count).map(i -> place((long) i - before, extent, mode)).toArray();
            result = call.assembler().apply(call.name() + "/axis" + axis, new Gather(axis, 0), result,
                    call.assembler().integers(call.name() + "/places" + axis, places));
        }
        return result;
    }

    private static int place(long place, int extent, String mode) {
        return (int) switch (mode) {
            case "edge" -> Math.clamp(place, 0, (long) extent - 1);
            case "wrap" -> Math.floorMod(place, (long) extent);
            default -> {
                long period = 2L * (extent - 1);
                long folded = period == 0 ? 0 : Math.floorMod(place, period);
                yield Math.min(folded, period - folded);
            }
        };
    }
}
