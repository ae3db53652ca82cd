package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.network.Operand.Rows;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The same elements in another shape, or with their axes in another order. */
final class ReshapingOps {

    private static final int UNKNOWN = Shape.UNKNOWN;

    private ReshapingOps() {}

    static void addTo(Handler.Table table) {
        table.one("Flatten", ReshapingOps::flatten);
        table.one("Reshape", ReshapingOps::reshape);
        table.one("Squeeze", ReshapingOps::squeeze);
        table.one("Unsqueeze", ReshapingOps::unsqueeze);
        table.one("Transpose", ReshapingOps::transpose);
    }

    private static Operand flatten(Call call) {
        Held data = call.held(0);
        int rank = data.rank();
        long named = call.attributes().integer("axis", 1);
        int axis = named == rank ? rank : rank == 0 ? 0 : Call.axis(named, rank);
        int[][] both = {call.network().shape(data), call.network().shapeForTwo(data)};
        long[][] shapes = new long[2][];
        for (int i = 0; i < 2; i++) {
            int[] shape = both[i];
            shapes[i] = new long[] {product(shape, 0, axis), product(shape, axis, rank)};
        }
        return to(call, data, shapes[0], shapes[1]);
    }

    private static long product(int[] shape, int from, int to) {
        long product = 1;
        for (int axis = from; axis < to; axis++) {
            product *= shape[axis];
            requireThat(product <= Integer.MAX_VALUE, "it has more elements than can be held");
        }
        return product;
    }

    private static Operand reshape(Call call) {
        Held data = call.held(0);
        boolean zeros = call.attributes().flag("allowzero", false);
        long[][] wanted = call.integersPerBatch(1);
        Network network = call.network();
        return to(call, data, resolved(wanted[0], network.shape(data), zeros),
                resolved(wanted[1], network.shapeForTwo(data), zeros));
    }

    /** The extents that are meant: -1 is what is left over, 0 the extent that the data have. */
    private static long[] resolved(long[] wanted, int[] shape, boolean zeros) {
        long[] extents = wanted.clone();
        long others = 1;
        int open = UNKNOWN;
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] == 0 && !zeros) {
                requireThat(axis < shape.length, "there is no axis " + axis + " to keep");
                extents[axis] = shape[axis];
            }
            requireThat(extents[axis] >= UNKNOWN && extents[axis] <= Integer.MAX_VALUE,
                    "it asks for the extent " + extents[axis]);
            if (extents[axis] == UNKNOWN) {
                requireThat(open == UNKNOWN, "two extents are left open");
                open = axis;
            } else {
                others = Math.min(others * extents[axis], Integer.MAX_VALUE);
            }
        }
        long elements = product(shape, 0, shape.length);
        if (open >= 0) {
            requireThat(others > 0 && elements % others == 0, Arrays.toString(shape) + " cannot become "
                    + Arrays.toString(wanted));
            extents[open] = elements / others;
        }
        return extents;
    }

    /** The data in a shape that may depend on the batch. */
    private static Operand to(Call call, Held data, long[] one, long[] two) {
        requireThat(one.length == two.length && one.length <= Shape.MAX_RANK,
                "how many axes there are depends on the batch, or is more than " + Shape.MAX_RANK);
        int[] extents = IntStream.range(0, one.length).map(a -> one[a] == two[a] ? Call.small(one[a]) : UNKNOWN)
                .toArray();
        requireThat(Arrays.stream(extents).filter(extent -> extent == UNKNOWN).count() <= 1,
                "several extents depend on the batch");
        Network network = call.network();
        if (Arrays.equals(extents, network.signature(data))) {
            return data;
        }
        if (!data.layout().isPlain()) {
            Optional<Held> regrouped = Regrouping.of(network, call.name(), data, one, two);
            if (regrouped.isPresent()) {
                return regrouped.get();
            }
        }
        boolean isRows = extents.length == 2 && data.rank() > 2 && !data.layout().isPlain()
                && data.layout().axis(0) == 0 && extents[0] == network.signature(data)[0];
        return isRows && network.isMoved(data) ? new Rows(data) : network.reshaped(call.name(), data, extents);
    }

    private static Operand squeeze(Call call) {
        Held data = call.held(0);
        boolean named = call.opset() < 13 ? call.attributes().has("axes") : call.has(1);
        int[] shape = call.network().shape(data);
        int[] two = call.network().shapeForTwo(data);
        int[] axes = named
                ? Call.axes(call.opset() < 13 ? call.attributes().integers("axes").orElseThrow() : call.integers(1),
                        data.rank())
                : IntStream.range(0, shape.length).filter(axis -> shape[axis] == 1 && two[axis] == 1).toArray();
        for (int axis : axes) {
            requireThat(shape[axis] == 1 && two[axis] == 1, "axis " + axis + " of " + Arrays.toString(shape)
                    + " cannot go: its extent is not 1");
        }
        Layout layout = data.layout();
        List<Integer> extents = extents(call, data);
        for (int i = axes.length - 1; i >= 0; i--) {
            extents.subList(layout.position(axes[i]), layout.position(axes[i]) + 1).clear();
            layout = layout.without(axes[i]);
        }
        return stored(call, data, extents, layout);
    }

    private static List<Integer> extents(Call call, Held data) {
        return new ArrayList<>(Arrays.stream(call.assembler().signature(data.tensor()).toArray()).boxed().toList());
    }

    /** What is stored in another shape, with a layout of that. */
    private static Operand stored(Call call, Held data, List<Integer> extents, Layout layout) {
        Network network = call.network();
        int[] shape = extents.stream().mapToInt(Integer::intValue).toArray();
        Held result = network.reshaped(call.name(), network.held(data.tensor()), shape);
        return new Held(result.tensor(), layout);
    }

    private static Operand unsqueeze(Call call) {
        Held data = call.held(0);
        long[] named = call.opset() < 13 ? call.attributes().integers("axes").orElse(new long[0]) : call.integers(1);
        int rank = data.rank() + named.length;
        requireThat(rank <= Shape.MAX_RANK, "it has more than " + Shape.MAX_RANK + " axes");
        int[] axes = Call.axes(named, rank);
        requireThat(axes.length == named.length, "it names an axis twice");
        Layout layout = data.layout();
        List<Integer> extents = extents(call, data);
        for (int axis : axes) {
            layout = layout.with(axis);
            extents.add(layout.position(axis), 1);
        }
        return stored(call, data, extents, layout);
    }

    /** Nothing moves: the same elements are seen in another order. */
    private static Operand transpose(Call call) {
        Held data = call.held(0);
        int rank = data.rank();
        long[] named = call.attributes().integers("perm")
                .orElseGet(() -> LongStream.range(0, rank).map(axis -> rank - 1 - axis).toArray());
        requireThat(named.length == rank && Call.axes(named, rank).length == rank,
                "its permutation " + Arrays.toString(named) + " is none of " + rank + " axes");
        int[] permutation = Arrays.stream(named).mapToInt(axis -> Call.axis(axis, rank)).toArray();
        return new Held(data.tensor(), data.layout().transposed(permutation));
    }
}
