package dev.halfstep.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer as it is described.
 *
 * @param kind the name of its class
 * @param module where the class is, as far as it is said
 * @param name its own name
 * @param settings what it was made with
 * @param calls how it is called, in a functional model
 */
public record LayerConfig(String kind, String module, String name, Settings settings, List<CallConfig> calls) {

    /** What the module of an operation, such as a sum of tensors, begins with. */
    private static final String OPERATIONS = "keras.src.ops";

    /**
     * Reads a description.
     *
     * @throws Problem if it is none
     */
    public static LayerConfig of(JsonNode node) {
        JsonNode kind = node.path("class_name");
        JsonNode config = node.path("config");
        if (!kind.isTextual() || !(config.isObject() || config.isArray())) {
            throw Problem.model("a layer in the configuration has no class_name or no config");
        }
        // What is inside of something has the name in its settings.
        String name = config.path("name").asText(node.path("name").asText(""));
        var calls = new ArrayList<CallConfig>();
        try {
            node.path("inbound_nodes").forEach(call -> calls.add(CallConfig.of(call)));
        } catch (Problem problem) {
            throw problem.at("layer " + Quoted.of(name));
        }
        return new LayerConfig(className(kind.asText()), node.path("module").asText(""), name, new Settings(config),
                calls);
    }

    /** Registered names come with what they are registered under: {@code Custom>Dense}, which stays as it is. */
    private static String className(String kind) {
        return kind.startsWith("keras>") ? kind.substring("keras>".length()) : kind;
    }

    /** Whether it is an operation on tensors rather than a layer; older files do not say so, but operations have no settings. */
    public boolean isOperation() {
        return module.startsWith(OPERATIONS)
                || (module.isEmpty() && !calls.isEmpty() && settings.fields().size() <= 1);
    }

    /** How messages name it. */
    public String place() {
        return "layer " + Quoted.of(name);
    }
}
