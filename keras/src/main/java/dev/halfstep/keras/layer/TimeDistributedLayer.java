package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A layer on each step of sequences: all steps become samples of one batch. */
final class TimeDistributedLayer implements Layer {

    private static final String LAYER = "layer";

    private final Layer layer;
    /** Dense layers work on the last axis alone. */
    private final boolean isDirect;

    TimeDistributedLayer(LayerConfig config, LayerTable table) {
        LayerConfig inner = LayerConfig.of(config.settings().get(LAYER));
        layer = table.read(inner);
        isDirect = inner.kind().equals("Dense") || inner.kind().equals("Activation") || inner.kind().equals("Dropout");
    }

    @Override
    public Parameters parameters() {
        return Parameters.within(Map.of(LAYER, layer.parameters()));
    }

    @Override
    public List<Integer> apply(Call call) {
        int data = call.input();
        if (isDirect) {
            return layer.apply(call.inner(LAYER, LAYER, List.of(data)));
        }
        Shape signature = call.network().signature(data);
        if (signature.rank() < 3) {
            throw Problem.model("it takes sequences, not data of shape " + signature);
        }
        int[] steps = IntStream.range(1, signature.rank()).map(signature::extent).toArray();
        steps[0] = -1;
        int samples = call.layers().reshape(call.name() + "/samples", data, steps);
        List<Integer> outputs = layer.apply(call.inner(LAYER, LAYER, List.of(samples)));
        if (outputs.size() != 1) {
            throw Problem.model("the layer within it has " + outputs.size() + " outputs");
        }
        Shape given = call.network().signature(outputs.getFirst());
        var extents = new int[given.rank() + 1];
        extents[0] = signature.extent(0);
        extents[1] = signature.extent(1);
        for (int axis = 1; axis < given.rank(); axis++) {
            extents[axis + 1] = given.extent(axis);
        }
        return List.of(call.layers().reshape(call.name(), outputs.getFirst(), extents));
    }
}
