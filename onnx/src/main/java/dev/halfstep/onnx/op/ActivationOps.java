package dev.halfstep.onnx.op;

import dev.halfstep.assemble.Activations;
import dev.halfstep.assemble.Layers;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.read.Attributes;
import dev.halfstep.op.elementwise.Prelu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/** Activations. */
final class ActivationOps {

    private ActivationOps() {}

    /** An activation of a tensor. */
    private record Argument(Activations activations, String name, int data, Attributes attributes) {

        float real(String attribute, double otherwise) {
            return attributes.real(attribute, (float) otherwise);
        }
    }

    static void addTo(Handler.Table table) {
        ElementOps.function(table, "Sigmoid", UnaryFunction.LOGISTIC);
        ElementOps.function(table, "Tanh", UnaryFunction.TANH);
        add(table, "Relu", a -> a.activations.relu(a.name, a.data));
        add(table, "LeakyRelu", a -> a.activations.leakyRelu(a.name, a.data, a.real("alpha", 0.01)));
        add(table, "ThresholdedRelu", a -> a.activations.thresholded(a.name, a.data, a.real("alpha", 1)));
        add(table, "Elu", a -> a.activations.elu(a.name, a.data, a.real("alpha", 1)));
        add(table, "Celu", a -> a.activations.celu(a.name, a.data, a.real("alpha", 1)));
        add(table, "Selu", a -> a.activations.selu(a.name, a.data, a.real("alpha", 1.6732632f),
                a.real("gamma", 1.050701f)));
        add(table, "Gelu", ActivationOps::gelu);
        add(table, "HardSigmoid",
                a -> a.activations.hardSigmoid(a.name, a.data, a.real("alpha", 0.2), a.real("beta", 0.5)));
        add(table, "HardSwish", a -> a.activations.hardSwish(a.name, a.data));
        add(table, "Softplus", a -> a.activations.softplus(a.name, a.data));
        add(table, "Softsign", a -> a.activations.softsign(a.name, a.data));
        add(table, "Mish", a -> a.activations.mish(a.name, a.data));
        add(table, "Swish", a -> a.activations.swish(a.name, a.data, a.real("alpha", 1)));
        add(table, "Erf", a -> a.activations.erf(a.name, a.data));
        table.one("PRelu", call -> call.elementwise(new Prelu(), call.held(0), call.held(1)));
        table.one("Softmax", call -> shares(call, false));
        table.one("LogSoftmax", call -> shares(call, true));
    }

    private static void add(Handler.Table table, String name, ToIntFunction<Argument> activation) {
        table.one(name, call -> ElementOps.each(call, data -> activation.applyAsInt(
                new Argument(call.network().activations(), call.name(), data, call.attributes()))));
    }

    private static int gelu(Argument a) {
        boolean approximate = switch (a.attributes.text("approximate", "none")) {
            case "none" -> false;
            case "tanh" -> true;
            default -> throw Problem.model("its approximation is not supported");
        };
        return a.activations.gelu(a.name, a.data, approximate);
    }

    /** Up to opset 12 all axes from the given one on are one. */
    private static Operand shares(Call call, boolean logarithms) {
        Network network = call.network();
        Held data = call.held(0);
        boolean coerces = call.opset() < 13;
        int axis = Call.axis(call.attributes().integer("axis", coerces ? 1 : -1), data.rank());
        if (!coerces || axis == data.rank() - 1) {
            return network.each(data, tensor -> along(call, tensor, data.layout().position(axis), logarithms));
        }
        int[] signature = network.signature(data);
        int columns = Arrays.stream(network.shape(data)).skip(axis).reduce(1, (a, b) -> a * b);
        boolean open = Arrays.stream(signature).skip(axis).anyMatch(extent -> extent < 0);
        if (open || columns == 0) {
            throw Problem.model("it takes shares along the batch");
        }
        int rows = axis == 1 ? signature[0] : -1;
        Held flat = network.reshaped(call.name() + "/flat", data, rows, columns);
        int result = along(call, flat.tensor(), 1, logarithms);
        return network.reshaped(call.name(), network.held(result), signature);
    }

    private static int along(Call call, int tensor, int position, boolean logarithms) {
        Layers layers = call.network().layers();
        return logarithms ? layers.logSoftmax(call.name(), tensor, position)
                : layers.softmax(call.name(), tensor, position);
    }
}
