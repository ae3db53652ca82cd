package dev.halfstep.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.halfstep.graph.Graph;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Sound archives of which a part is another. */
final class Changed {

    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.weights.h5";

    private Changed() {}

    static Map<String, byte[]> parts(String name) {
        return HostileModels.parts(Archive.named("layers.zip", name).bytes());
    }

    /** The HDF5 part. */
    static byte[] weights(String name) {
        return Objects.requireNonNull(parts(name).get(WEIGHTS));
    }

    /** A model with another configuration. */
    static byte[] config(String name, UnaryOperator<String> change) {
        Map<String, byte[]> parts = parts(name);
        String config = new String(Objects.requireNonNull(parts.get(CONFIG)), UTF_8);
        String changed = change.apply(config);
        if (changed.equals(config)) {
            throw new IllegalArgumentException("nothing of " + config + " is another");
        }
        parts.put(CONFIG, changed.getBytes(UTF_8));
        return HostileModels.zip(parts);
    }

    static Graph read(byte[] bytes) {
        return new KerasFormat().read(Optional.of(Path.of("model.keras")), bytes);
    }
}
