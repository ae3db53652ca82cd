package dev.halfstep.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named entry point of a model: argument and result names with the tensors they stand for, in file order.
 *
 * @param key such as {@code serving_default}
 */
public record Signature(String key, Map<String, Integer> inputs, Map<String, Integer> outputs) {

    public Signature {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
}
