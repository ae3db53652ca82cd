package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Convolutions of images with one axis or two. */
final class ConvolutionOps {

    private ConvolutionOps() {}

    static void addTo(Handler.Table table) {
        table.one("Conv", ConvolutionOps::convolution);
    }

    static Operand convolution(Call call) {
        Held data = call.held(0);
        int axes = Images.axes(call, data);
        Held weights = call.held(1);
        Tensor real = call.reals(1);
        int[] shape = real.shape().toArray();
        requireThat(shape.length == data.rank() && real.shape().elements() > 0,
                "weights of shape " + real.shape() + " do not go with data of " + data.rank() + " axes");
        int[] taps = Arrays.copyOfRange(shape, 2, shape.length);
        Window.small(call.attributes(), "kernel_shape", axes, taps, 1);
        Window window = Window.of(call.attributes(), taps).padded(Window.autoPad(call.attributes()),
                Images.extents(call, data));
        long group = call.attributes().integer("group", 1);
        int channels = call.network().shape(data)[1];
        requireThat(group > 0 && channels == group * shape[1] && shape[0] % group == 0,
                "weights of shape " + real.shape() + " do not go with " + channels + " channels in " + group + " groups");
        boolean depthwise = group > 1 && shape[1] == 1;
        Filters filters = Filters.of(call, weights, real, depthwise);
        filters.remember(call.network(), call.name() + "/weights");
        float[] bias = bias(call, 2, shape[0]);
        int image = Images.in(call, data);
        int tensor = depthwise
                ? call.network().layers().depthwise(call.name(), image, filters.real(), bias, window.sliding())
                : call.network().layers().convolution(call.name(), image, filters.real(), bias, window.sliding());
        return Images.out(call, tensor, data);
    }

    /** A bias for each channel; zeros if it is left out. Codes that it was dequantized from are remembered. */
    static float[] bias(Call call, int input, int channels) {
        if (!call.has(input)) {
            return new float[channels];
        }
        Tensor bias = call.reals(input);
        requireThat(bias.shape().equals(Shape.of(channels)),
                "a bias of shape " + bias.shape() + " does not go with " + channels + " channels");
        Network network = call.network();
        network.coded().of(call.held(input).tensor())
                .ifPresent(codes -> network.coded().put(call.assembler().constant(call.name() + "/bias", bias), codes));
        return bias.values();
    }

    /**
     * Filters as the network has them.
     *
     * @param real the weights
     * @param codes those that they were dequantized from, if they were
     */
    record Filters(Tensor real, Optional<Codes> codes) {

        /** From {@code [output, channel of a group, rows, columns]}, rows left out for images of one axis. */
        static Filters of(Call call, Held weights, Tensor real, boolean depthwise) {
            Optional<Codes> codes = weights.layout().isPlain() ? call.network().coded().of(weights.tensor())
                    : Optional.empty();
            int[] shape = real.shape().toArray();
            int outputs = shape[0];
            int depth = shape[1];
            int taps = Arrays.stream(shape).skip(2).reduce(1, (a, b) -> a * b);
            int height = shape.length == 3 ? 1 : shape[2];
            int width = shape[shape.length - 1];
            var from = new int[call.network().bounded(real.values().length)];
            for (int i = 0; i < from.length; i++) {
                int tap = i % taps;
                int channel = i / taps % depth;
                int output = i / taps / depth;
                from[depthwise ? tap * outputs + output : (output * taps + tap) * depth + channel] = i;
            }
            Shape target = depthwise ? Shape.of(1, height, width, outputs) : Shape.of(outputs, height, width, depth);
            var values = new float[from.length];
            for (int i = 0; i < from.length; i++) {
                values[i] = real.values()[from[i]];
            }
            return new Filters(Tensor.of(target, values), codes.flatMap(own -> moved(own, from, target,
                    depthwise ? 3 : 0)));
        }

        private static Optional<Codes> moved(Codes codes, int[] from, Shape target, int axis) {
            Quantization own = codes.quantization().orElseThrow();
            if (own.channels() > 1 && own.axis() != 0) {
                return Optional.empty();
            }
            Quantization quantization = own.channels() == 1 ? own
                    : Quantization.perChannel(own.scales(), own.zeroPoints(), axis);
            return Optional.of(Codes.of(codes.dtype(), target, Arrays.stream(from).mapToLong(codes::rawCode).toArray(),
                    quantization));
        }

        /** Takes note of the codes under the name that the weights get in the network. */
        void remember(Network network, String name) {
            codes.ifPresent(own -> network.coded().put(network.assembler().constant(name, real), own));
        }
    }
}
