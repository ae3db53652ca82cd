package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.Settings;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.tensor.DType;
import java.util.List;

/** A vector for each whole number. */
final class EmbeddingLayer implements Layer {

    EmbeddingLayer(Settings settings) {
        if (settings.flag("mask_zero", false)) {
            throw Refusals.mask();
        }
        Refusals.requireAbsent(settings, "lora_rank");
        Refusals.requireAbsent(settings, "quantization_mode");
    }

    @Override
    public Parameters parameters() {
        return Parameters.of(List.of("embeddings"));
    }

    @Override
    public List<Integer> apply(Call call) {
        int table = call.network().constant(call.name() + "/embeddings", call.weights().get("embeddings", 2));
        int indices = call.parts().cast(call.name() + "/indices", call.input(), DType.INT32);
        return List.of(call.network().apply(call.name(), new Gather(0, 0), table, indices));
    }
}
