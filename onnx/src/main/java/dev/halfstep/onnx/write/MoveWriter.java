package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Bordering.MirrorPad;
import dev.halfstep.op.move.Bordering.Pad;
import dev.halfstep.op.move.Reshaping.Reshape;
import dev.halfstep.op.move.Reshaping.ShapeOf;
import dev.halfstep.op.move.Reshaping.Squeeze;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The same elements in another shape or order, repeated, or with a border. */
final class MoveWriter {

    private final NodeScope scope;
    private final Operands operands;

    MoveWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    void write(Reshape reshape) {
        boolean given = scope.has(Reshape.SHAPE) && operands.shape(Reshape.SHAPE).rank() == 1
                && operands.dtype(Reshape.SHAPE) == DType.INT32;
        boolean scalar = reshape.newShape().equals(List.of(0));
        Ref shape = given ? scope.longs(Reshape.SHAPE)
                : scope.longs(scalar ? new long[0] : reshape.newShape().stream().mapToLong(e -> e).toArray());
        scope.out(scope.op("Reshape", List.of(scope.in(0), shape), Attribute.of("allowzero", 1L)));
    }

    void write(Squeeze squeeze) {
        Shape data = operands.shape(0);
        long[] axes = squeeze.axes().isEmpty()
                ? IntStream.range(0, data.rank()).filter(a -> data.extent(a) == 1 && scope.isFixed(0, a)).asLongStream()
                        .toArray()
                : squeeze.axes().stream().mapToLong(axis -> Extents.axis(axis, data.rank())).toArray();
        scope.out(axes.length == 0 ? scope.op("Identity", scope.in(0)) : scope.squeeze(scope.in(0), axes));
    }

    void writeExpandDims() {
        scope.out(scope.unsqueeze(scope.in(0), Extents.axis(scope.integers(1)[0], operands.shape(0).rank() + 1)));
    }

    void write(ShapeOf shape) {
        Ref extents = scope.op("Shape", scope.plain(0));
        scope.plainOut(shape.wide() ? extents : scope.cast(extents, DataType.INT32), Layout.CHANNELS_LAST);
    }

    void writeTranspose() {
        int rank = operands.shape(0).rank();
        scope.out(scope.transpose(scope.in(0),
                Arrays.stream(scope.integers(1)).map(axis -> Extents.axis(axis, rank)).toArray()));
    }

    void writeReverse() {
        long[] axes = scope.integers(1);
        var begins = new long[axes.length];
        var ends = new long[axes.length];
        Arrays.fill(begins, -1);
        Arrays.fill(ends, Long.MIN_VALUE);
        scope.out(axes.length == 0 ? scope.op("Identity", scope.in(0)) : scope.op("Slice", List.of(scope.in(0),
                scope.longs(begins), scope.longs(ends), scope.longs(axes), scope.longs(begins))));
    }

    void writeTile() {
        scope.out(scope.op("Tile", scope.in(0), scope.longs(1)));
    }

    void writeBroadcast() {
        scope.out(scope.op("Expand", scope.in(0), scope.longs(1)));
    }

    void writeFill() {
        Ref value = scope.in(1);
        Ref single = operands.shape(1).rank() == 0 ? value : scope.reshape(value);
        scope.out(scope.op("Expand", single, scope.longs(0)));
    }

    void writeRange() {
        scope.out(scope.op("Range", List.of(single(0), single(1), single(2))));
    }

    private Ref single(int input) {
        return operands.shape(input).rank() == 0 ? scope.in(input) : scope.reshape(scope.in(input));
    }

    /** Pairs of each axis, as all that goes before and then all that goes behind. */
    private Ref borders() {
        int rank = operands.shape(0).rank();
        if (operands.knows(1)) {
            long[] pairs = operands.integers(1);
            return scope.longs(IntStream.range(0, 2 * rank).mapToLong(i -> pairs[i % rank * 2 + i / rank]).toArray());
        }
        return scope.reshape(scope.transpose(scope.longs(1), 1, 0), -1);
    }

    void write(Pad pad) {
        boolean valued = pad.second() && scope.has(2);
        Ref data = scope.wide(0, Layout.CHANNELS_LAST);
        List<Ref> in = List.of(data, borders());
        if (valued) {
            Ref value = scope.wide(2, Layout.CHANNELS_LAST);
            in = List.of(data, borders(), operands.shape(2).rank() == 0 ? value : scope.reshape(value));
        }
        scope.outNarrowed(0, scope.op("Pad", in, Attribute.of("mode", "constant")), Layout.CHANNELS_LAST);
    }

    /** Each axis by the indices that it has in the middle and in its mirrors. */
    void write(MirrorPad pad) {
        Ref value = scope.in(0);
        long[] pairs = scope.integers(1);
        for (int axis = 0; axis < operands.shape(0).rank(); axis++) {
            int before = (int) pairs[2 * axis];
            int behind = (int) pairs[2 * axis + 1];
            if (before > 0 || behind > 0) {
                if (!scope.isFixed(0, axis)) {
                    throw scope.inexpressible("axis " + axis + ", of an open extent, is mirrored");
                }
                value = scope.op("Gather", List.of(value, scope.longs(mirrored(pad, axis, before, behind))),
                        Attribute.of("axis", (long) axis));
            }
        }
        scope.out(value.equals(scope.in(0)) ? scope.op("Identity", value) : value);
    }

    private long[] mirrored(MirrorPad pad, int axis, int before, int behind) {
        int extent = operands.shape(0).extent(axis);
        int skip = pad.symmetric() ? 0 : 1;
        return IntStream.range(-before, extent + behind)
                .mapToLong(i -> i < 0 ? -i - 1 + skip : i >= extent ? 2L * extent - 1 - i - skip : i).toArray();
    }
}
