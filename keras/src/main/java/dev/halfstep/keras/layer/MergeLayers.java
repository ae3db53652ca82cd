package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.Settings;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Layers that make one tensor of several. */
final class MergeLayers {

    /** Keeps the length of nothing but zeros from being 0. */
    private static final float LEAST_SQUARES = 1e-12f;

    private MergeLayers() {}

    /** The operation of a layer on two tensors at a time. */
    static Optional<Op> operation(String kind) {
        return Optional.ofNullable(switch (kind) {
            case "Add" -> Kind.ADD.with(Activation.NONE);
            case "Subtract" -> Kind.SUB.with(Activation.NONE);
            case "Multiply" -> Kind.MUL.with(Activation.NONE);
            case "Maximum" -> BinaryFunction.MAXIMUM;
            case "Minimum" -> BinaryFunction.MINIMUM;
            default -> null;
        });
    }

    static Layer.Plain each(Op op) {
        return call -> fold(call, op, call.name());
    }

    static Layer.Plain average() {
        return call -> {
            int count = call.inputs().size();
            int sum = fold(call, Kind.ADD.with(Activation.NONE), call.name() + "/sum");
            return call.layers().withNumber(call.name(), Kind.MUL, sum, 1f / count);
        };
    }

    private static int fold(Call call, Op op, String name) {
        List<Integer> parts = alike(call);
        int merged = parts.getFirst();
        for (int i = 1; i < parts.size(); i++) {
            String each = i == parts.size() - 1 ? name : name + "/" + i;
            merged = call.network().apply(each, op, merged, parts.get(i));
        }
        return merged;
    }

    /** Tensors with as many axes as the one with most: new ones come behind the batch. */
    private static List<Integer> alike(Call call) {
        List<Integer> inputs = call.inputs();
        if (inputs.size() < 2) {
            throw Problem.model("it takes two inputs or more, not " + inputs.size());
        }
        int rank = inputs.stream().mapToInt(t -> call.shape(t).rank()).max().orElseThrow();
        var alike = new ArrayList<Integer>();
        for (int input : inputs) {
            Shape signature = call.network().signature(input);
            int missing = rank - signature.rank();
            if (missing > 0 && signature.rank() > 0) {
                var extents = new int[rank];
                Arrays.fill(extents, 1);
                extents[0] = signature.extent(0);
                for (int axis = 1; axis < signature.rank(); axis++) {
                    extents[axis + missing] = signature.extent(axis);
                }
                input = call.layers().reshape(call.name() + "/alike", input, extents);
            }
            alike.add(call.parts().real(call.name(), input));
        }
        return alike;
    }

    static Layer.Plain concatenate(Settings settings) {
        int axis = settings.whole("axis", -1);
        return call -> {
            List<Integer> inputs = call.inputs();
            if (inputs.isEmpty()) {
                throw Problem.model("it has no inputs");
            }
            int along = Call.axis(axis, call.shape(inputs.getFirst()).rank());
            if (along == 0) {
                throw Problem.model("it joins samples of the batch, which is not supported");
            }
            return call.layers().concatenate(call.name(), along,
                    inputs.stream().mapToInt(t -> call.parts().real(call.name(), t)).toArray());
        };
    }

    /** Products of vectors or matrices, summed over an axis of each. */
    static Layer.Plain dot(Settings settings) {
        int[] axes = settings.each("axes", 2, -1);
        boolean normalizes = settings.flag("normalize", false);
        return call -> {
            List<Integer> inputs = call.inputs();
            if (inputs.size() != 2) {
                throw Problem.model("it takes two inputs, not " + inputs.size());
            }
            int left = factor(call, inputs.get(0), axes[0], normalizes);
            int right = factor(call, inputs.get(1), axes[1], normalizes);
            return product(call, left, right, axes);
        };
    }

    private static int factor(Call call, int tensor, int axis, boolean normalizes) {
        int rank = call.shape(tensor).rank();
        if (rank < 2 || rank > 3 || Call.axis(axis, rank) == 0) {
            throw Problem.model("it takes vectors and matrices, not data of shape " + call.network().signature(tensor));
        }
        return normalizes ? ofLengthOne(call, tensor, Call.axis(axis, rank)) : tensor;
    }

    private static int product(Call call, int left, int right, int[] axes) {
        Shape x = call.network().signature(left);
        Shape y = call.network().signature(right);
        boolean isRow = x.rank() == 2;
        boolean isColumn = y.rank() == 2;
        int rows = isRow ? call.layers().reshape(call.name() + "/row", left, x.extent(0), 1, x.extent(1)) : left;
        int columns = isColumn ? call.layers().reshape(call.name() + "/column", right, y.extent(0), y.extent(1), 1)
                : right;
        var op = new BatchMatMul(!isRow && Call.axis(axes[0], 3) == 1, !isColumn && Call.axis(axes[1], 3) == 2, false);
        int product = call.network().apply(call.name(), op, rows, columns);
        Shape shape = call.network().signature(product);
        if (!isRow && !isColumn) {
            return product;
        }
        return call.layers().reshape(call.name() + "/flat", product, shape.extent(0),
                isRow ? shape.extent(2) : shape.extent(1));
    }

    /** Divided by the length along some axes. */
    static int ofLengthOne(Call call, int data, int... axes) {
        int squares = call.layers().arithmetic(call.name() + "/squares", Kind.MUL, data, data);
        int sum = call.layers().reduce(call.name() + "/sum", Reduce.Kind.SUM, squares, true, axes);
        int least = call.activations().clip(call.name() + "/least", sum, LEAST_SQUARES, Float.POSITIVE_INFINITY);
        int inverse = call.activations().function(call.name() + "/inverse", UnaryFunction.RSQRT, least);
        return call.layers().arithmetic(call.name() + "/normalized", Kind.MUL, data, inverse);
    }
}
