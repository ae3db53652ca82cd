package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Assembler;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.Activation;
import dev.halfstep.op.conv.Padding;
import dev.halfstep.op.conv.TransposeConv;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;

/**
 * Transposed convolutions. TensorFlow Lite knows two kinds of borders: with others the whole result is computed, and its borders are cut
 * off.
 */
final class TransposedConvolution {

    private final Call call;
    private final Held data;
    private final Tensor weights;
    private final Window window;
    private final int[] extra;
    private final int group;

    private TransposedConvolution(Call call) {
        this.call = call;
        data = call.held(0);
        int axes = Images.axes(call, data);
        weights = call.reals(1);
        int[] shape = weights.shape().toArray();
        requireThat(shape.length == data.rank() && weights.shape().elements() > 0,
                "weights of shape " + weights.shape() + " do not go with data of " + data.rank() + " axes");
        int[] taps = Arrays.copyOfRange(shape, 2, shape.length);
        Window.small(call.attributes(), "kernel_shape", axes, taps, 1);
        extra = Window.small(call.attributes(), "output_padding", axes, new int[axes], 0);
        long groups = call.attributes().integer("group", 1);
        requireThat(groups > 0 && groups <= shape[0] && shape[0] % groups == 0
                && call.network().shape(data)[1] == shape[0],
                "weights of shape " + weights.shape()
                        + " do not go with the channels in " + groups + " groups");
        group = (int) groups;
        window = bordered(Window.of(call.attributes(), taps), axes);
    }

    static void addTo(Handler.Table table) {
        table.one("ConvTranspose", call -> new TransposedConvolution(call).build());
    }

    /** How long the result is along an axis without anything cut off. */
    private static long whole(Window window, int axis, int in) {
        return (in - 1L) * window.strides()[axis] + (window.taps()[axis] - 1L) * window.dilations()[axis] + 1;
    }

    /** The borders that are cut off. */
    private Window bordered(Window named, int axes) {
        int[] image = Images.extents(call, data);
        Window.AutoPad auto = Window.autoPad(call.attributes());
        boolean asks = call.attributes().has("output_shape");
        if (!asks && auto == Window.AutoPad.NOTSET) {
            return named;
        }
        int[] same = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            same[axis] = Call.small((long) image[axis] * named.strides()[axis]);
        }
        int[] wanted = Window.small(call.attributes(), "output_shape", axes, same, 1);
        int[] before = new int[axes];
        int[] behind = new int[axes];
        for (int axis = 0; axis < axes && (asks || auto != Window.AutoPad.VALID); axis++) {
            int cut = Call.small(whole(named, axis, image[axis]) + extra[axis] - wanted[axis]);
            if (cut < 0) {
                extra[axis] -= cut;
                cut = 0;
            }
            before[axis] = auto == Window.AutoPad.SAME_UPPER ? cut / 2 : cut - cut / 2;
            behind[axis] = cut - before[axis];
        }
        return new Window(named.taps(), named.strides(), named.dilations(), before, behind);
    }

    private Operand build() {
        Network network = call.network();
        int[] shape = weights.shape().toArray();
        float[] bias = ConvolutionOps.bias(call, 2, shape[1] * group);
        int image = Images.in(call, data);
        if (group == 1) {
            return Images.out(call, part(call.name(), image, 0, bias), data);
        }
        int depth = shape[0] / group;
        int[] parts = new int[group];
        for (int g = 0; g < group; g++) {
            int[] from = {0, 0, 0, g * depth};
            int[] extents = network.assembler().signature(image).with(3, depth).toArray();
            int own = PickingOps.part(call, call.name() + "/group" + g, image, from, extents);
            parts[g] = part(call.name() + "/part" + g, own, g,
                    Arrays.copyOfRange(bias, g * shape[1], (g + 1) * shape[1]));
        }
        return Images.out(call, network.layers().concatenate(call.name(), 3, parts), data);
    }

    /** The result for one group of channels. */
    private int part(String name, int image, int of, float[] bias) {
        Tensor filters = filters(of);
        remember(name + "/filters", of, filters);
        int[] in = Images.extents(call, data);
        int last = in.length - 1;
        int[] whole = {1, 1};
        int[] cut = {0, 0};
        int[] left = {1, 1};
        for (int axis = 0; axis <= last; axis++) {
            int at = axis + 1 - last;
            long full = whole(window, axis, in[axis]);
            left[at] = Call.small(full + extra[axis] - window.before()[axis] - window.behind()[axis]);
            whole[at] = Call.small(Math.max(full, window.before()[axis] + (long) left[at]));
            cut[at] = window.before()[axis];
            requireThat(left[at] > 0, "nothing is left of its result");
            requireThat(whole[at] - full < window.strides()[axis], "its result is longer than its strides reach");
        }
        int down = last == 0 ? 1 : window.strides()[0];
        int across = window.strides()[last];
        boolean isCut = left[0] != whole[0] || left[1] != whole[1];
        if (isSame(cut[0], in[0], filters.shape().extent(1), down, left[0], last == 1)
                && isSame(cut[1], in[last], filters.shape().extent(2), across, left[1], true)) {
            return apply(name, Padding.SAME, image, filters, bias, down, across, left);
        }
        String own = isCut ? name + "/whole" : name;
        int result = apply(own, Padding.VALID, image, filters, bias, down, across, whole);
        return isCut ? PickingOps.part(call, name, result, new int[] {0, cut[0], cut[1], 0},
                new int[] {Shape.UNKNOWN, left[0], left[1], bias.length}) : result;
    }

    /** Whether what is cut off is what TensorFlow's SAME cuts off. */
    private static boolean isSame(int before, int in, int taps, int stride, int out, boolean exists) {
        return !exists
                || ((out + stride - 1) / stride == in && before == Padding.surplus(out, taps, stride, 1) / 2);
    }

    private int apply(String name, Padding padding, int image, Tensor filters, float[] bias, int down, int across,
            int[] result) {
        Assembler assembler = call.assembler();
        int shape = call.network().extents(name + "/shape", image, 0, result[0], result[1], bias.length);
        return assembler.apply(name, new TransposeConv(padding, down, across, Activation.NONE), DType.FLOAT32, shape,
                assembler.constant(name + "/weights", filters), image,
                assembler.constant(name + "/bias", Shape.of(bias.length), bias));
    }

    /**
     * Filters {@code [output channel, row, column, channel]}, with zeros in the gaps of dilated ones: for each of their elements where
     * the model has it, or -1.
     */
    private int[] places(int of, Shape target) {
        int[] shape = weights.shape().toArray();
        int depth = target.extent(3);
        int outputs = target.extent(0);
        int last = window.taps().length - 1;
        int height = last == 0 ? 1 : window.taps()[0];
        int width = window.taps()[last];
        var places = new int[call.network().bounded(target.toArray())];
        Arrays.fill(places, -1);
        for (int c = 0; c < depth; c++) {
            for (int o = 0; o < outputs; o++) {
                for (int tap = 0; tap < height * width; tap++) {
                    int row = last == 0 ? 0 : tap / width * window.dilations()[0];
                    int column = tap % width * window.dilations()[last];
                    places[((o * target.extent(1) + row) * target.extent(2) + column) * depth + c] =
                            ((of * depth + c) * shape[1] + o) * height * width + tap;
                }
            }
        }
        return places;
    }

    private Shape filterShape() {
        int last = window.taps().length - 1;
        long rows = last == 0 ? 1 : (window.taps()[0] - 1L) * window.dilations()[0] + 1;
        long columns = (window.taps()[last] - 1L) * window.dilations()[last] + 1;
        return Shape.of(weights.shape().extent(1), Call.small(rows), Call.small(columns),
                weights.shape().extent(0) / group);
    }

    private Tensor filters(int of) {
        Shape target = filterShape();
        int[] places = places(of, target);
        var values = new float[places.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = places[i] < 0 ? 0 : weights.values()[places[i]];
        }
        return Tensor.of(target, values);
    }

    /** Takes note of the codes that the filters were dequantized from, if they have one scale. */
    private void remember(String name, int of, Tensor filters) {
        Held operand = call.held(1);
        call.network().coded().of(operand.tensor())
                .filter(own -> operand.layout().isPlain() && own.quantization().orElseThrow().channels() == 1)
                .ifPresent(own -> {
                    long zero = own.quantization().orElseThrow().zeroPoint();
                    long[] codes = Arrays.stream(places(of, filters.shape()))
                            .mapToLong(place -> place < 0 ? zero : own.rawCode(place)).toArray();
                    call.network().coded().put(call.assembler().constant(name, filters), Codes.of(own.dtype(),
                            filters.shape(), codes, own.quantization().orElseThrow()));
                });
    }
}
