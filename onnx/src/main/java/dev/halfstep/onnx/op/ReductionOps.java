package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Layers;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.ArgExtreme;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What is left of some axes. */
final class ReductionOps {

    private ReductionOps() {}

    static void addTo(Handler.Table table) {
        reduce(table, "ReduceMean", Reduce.Kind.MEAN, 18);
        reduce(table, "ReduceSum", Reduce.Kind.SUM, 13);
        reduce(table, "ReduceMax", Reduce.Kind.MAX, 18);
        reduce(table, "ReduceMin", Reduce.Kind.MIN, 18);
        reduce(table, "ReduceProd", Reduce.Kind.PROD, 18);
        table.one("ReduceL1", call -> after(call, UnaryFunction.ABS, false));
        table.one("ReduceL2", call -> after(call, UnaryFunction.SQUARE, true));
        table.one("ReduceSumSquare", call -> after(call, UnaryFunction.SQUARE, false));
        table.one("ReduceLogSum", ReductionOps::logSum);
        table.one("ReduceLogSumExp", ReductionOps::logSumOfExponentials);
        table.one("ArgMax", call -> place(call, true));
        table.one("ArgMin", call -> place(call, false));
    }

    /** @param byOperand the opset from which on an operand says the axes */
    private static void reduce(Handler.Table table, String name, Reduce.Kind kind, int byOperand) {
        table.one(name, call -> Axes.of(call, byOperand).reduced(call.name(), kind, call.held(0)));
    }

    /** The sum of a function, or its root. */
    private static Operand after(Call call, UnaryFunction first, boolean root) {
        Network network = call.network();
        Held inner = network.each(call.held(0),
                tensor -> call.assembler().apply(call.name() + "/elements", first, tensor));
        Axes axes = Axes.of(call, 18);
        if (axes.none) {
            return inner;
        }
        Held sum = axes.reduced(root ? call.name() + "/sum" : call.name(), Reduce.Kind.SUM, inner);
        return root ? network.each(sum, tensor -> call.assembler().apply(call.name(), UnaryFunction.SQRT, tensor))
                : sum;
    }

    private static Operand logSum(Call call) {
        Axes axes = Axes.of(call, 18);
        Held sum = axes.none ? call.held(0) : axes.reduced(call.name() + "/sum", Reduce.Kind.SUM, call.held(0));
        return call.network().each(sum, tensor -> call.assembler().apply(call.name(), UnaryFunction.LOG, tensor));
    }

    /** So that no exponential overflows. */
    private static Operand logSumOfExponentials(Call call) {
        Axes axes = Axes.of(call, 18);
        Held data = call.held(0);
        if (axes.none) {
            return data;
        }
        Network network = call.network();
        Layers layers = network.layers();
        String name = call.name();
        int[] positions = data.layout().positions(axes.axes);
        int largest = layers.reduce(name + "/largest", Reduce.Kind.MAX, data.tensor(), true, positions);
        int below = layers.arithmetic(name + "/below", Kind.SUB, data.tensor(), largest);
        int powers = call.assembler().apply(name + "/powers", UnaryFunction.EXP, below);
        int sum = layers.reduce(name + "/sum", Reduce.Kind.SUM, powers, true, positions);
        int log = call.assembler().apply(name + "/log", UnaryFunction.LOG, sum);
        var whole = new Held(layers.arithmetic(name + (axes.keep ? "" : "/whole"), Kind.ADD, log, largest),
                data.layout());
        if (axes.keep) {
            return whole;
        }
        int[] signature = network.signature(whole);
        return network.reshaped(name, whole, IntStream.range(0, signature.length)
                .filter(axis -> Arrays.stream(axes.axes).noneMatch(gone -> gone == axis)).map(axis -> signature[axis])
                .toArray());
    }

    /** Where the largest or smallest element is. */
    private static Operand place(Call call, boolean largest) {
        requireThat(!call.attributes().flag("select_last_index", false),
                "the last of several equal elements is not supported");
        Held data = call.held(0);
        int axis = Call.axis(call.attributes().integer("axis", 0), data.rank());
        boolean keep = call.attributes().flag("keepdims", true);
        int position = call.assembler().integers(call.name() + "/axis", data.layout().position(axis));
        String name = keep ? call.name() + "/places" : call.name();
        int places = call.assembler().apply(name, new ArgExtreme(largest, DType.INT64), DType.INT64, data.tensor(),
                position);
        var result = new Held(places, data.layout().without(axis));
        if (!keep) {
            return result;
        }
        int[] signature = call.network().signature(data);
        signature[axis] = 1;
        return call.network().reshaped(call.name(), result, signature);
    }

    /**
     * The axes of a reduction.
     *
     * @param none whether there are none, so that it does nothing
     * @param keep whether they stay with an extent of 1
     */
    private record Axes(Call call, boolean none, boolean keep, int... axes) {

        static Axes of(Call call, int byOperand) {
            int rank = call.held(0).rank();
            long[] named = call.opset() >= byOperand ? call.has(1) ? call.integers(1) : new long[0]
                    : call.attributes().integers("axes").orElse(new long[0]);
            boolean noop = call.attributes().flag("noop_with_empty_axes", false);
            boolean all = named.length == 0 && !noop;
            return new Axes(call, named.length == 0 && noop, call.attributes().flag("keepdims", true),
                    all ? IntStream.range(0, rank).toArray() : Call.axes(named, rank));
        }

        Held reduced(String name, Reduce.Kind kind, Held data) {
            if (none || data.rank() == 0) {
                return data;
            }
            int[] positions = data.layout().positions(axes);
            Layers layers = call.network().layers();
            if (keep) {
                return call.network().each(data, tensor -> layers.reduce(name, kind, tensor, true, positions));
            }
            Layout left = data.layout();
            for (int i = axes.length - 1; i >= 0; i--) {
                left = left.without(axes[i]);
            }
            return new Held(layers.reduce(name, kind, data.tensor(), false, positions), left);
        }
    }
}
