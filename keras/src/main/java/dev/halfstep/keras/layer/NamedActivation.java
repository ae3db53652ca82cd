package dev.halfstep.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.assemble.Recurrence;
import dev.halfstep.assemble.Recurrence.Squash;
import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.Settings;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.RowOps.LogSoftmax;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.Optional;

/** An activation of a layer: by name, or as a layer of its own within the settings. */
final class NamedActivation {

    private static final float LEAKY_SLOPE = 0.2f;
    private static final float SHRUNK = 0.5f;

    private NamedActivation() {}

    /** What an activation makes of a tensor. */
    @FunctionalInterface
    interface Function {
        int of(Parts parts, String name, int tensor);

        /** For a recurrence, which knows two of them. */
        default Squash squash(Parts parts) {
            if (equals(TANH)) {
                return Recurrence.TANH;
            }
            return equals(SIGMOID) ? Recurrence.SIGMOID : (network, name, x) -> of(parts, name, x);
        }
    }

    static final Function LINEAR = (parts, name, x) -> x;
    private static final Function TANH = (parts, name, x) -> parts.activations().function(name, UnaryFunction.TANH, x);
    private static final Function SIGMOID =
            (parts, name, x) -> parts.activations().function(name, UnaryFunction.LOGISTIC, x);

    /**
     * The activation in a setting.
     *
     * @param otherwise what stands for no setting
     * @throws Problem if it is not known
     */
    static Function of(Settings settings, String field, String otherwise, LayerTable table) {
        JsonNode value = settings.get(field);
        if (!settings.has(field)) {
            return named(value.isNull() ? "linear" : otherwise, table.isOld());
        }
        if (value.isTextual()) {
            return named(value.asText(), table.isOld());
        }
        JsonNode config = value.path("config");
        if (config.isTextual()) {
            return named(config.asText(), table.isOld());
        }
        String kind = value.path("class_name").asText("");
        Optional<Function> layer = config.isObject() ? ActivationLayers.of(LayerConfig.of(value), table)
                : Optional.empty();
        return layer.orElseThrow(() -> unknown(kind));
    }

    private static Problem unknown(String name) {
        return Problem.model("the activation " + Quoted.of(name) + " is not supported")
                .remedy("Train with one that Keras has a name for, such as 'relu' or 'gelu'.");
    }

    private static Function named(String name, boolean isOld) {
        return switch (name) {
            case "linear" -> LINEAR;
            case "tanh" -> TANH;
            case "sigmoid" -> SIGMOID;
            case "relu" -> (parts, n, x) -> parts.activations().relu(n, x);
            case "relu6" -> (parts, n, x) -> parts.activations().clip(n, x, 0, 6);
            case "leaky_relu" -> (parts, n, x) -> parts.activations().leakyRelu(n, x, LEAKY_SLOPE);
            case "elu" -> (parts, n, x) -> parts.activations().elu(n, x, 1);
            case "celu" -> (parts, n, x) -> parts.activations().celu(n, x, 1);
            case "selu" -> (parts, n, x) -> parts.activations().selu(n, x);
            case "gelu" -> (parts, n, x) -> parts.activations().gelu(n, x, false);
            case "silu", "swish" -> (parts, n, x) -> parts.activations().swish(n, x, 1);
            case "mish" -> (parts, n, x) -> parts.activations().mish(n, x);
            case "softplus" -> (parts, n, x) -> parts.activations().softplus(n, x);
            case "softsign" -> (parts, n, x) -> parts.activations().softsign(n, x);
            case "softmax" -> (parts, n, x) -> parts.layers().softmax(n, x, parts.network().shape(x).rank() - 1);
            case "log_softmax" -> (parts, n, x) -> parts.network().apply(n, new LogSoftmax(), x);
            case "exponential" -> (parts, n, x) -> parts.activations().function(n, UnaryFunction.EXP, x);
            case "hard_sigmoid" -> isOld ? hardSigmoid(0.2f) : hardSigmoid(1f / 6);
            case "hard_silu", "hard_swish" -> (parts, n, x) -> parts.activations().hardSwish(n, x);
            default -> rare(name);
        };
    }

    private static Function hardSigmoid(float slope) {
        return (parts, name, x) -> parts.activations().hardSigmoid(name, x, slope, 0.5f);
    }

    private static Function rare(String name) {
        return switch (name) {
            case "hard_tanh" -> (parts, n, x) -> parts.activations().clip(n, x, -1, 1);
            case "sparse_sigmoid" -> hardSigmoid(0.5f);
            case "log_sigmoid" -> (parts, n, x) -> {
                // NEG has no integer form, products do.
                int negative = parts.layers().withNumber(n + "/negative", Kind.MUL, x, -1);
                return parts.layers().withNumber(n, Kind.MUL,
                        parts.activations().softplus(n + "/softplus", negative), -1);
            };
            case "tanh_shrink" -> (parts, n, x) -> parts.layers().arithmetic(n, Kind.SUB, x,
                    parts.activations().function(n + "/tanh", UnaryFunction.TANH, x));
            case "soft_shrink" -> (parts, n, x) -> parts.layers().arithmetic(n, Kind.SUB, x,
                    parts.activations().clip(n + "/clipped", x, -SHRUNK, SHRUNK));
            case "squareplus" -> (parts, n, x) -> {
                int square = parts.layers().arithmetic(n + "/square", Kind.MUL, x, x);
                int root = parts.activations().function(n + "/root", UnaryFunction.SQRT,
                        parts.layers().withNumber(n + "/shifted", Kind.ADD, square, 4));
                return parts.layers().withNumber(n, Kind.MUL,
                        parts.layers().arithmetic(n + "/sum", Kind.ADD, x, root), 0.5f);
            };
            default -> throw unknown(name);
        };
    }
}
