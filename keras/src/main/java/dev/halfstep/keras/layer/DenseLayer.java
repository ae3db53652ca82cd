package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.Settings;
import dev.halfstep.keras.layer.NamedActivation.Function;
import dev.halfstep.tensor.Tensor;
import java.util.List;

/** A dense layer, on the last axis. */
final class DenseLayer implements Layer {

    private final boolean hasBias;
    private final Function activation;

    DenseLayer(Settings settings, LayerTable table) {
        hasBias = settings.flag("use_bias", true);
        activation = NamedActivation.of(settings, "activation", "linear", table);
        Refusals.requireAbsent(settings, "lora_rank");
        Refusals.requireAbsent(settings, "quantization_mode");
    }

    @Override
    public Parameters parameters() {
        return Parameters.of(hasBias ? List.of("kernel", "bias") : List.of("kernel"));
    }

    @Override
    public List<Integer> apply(Call call) {
        Tensor weights = call.weights().transposed("kernel", 1, 0);
        float[] bias = call.weights().perChannel("bias", hasBias, weights.shape().extent(0), 0);
        int sum = call.layers().dense(call.name(), call.real(), weights, bias);
        return List.of(activation.of(call.parts(), call.name() + "/activation", sum));
    }
}
