package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Operands;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.Pool2D;
import dev.halfstep.op.conv.Resize;
import dev.halfstep.op.conv.TransposeConv;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Windows that slide over images, and images of other extents. ONNX has channels first. */
final class FilterWriter {

    /** From {@code [output, row, column, input]}, as weights are, to {@code [output, input, row, column]}. */
    private static final long[] OUTPUTS_FIRST = {0, 3, 1, 2};
    /** From {@code [1, row, column, output]} to {@code [output, 1, row, column]}. */
    private static final long[] DEPTHWISE = {3, 0, 1, 2};
    /** From {@code [output, row, column, input]} to {@code [input, output, row, column]}. */
    private static final long[] INPUTS_FIRST = {3, 0, 1, 2};

    private final NodeScope scope;
    private final Operands operands;

    FilterWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    private void out(Ref value) {
        scope.out(0, value, Layout.CHANNELS_FIRST);
    }

    void write(Conv2D conv) {
        var weights = new Weights(scope, 0, 1, 2);
        long[] order = conv.depthwise() ? DEPTHWISE : OUTPUTS_FIRST;
        AttributeProto[] attributes = attributes(conv);
        if (scope.isLinear() && LinearWriter.suits(scope, 0, 1)) {
            new LinearWriter(scope).write(conv.activation(), weights, order, attributes);
            return;
        }
        if (scope.isExact() && new ExactWriter(scope).wrote(conv, order, attributes)) {
            return;
        }
        Ref value = scope.op("Conv", weights.withBias(scope.in(0, Layout.CHANNELS_FIRST), weights.real(0, order)),
                attributes);
        out(scope.activated(value, conv.activation()));
    }

    private AttributeProto[] attributes(Conv2D conv) {
        Shape data = operands.shape(0);
        Shape weights = operands.shape(1);
        int groups = conv.depthwise() ? data.extent(3) : data.extent(3) / weights.extent(3);
        var all = new ArrayList<>(List.of(Attribute.of("group", (long) groups),
                Attribute.ints("kernel_shape", weights.extent(1), weights.extent(2)),
                Attribute.ints("strides", conv.strideHeight(), conv.strideWidth()),
                Attribute.ints("dilations", conv.dilationHeight(), conv.dilationWidth())));
        all.add(padding(conv.padding(), span(weights.extent(1), conv.dilationHeight()),
                span(weights.extent(2), conv.dilationWidth()), conv.strideHeight(), conv.strideWidth()));
        return all.toArray(AttributeProto[]::new);
    }

    private static int span(int taps, int dilation) {
        return (taps - 1) * dilation + 1;
    }

    /** How much is padded on each side, or that it is as much as positions need where the image's extents are open. */
    private AttributeProto padding(Padding padding, int height, int width, int strideHeight, int strideWidth) {
        if (padding == Padding.VALID) {
            return Attribute.of("auto_pad", "VALID");
        }
        if (!scope.isFixed(0, 1) || !scope.isFixed(0, 2)) {
            return Attribute.of("auto_pad", "SAME_UPPER");
        }
        int rows = Padding.surplus(operands.shape(0).extent(1), height, strideHeight, 1);
        int columns = Padding.surplus(operands.shape(0).extent(2), width, strideWidth, 1);
        return Attribute.ints("pads", rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
    }

    void write(Pool2D pool) {
        var attributes = new ArrayList<>(List.of(Attribute.ints("kernel_shape", pool.height(), pool.width()),
                Attribute.ints("strides", pool.strideHeight(), pool.strideWidth()),
                padding(pool.padding(), pool.height(), pool.width(), pool.strideHeight(), pool.strideWidth())));
        boolean average = pool.kind() == Pool2D.Kind.AVERAGE;
        if (average && Values.isCoded(operands.input(0))) {
            new CodeMeans(scope).pool(pool.activation(), attributes.toArray(AttributeProto[]::new));
            return;
        }
        Ref value = scope.op(average ? "AveragePool" : "MaxPool", List.of(scope.in(0, Layout.CHANNELS_FIRST)),
                attributes.toArray(AttributeProto[]::new));
        out(scope.activated(value, pool.activation()));
    }

    /** Weights that are turned round, and as much cut off at the edges as the convolution the other way pads. */
    void write(TransposeConv conv) {
        var weights = new Weights(scope, 2, 1, 3);
        long[] result = scope.integers(0);
        long[] rows = edges(conv.padding(), 1, conv.strideHeight(), (int) result[1]);
        long[] columns = edges(conv.padding(), 2, conv.strideWidth(), (int) result[2]);
        Ref value = scope.op("ConvTranspose",
                weights.withBias(scope.in(2, Layout.CHANNELS_FIRST), weights.real(1, INPUTS_FIRST)),
                Attribute.ints("kernel_shape", operands.shape(1).extent(1), operands.shape(1).extent(2)),
                Attribute.ints("strides", conv.strideHeight(), conv.strideWidth()),
                Attribute.ints("pads", rows[0], columns[0], rows[1], columns[1]),
                Attribute.ints("output_padding", rows[2], columns[2]));
        out(scope.activated(value, conv.activation()));
    }

    /** What is cut off before and behind an axis of the result, and what is added behind it. */
    private long[] edges(Padding padding, int axis, int stride, int result) {
        int taps = operands.shape(1).extent(axis);
        long before = padding == Padding.SAME ? Padding.surplus(result, taps, stride, 1) / 2 : 0;
        long whole = (long) stride * (operands.shape(2).extent(axis) - 1) + taps;
        long behind = whole - before - result;
        if (-behind >= stride) {
            throw scope.inexpressible("its result reaches further than its filter does");
        }
        return new long[] {before, Math.max(0, behind), Math.max(0, -behind)};
    }

    void write(Resize resize) {
        if (resize.alignCorners() && resize.halfPixelCenters()) {
            throw scope.inexpressible("corners stay where they are, and the middles of elements count");
        }
        long[] size = scope.integers(1);
        Ref in = scope.in(0, Layout.CHANNELS_FIRST);
        Ref kept = scope.op("Slice", List.of(scope.op("Shape", in), scope.longs(0L), scope.longs(2L), scope.longs(0L)));
        Ref extents = scope.op("Concat", List.of(kept, scope.longs(size)), Attribute.of("axis", 0L));
        String centers =
                resize.alignCorners() ? "align_corners" : resize.halfPixelCenters() ? "half_pixel" : "asymmetric";
        String nearest = resize.alignCorners() || resize.halfPixelCenters() ? "round_prefer_ceil" : "floor";
        out(scope.op("Resize", List.of(in, Ref.NONE, Ref.NONE, extents),
                Attribute.of("mode", resize.bilinear() ? "linear" : "nearest"),
                Attribute.of("coordinate_transformation_mode", centers), Attribute.of("nearest_mode", nearest)));
    }
}
