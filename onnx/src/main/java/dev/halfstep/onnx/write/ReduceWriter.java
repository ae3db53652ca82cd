package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.op.reduce.ArgExtreme;
import dev.halfstep.op.reduce.Cumsum;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.op.reduce.RowOps.Softmax;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Numbers made of many elements, and ops along an axis. */
final class ReduceWriter {

    private static final float SHORTEST = 1e-6f;

    private final NodeScope scope;
    private final Operands operands;

    ReduceWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    void write(Reduce reduce) {
        int rank = operands.shape(0).rank();
        long[] axes = Arrays.stream(scope.integers(1)).map(axis -> Extents.axis(axis, rank)).distinct().sorted()
                .toArray();
        if (axes.length == 0) {
            scope.out(scope.op("Identity", scope.in(0)));
            return;
        }
        boolean truths = operands.dtype(0) == DType.BOOL;
        boolean sums = reduce.kind() == Reduce.Kind.MEAN || reduce.kind() == Reduce.Kind.SUM;
        if (sums && Values.isCoded(operands.input(0))) {
            writeCodes(reduce, axes);
            return;
        }
        if (sums && isInteger()) {
            writeIntegers(reduce, axes);
            return;
        }
        Ref data = truths ? scope.cast(scope.in(0), DataType.INT32) : scope.wide(0, Layout.CHANNELS_LAST);
        Ref value = scope.reduce(type(reduce.kind()), data, reduce.keepDims(), axes);
        scope.outNarrowed(0, truths ? scope.cast(value, DataType.BOOL) : value, Layout.CHANNELS_LAST);
    }

    private boolean isInteger() {
        return operands.dtype(0).isInteger() && !Values.isCoded(operands.input(0));
    }

    private static String type(Reduce.Kind kind) {
        return switch (kind) {
            case MEAN -> "ReduceMean";
            case SUM -> "ReduceSum";
            case MAX, ANY -> "ReduceMax";
            case MIN, ALL -> "ReduceMin";
            case PROD -> "ReduceProd";
        };
    }

    /** How many elements become one; codes, and means of integers, need to know. */
    private int elements(long... axes) {
        int elements = 1;
        for (long axis : axes) {
            if (!scope.isFixed(0, (int) axis)) {
                throw scope.inexpressible("integers are added along axis " + axis + ", of an open extent");
            }
            elements *= operands.shape(0).extent((int) axis);
        }
        return elements;
    }

    private void writeCodes(Reduce reduce, long... axes) {
        elements(axes);
        if (reduce.lower(operands) instanceof CodeSums sums) {
            new CodeMeans(scope).sums(sums, reduce.keepDims(), axes);
        } else {
            throw scope.inexpressible("these codes are not added");
        }
    }

    /** Sums in int64, which wrap where they become narrower; quotients are cut off. */
    private void writeIntegers(Reduce reduce, long... axes) {
        Ref sum = scope.reduce("ReduceSum", scope.cast(scope.in(0), DataType.INT64), reduce.keepDims(), axes);
        Ref value = reduce.kind() == Reduce.Kind.SUM ? sum
                : scope.op("Div", sum, scope.constant(Constant.scalar((long) Math.max(1, elements(axes)))));
        scope.out(scope.cast(value, Constant.type(operands.dtype(0))));
    }

    void write(ArgExtreme extreme) {
        int axis = Extents.axis(scope.integers(1)[0], operands.shape(0).rank());
        Ref data = operands.dtype(0) == DType.BOOL ? scope.cast(scope.in(0), DataType.INT32) : scope.in(0);
        Ref index = scope.op(extreme.largest() ? "ArgMax" : "ArgMin", List.of(data),
                Attribute.of("axis", (long) axis), Attribute.of("keepdims", 0L));
        scope.out(extreme.indices() == DType.INT64 ? index : scope.cast(index, DataType.INT32));
    }

    void write(Cumsum sum) {
        Ref axis = scope.constant(Constant.scalar(scope.integers(1)[0]));
        scope.out(scope.op("CumSum", List.of(scope.in(0), axis), Attribute.of("exclusive", sum.exclusive()),
                Attribute.of("reverse", sum.reverse())));
    }

    void writeTop() {
        Ref count = scope.reshape(scope.longs(1), 1);
        List<Ref> found = scope.onnx().add("TopK", "", List.of(scope.name() + "/values", scope.name() + "/indices"),
                List.of(scope.wide(0, Layout.CHANNELS_LAST), count));
        scope.outNarrowed(0, found.getFirst(), Layout.CHANNELS_LAST);
        scope.out(1, scope.cast(found.get(1), Constant.type(operands.outputs().get(1).dtype())), Layout.CHANNELS_LAST);
    }

    void write(Softmax softmax) {
        if (operands.dtype(0).isByteCode() && operands.output().dtype() == DType.INT16) {
            throw scope.inexpressible("it makes codes of 16 bits of codes of 8");
        }
        Ref data = scope.in(0);
        Ref scaled = softmax.beta() == 1 ? data : scope.op("Mul", data, scope.real(softmax.beta()));
        scope.out(scope.op("Softmax", List.of(scaled), Attribute.of("axis", -1L)));
    }

    void writeLogSoftmax() {
        scope.out(scope.op("LogSoftmax", List.of(scope.in(0)), Attribute.of("axis", -1L)));
    }

    void writeNormalization() {
        Ref data = scope.in(0);
        Shape shape = operands.shape(0);
        Ref length = scope.reduce("ReduceL2", data, true, shape.rank() - 1L);
        scope.out(scope.op("Div", data, scope.op("Max", length, scope.real(SHORTEST))));
    }
}
