package dev.halfstep.c.net;

import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.Map;

/** How codes are held between two ends: those of their type, which need no more than a conversion, or others, which are handed on. */
record Clamp(DType type, int min, int max) {

    /** Whether the ends are those of the type. */
    private boolean isOfType() {
        return min == type.min() && max == type.max();
    }

    /** What the ends are in the templates of functions. */
    Map<String, String> words(Layer layer) {
        return isOfType()
                ? Map.of("CLAMPED", "NET_TO_" + type.name(), "CLAMP_PARAMETERS", "", "CLAMP_ARGUMENTS", "")
                : Map.of("CLAMPED", layer.functions().use("clamp"), "CLAMP_PARAMETERS", ", int32_t min, int32_t max",
                        "CLAMP_ARGUMENTS", ", min, max");
    }

    /** What a function is told of the ends. */
    List<Object> arguments() {
        return isOfType() ? List.of() : List.of(min, max);
    }
}
