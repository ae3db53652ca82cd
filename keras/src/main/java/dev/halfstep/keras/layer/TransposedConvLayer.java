package dev.halfstep.keras.layer;

import dev.halfstep.assemble.Sliding;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.ConvLayer.Window;
import dev.halfstep.keras.layer.NamedActivation.Function;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;

/**
 * A transposed convolution, as a convolution of the data with zeros between them: TensorFlow Lite's own op wants to know the size of
 * the batch.
 */
final class TransposedConvLayer implements Layer {

    private final int axes;
    private final int[] strides;
    private final boolean isSame;
    private final boolean hasBias;
    private final Function activation;

    TransposedConvLayer(int axes, Settings settings, LayerTable table) {
        this.axes = axes;
        Refusals.requireChannelsLast(settings);
        strides = settings.extents("strides", axes, 1);
        isSame = Window.padding(settings).equals("same");
        hasBias = settings.flag("use_bias", true);
        activation = NamedActivation.of(settings, "activation", "linear", table);
        Refusals.requireAbsent(settings, "output_padding");
        for (int dilation : settings.extents("dilation_rate", axes, 1)) {
            if (dilation != 1) {
                throw Problem.model("it is dilated, which is not supported");
            }
        }
    }

    @Override
    public Parameters parameters() {
        return Parameters.of(hasBias ? List.of("kernel", "bias") : List.of("kernel"));
    }

    @Override
    public List<Integer> apply(Call call) {
        int image = Window.image(call, call.real(axes + 2), axes);
        int down = axes == 2 ? strides[0] : 1;
        int across = strides[axes - 1];
        Tensor kernel = mirrored(Window.kernel(call, "kernel", axes));
        int rows = kernel.shape().extent(1);
        int columns = kernel.shape().extent(2);
        Sliding sliding = Sliding.of(rows, columns).borders(before(rows, down), before(columns, across),
                behind(rows, down), behind(columns, across));
        float[] bias = call.weights().perChannel("bias", hasBias, kernel.shape().extent(0), 0);
        int sum = call.layers().convolution(call.name(), spread(call, image, down, across), kernel, bias, sliding);
        return List.of(activation.of(call.parts(), call.name() + "/activation", Window.data(call, sum, axes)));
    }

    /** How many places the result has before the data's first one. */
    private int cut(int taps, int stride) {
        return isSame ? Math.max(taps - stride, 0) / 2 : 0;
    }

    private int before(int taps, int stride) {
        return taps - 1 - cut(taps, stride);
    }

    private int behind(int taps, int stride) {
        return isSame ? cut(taps, stride) : Math.max(taps - stride, 0);
    }

    /** From {@code [row, column, output channel, channel]}: {@code [output channel, row, column, channel]}, backwards. */
    private static Tensor mirrored(Tensor kernel) {
        Shape shape = kernel.shape();
        int taps = shape.extent(0) * shape.extent(1);
        int outputs = shape.extent(2);
        int channels = shape.extent(3);
        var values = new float[kernel.values().length];
        for (int i = 0; i < values.length; i++) {
            int channel = i % channels;
            int output = i / channels % outputs;
            int tap = i / channels / outputs;
            values[(output * taps + taps - 1 - tap) * channels + channel] = kernel.values()[i];
        }
        return Tensor.of(Shape.of(outputs, shape.extent(0), shape.extent(1), channels), values);
    }

    /** The data with zeros behind each row and each column. */
    private static int spread(Call call, int image, int down, int across) {
        Shape signature = call.network().signature(image);
        int rows = signature.extent(1);
        int columns = signature.extent(2);
        int channels = signature.extent(3);
        int data = image;
        if (across > 1) {
            // Channels that are zero, which then become columns.
            int[][] zeros = {{0, 0}, {0, 0}, {0, 0}, {0, Math.multiplyExact(across - 1, channels)}};
            data = call.layers().pad(call.name() + "/columns", data, zeros);
            data = call.layers().reshape(call.name() + "/wide", data, signature.extent(0), rows,
                    Math.multiplyExact(columns, across), channels);
        }
        if (down > 1) {
            int width = Math.multiplyExact(Math.multiplyExact(columns, across), channels);
            data = call.layers().reshape(call.name() + "/flat", data, signature.extent(0), rows, width);
            int[][] zeros = {{0, 0}, {0, 0}, {0, Math.multiplyExact(down - 1, width)}};
            data = call.layers().pad(call.name() + "/rows", data, zeros);
            data = call.layers().reshape(call.name() + "/high", data, signature.extent(0),
                    Math.multiplyExact(rows, down), Math.multiplyExact(columns, across), channels);
        }
        return data;
    }
}
