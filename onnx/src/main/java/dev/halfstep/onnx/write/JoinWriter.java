package dev.halfstep.onnx.write;

import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Extents;
import dev.halfstep.op.Operands;
import dev.halfstep.op.move.Joining.Concatenation;
import dev.halfstep.op.move.Joining.Pack;
import dev.halfstep.op.move.Joining.Split;
import dev.halfstep.op.move.Joining.Unpack;
import dev.halfstep.op.move.Spacing.Batches;
import dev.halfstep.op.move.Spacing.Depth;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Tensors that are joined or taken apart, and blocks of images. */
final class JoinWriter {

    private final NodeScope scope;
    private final Operands operands;

    JoinWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    void write(Concatenation join) {
        boolean first = IntStream.range(0, scope.inputs()).anyMatch(i -> scope.layout(i) == Layout.CHANNELS_FIRST);
        Layout layout = first ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
        int axis = layout.axis(Extents.axis(join.axis(), operands.output().shape().rank()));
        List<Ref> pieces = IntStream.range(0, scope.inputs()).mapToObj(i -> piece(i, layout)).toList();
        scope.out(0, scope.op("Concat", pieces, Attribute.of("axis", (long) axis)), layout);
    }

    /** Int16 codes are joined as they are, whatever they stand for. */
    private Ref piece(int input, Layout layout) {
        boolean rescaled = operands.dtype(input) == DType.INT16 && Values.isCoded(operands.input(input))
                && !operands.input(input).quantization().equals(operands.output().quantization());
        return rescaled
                ? scope.values().dequantized(scope.values().plain(scope.tensor(input), layout), operands.output(),
                        scope.name() + "/piece", layout)
                : scope.in(input, layout);
    }

    void write(Pack pack) {
        int axis = Extents.axis(pack.axis(), operands.output().shape().rank());
        List<Ref> pieces =
                IntStream.range(0, scope.inputs()).mapToObj(i -> scope.unsqueeze(scope.in(i), axis)).toList();
        scope.out(scope.op("Concat", pieces, Attribute.of("axis", (long) axis)));
    }

    void write(Unpack unpack) {
        int axis = Extents.axis(unpack.axis(), operands.shape(0).rank());
        var ones = new long[unpack.count()];
        Arrays.fill(ones, 1);
        List<Ref> pieces = scope.split(scope.in(0), axis, ones);
        for (int i = 0; i < pieces.size(); i++) {
            scope.out(i, scope.squeeze(pieces.get(i), axis), Layout.CHANNELS_LAST);
        }
    }

    void write(Split split) {
        int data = split.type().data();
        int axis = Extents.axis(scope.integers(split.sized() ? 2 : 0)[0], operands.shape(data).rank());
        long extent = operands.shape(data).extent(axis);
        if (!scope.isFixed(data, axis)) {
            throw scope.inexpressible("axis " + axis + ", of an open extent, is split");
        }
        var extents = new long[split.pieces()];
        Arrays.fill(extents, extent / split.pieces());
        if (split.sized()) {
            long[] given = scope.integers(1);
            long named = Arrays.stream(given).filter(each -> each >= 0).sum();
            Arrays.setAll(extents, i -> given[i] < 0 ? extent - named : given[i]);
        }
        List<Ref> pieces = scope.split(scope.in(data), axis, extents);
        for (int i = 0; i < pieces.size(); i++) {
            scope.out(i, pieces.get(i), Layout.CHANNELS_LAST);
        }
    }

    void write(Depth depth) {
        long block = depth.block();
        long[] extents = scope.extents(0);
        long batch = extents[0];
        long rows = extents[1];
        long columns = extents[2];
        long channels = extents[3];
        Ref in = scope.in(0);
        if (depth.toDepth()) {
            Ref blocks = scope.reshape(in, batch, rows / block, block, columns / block, block, channels);
            scope.out(scope.reshape(scope.transpose(blocks, 0, 1, 3, 2, 4, 5), batch, rows / block, columns / block,
                    channels * block * block));
        } else {
            long inner = channels / (block * block);
            Ref blocks = scope.reshape(in, batch, rows, columns, block, block, inner);
            scope.out(scope.reshape(scope.transpose(blocks, 0, 1, 3, 2, 4, 5), batch, rows * block, columns * block,
                    inner));
        }
    }

    void write(Batches batches) {
        long[] block = scope.integers(1);
        long[] edges = scope.integers(2);
        scope.out(batches.toBatch() ? toBatch(block, edges) : toSpace(block, edges));
    }

    /** The data with their borders, then each axis as which block and which element of it, and the latter in front. */
    private Ref toBatch(long[] block, long... edges) {
        int axes = block.length;
        long[] extents = scope.extents(0);
        var borders = new long[2 * extents.length];
        for (int a = 0; a < axes; a++) {
            borders[a + 1] = edges[2 * a];
            borders[extents.length + a + 1] = edges[2 * a + 1];
            extents[a + 1] += edges[2 * a] + edges[2 * a + 1];
        }
        Ref padded = scope.op("Pad", List.of(scope.in(0), scope.longs(borders)), Attribute.of("mode", "constant"));
        var apart = new long[extents.length + axes];
        var order = new long[apart.length];
        var result = new long[extents.length];
        apart[0] = extents[0];
        order[axes] = 0;
        result[0] = -1;
        for (int a = 0; a < axes; a++) {
            apart[1 + 2 * a] = extents[a + 1] / block[a];
            apart[2 + 2 * a] = block[a];
            order[a] = 2 + 2L * a;
            order[axes + 1 + a] = 1 + 2L * a;
            result[a + 1] = extents[a + 1] / block[a];
        }
        apart[apart.length - 1] = extents[axes + 1];
        order[order.length - 1] = order.length - 1L;
        result[axes + 1] = extents[axes + 1];
        return scope.reshape(scope.transpose(scope.reshape(padded, apart), order), result);
    }

    private Ref toSpace(long[] block, long... edges) {
        int axes = block.length;
        Shape data = operands.shape(0);
        int rank = data.rank();
        scope.extents(0);
        var apart = new long[rank + axes];
        var order = new long[apart.length];
        var whole = new long[rank];
        apart[axes] = -1;
        order[0] = axes;
        whole[0] = -1;
        for (int a = 0; a < axes; a++) {
            apart[a] = block[a];
            apart[axes + 1 + a] = data.extent(a + 1);
            order[1 + 2 * a] = axes + 1L + a;
            order[2 + 2 * a] = a;
            whole[a + 1] = data.extent(a + 1) * block[a];
        }
        apart[apart.length - 1] = data.lastExtent();
        order[order.length - 1] = order.length - 1L;
        whole[rank - 1] = data.lastExtent();
        Ref joined = scope.reshape(scope.transpose(scope.reshape(scope.in(0), apart), order), whole);
        long[] begins = IntStream.range(0, axes).mapToLong(a -> edges[2 * a]).toArray();
        long[] ends = IntStream.range(0, axes).mapToLong(a -> whole[a + 1] - edges[2 * a + 1]).toArray();
        return scope.op("Slice", List.of(joined, scope.longs(begins), scope.longs(ends),
                scope.longs(NodeScope.range(1, axes + 1))));
    }
}
