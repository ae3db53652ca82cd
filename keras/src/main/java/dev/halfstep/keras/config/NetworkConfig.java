package dev.halfstep.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.keras.config.CallConfig.Argument.Reference;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model as it is described.
 *
 * @param isSequential whether its layers come one after another
 * @param layers in their order, which is that of their weights
 * @param inputs of a functional model
 * @param outputs the same
 */
public record NetworkConfig(String name, boolean isSequential, List<LayerConfig> layers, List<Reference> inputs,
        List<Reference> outputs) {

    private static final Set<String> FUNCTIONAL = Set.of("Functional", "Model");
    private static final String SEQUENTIAL = "Sequential";

    /** Whether a class is that of models, not of a layer. */
    public static boolean isNetwork(String kind) {
        return FUNCTIONAL.contains(kind) || kind.equals(SEQUENTIAL);
    }

    /**
     * Reads a description.
     *
     * @throws Problem if it is none, or that of a class of its own
     */
    public static NetworkConfig of(LayerConfig model) {
        if (!isNetwork(model.kind())) {
            throw Problem
                    .model("the model is of the class " + Quoted.of(model.kind()) + ", whose code is not in the file")
                    .remedy("Build it as a Sequential or functional model, and copy the weights.");
        }
        JsonNode config = model.settings().fields();
        boolean isSequential = model.kind().equals(SEQUENTIAL);
        JsonNode layers = config.isArray() ? config : config.path("layers");
        if (!layers.isArray() || (!isSequential && !config.has("output_layers"))) {
            throw Problem.model("the configuration of a model lists no layers, or no outputs")
                    .remedy("Build it as a Sequential or functional model, and copy the weights.");
        }
        var all = new ArrayList<LayerConfig>();
        layers.forEach(layer -> all.add(LayerConfig.of(layer)));
        return new NetworkConfig(model.name(), isSequential, List.copyOf(all),
                isSequential ? List.of() : CallConfig.references(config.path("input_layers")),
                isSequential ? List.of() : CallConfig.references(config.path("output_layers")));
    }
}
