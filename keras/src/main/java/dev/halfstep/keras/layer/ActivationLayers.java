package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.NamedActivation.Function;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Activations that are layers. */
final class ActivationLayers {

    private static final double LEAKY_SLOPE = 0.3;

    private ActivationLayers() {}

    /** The layer of a class without weights; empty if there is none. */
    static Optional<Function> of(LayerConfig config, LayerTable table) {
        Settings settings = config.settings();
        return Optional.ofNullable(switch (config.kind()) {
            case "Activation" -> NamedActivation.of(settings, "activation", "linear", table);
            case "ReLU" -> relu(settings);
            case "LeakyReLU" -> leaky(settings);
            case "ELU" -> {
                float alpha = settings.number("alpha", 1);
                yield (parts, name, x) -> parts.activations().elu(name, x, alpha);
            }
            case "ThresholdedReLU" -> {
                float theta = settings.number("theta", 1);
                yield (parts, name, x) -> parts.activations().thresholded(name, x, theta);
            }
            case "Softmax" -> softmax(settings);
            default -> null;
        });
    }

    private static Function leaky(Settings settings) {
        // Keras 2 called it alpha.
        float slope = settings.number("negative_slope", settings.number("alpha", LEAKY_SLOPE));
        return (parts, name, x) -> parts.activations().leakyRelu(name, x, slope);
    }

    private static Function softmax(Settings settings) {
        int[] axes = settings.wholes("axis", -1);
        if (axes.length != 1) {
            throw Problem.model("a softmax over " + axes.length + " axes is not supported")
                    .remedy("Flatten these axes before it.");
        }
        return (parts, name, x) -> parts.layers().softmax(name, x,
                Call.axis(axes[0], parts.network().shape(x).rank()));
    }

    /** {@code min(x, most)} above the threshold, else {@code slope (x - threshold)}. */
    private static Function relu(Settings settings) {
        float most = settings.number("max_value").orElse(Float.POSITIVE_INFINITY);
        float slope = settings.number("negative_slope", 0);
        float threshold = settings.number("threshold", 0);
        if (slope == 0 && threshold == 0) {
            return (parts, name, x) -> parts.activations().clip(name, x, 0, most);
        }
        if (threshold == 0 && most == Float.POSITIVE_INFINITY) {
            return (parts, name, x) -> parts.activations().leakyRelu(name, x, slope);
        }
        return (parts, name, x) -> {
            int above = parts.activations().thresholded(name + "/above", x, threshold);
            int limited = parts.activations().clip(name + "/limited", above, Float.NEGATIVE_INFINITY, most);
            if (slope == 0) {
                return limited;
            }
            int shifted = parts.layers().withNumber(name + "/shifted", Kind.SUB, x, threshold);
            int below = parts.activations().clip(name + "/below", shifted, Float.NEGATIVE_INFINITY, 0);
            return parts.layers().arithmetic(name, Kind.ADD, limited,
                    parts.layers().withNumber(name + "/scaled", Kind.MUL, below, slope));
        };
    }

    /** A leaky rectifier whose slopes are trained. */
    static final class Prelu implements Layer {

        @Override
        public Parameters parameters() {
            return Parameters.of(List.of("alpha"));
        }

        @Override
        public List<Integer> apply(Call call) {
            int data = call.real();
            int rank = call.shape(data).rank();
            Tensor slopes = call.weights().get("alpha", rank - 1);
            // Axes of extent 1 in front change nothing.
            int first = 0;
            while (first < slopes.shape().rank() - 1 && slopes.shape().extent(first) == 1) {
                first++;
            }
            int[] extents = slopes.shape().toArray();
            Shape shape = Shape.of(Arrays.copyOfRange(extents, first, extents.length));
            return List.of(call.activations().prelu(call.name(), data, Tensor.of(shape, slopes.values())));
        }
    }
}
