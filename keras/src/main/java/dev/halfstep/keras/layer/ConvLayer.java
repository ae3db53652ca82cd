package dev.halfstep.keras.layer;

import dev.halfstep.assemble.Sliding;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.NamedActivation.Function;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Convolutions, of images and of sequences, which are images of one row. */
final class ConvLayer implements Layer {

    /** What is convolved with what. */
    enum Form {
        /** All channels of a group. */
        FULL,
        /** Each channel by itself. */
        DEPTHWISE,
        /** Each channel by itself, then all of each place. */
        SEPARABLE
    }

    private final Form form;
    private final int axes;
    private final Window window;
    private final boolean hasBias;
    private final Function activation;

    ConvLayer(Form form, int axes, Settings settings, LayerTable table) {
        this.form = form;
        this.axes = axes;
        window = Window.of(settings, axes);
        hasBias = settings.flag("use_bias", true);
        activation = NamedActivation.of(settings, "activation", "linear", table);
        Refusals.requireAbsent(settings, "lora_rank");
    }

    @Override
    public Parameters parameters() {
        var names = new ArrayList<>(switch (form) {
            case FULL -> List.of("kernel");
            case DEPTHWISE -> List.of("depthwise_kernel");
            case SEPARABLE -> List.of("depthwise_kernel", "pointwise_kernel");
        });
        if (hasBias) {
            names.add("bias");
        }
        return Parameters.of(names);
    }

    @Override
    public List<Integer> apply(Call call) {
        int image = Window.image(call, call.real(axes + 2), axes);
        Shape shape = call.shape(image);
        int sum = switch (form) {
            case FULL -> full(call, image, sliding(call, "kernel", shape));
            case DEPTHWISE -> depthwise(call, call.name(), image, sliding(call, "depthwise_kernel", shape), hasBias);
            case SEPARABLE -> pointwise(call, depthwise(call, call.name() + "/depthwise", image,
                    sliding(call, "depthwise_kernel", shape), false));
        };
        int data = Window.data(call, sum, axes);
        return List.of(activation.of(call.parts(), call.name() + "/activation", data));
    }

    private Sliding sliding(Call call, String kernel, Shape image) {
        return window.sliding(Window.kernel(call, kernel, axes).shape(), image);
    }

    private int full(Call call, int image, Sliding sliding) {
        Tensor kernel = filters(call, "kernel");
        float[] bias = call.weights().perChannel("bias", hasBias, kernel.shape().extent(0), 0);
        return call.layers().convolution(call.name(), image, kernel, bias, sliding);
    }

    /** {@code [output channel, row, column, channel]} of Keras' {@code [row, column, channel, output channel]}. */
    private Tensor filters(Call call, String name) {
        return axes == 2 ? call.weights().transposed(name, 3, 0, 1, 2)
                : Window.asImage(call.weights().transposed(name, 2, 0, 1), 1);
    }

    private int depthwise(Call call, String name, int image, Sliding sliding, boolean withBias) {
        Tensor kernel = Window.kernel(call, "depthwise_kernel", axes);
        Shape shape = kernel.shape();
        if (shape.extent(2) != call.shape(image).extent(3)) {
            throw Problem.model("its weights of shape " + shape + " do not go with data of shape "
                    + call.shape(image));
        }
        Shape flat = Shape.of(1, shape.extent(0), shape.extent(1),
                Math.multiplyExact(shape.extent(2), shape.extent(3)));
        float[] bias = call.weights().perChannel("bias", withBias, flat.extent(3), 0);
        return call.layers().depthwise(name, image, Tensor.of(flat, kernel.values()), bias, sliding);
    }

    private int pointwise(Call call, int image) {
        Tensor kernel = filters(call, "pointwise_kernel");
        float[] bias = call.weights().perChannel("bias", hasBias, kernel.shape().extent(0), 0);
        if (kernel.shape().extent(1) != 1 || kernel.shape().extent(2) != 1) {
            throw Problem.model("its pointwise weights are more than a point: " + kernel.shape());
        }
        return call.layers().convolution(call.name(), image, kernel, bias, Sliding.of(1, 1));
    }

    /** How windows of a layer go over its data. */
    record Window(int[] strides, int[] dilations, String padding) {

        static Window of(Settings settings, int axes) {
            Refusals.requireChannelsLast(settings);
            return new Window(settings.extents("strides", axes, 1), settings.extents("dilation_rate", axes, 1),
                    padding(settings));
        }

        static String padding(Settings settings) {
            String padding = settings.text("padding", "valid");
            if (!List.of("same", "valid", "causal").contains(padding)) {
                throw Problem.model("the padding " + Quoted.of(padding) + " is not supported");
            }
            return padding;
        }

        Sliding sliding(Shape kernel, Shape image) {
            return sliding(kernel.extent(0), kernel.extent(1), image);
        }

        Sliding sliding(int rows, int columns, Shape image) {
            boolean isImage = strides.length == 2;
            Sliding sliding = Sliding.of(rows, columns)
                    .strides(isImage ? strides[0] : 1, strides[strides.length - 1])
                    .dilations(isImage ? dilations[0] : 1, dilations[dilations.length - 1]);
            return switch (padding) {
                case "same" -> sliding.same(image);
                // Each step sees those before it.
                case "causal" -> sliding.borders(0, Math.multiplyExact(columns - 1, sliding.dilationWidth()), 0, 0);
                default -> sliding;
            };
        }

        /** Sequences as images of one row. */
        static int image(Call call, int data, int axes) {
            Shape signature = call.network().signature(data);
            return axes == 2 ? data : call.layers().reshape(call.name() + "/image", data, signature.extent(0), 1,
                    signature.extent(1), signature.extent(2));
        }

        /** Back from images. */
        static int data(Call call, int image, int axes) {
            Shape signature = call.network().signature(image);
            return axes == 2 ? image : call.layers().reshape(call.name() + "/sequence", image, signature.extent(0),
                    signature.extent(2), signature.extent(3));
        }

        /** A kernel as that of an image: {@code [row, column, channel, output channel]}. */
        static Tensor kernel(Call call, String name, int axes) {
            return axes == 2 ? call.weights().get(name, 4) : asImage(call.weights().get(name, 3), 0);
        }

        /** With an axis of rows in a place. */
        static Tensor asImage(Tensor kernel, int axis) {
            var extents = new ArrayList<Integer>();
            for (int extent : kernel.shape().toArray()) {
                extents.add(extent);
            }
            extents.add(axis, 1);
            return Tensor.of(Shape.of(extents.stream().mapToInt(Integer::intValue).toArray()), kernel.values());
        }
    }
}
