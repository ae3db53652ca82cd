package dev.halfstep.keras;

import dev.halfstep.format.ModelFormat;
import dev.halfstep.graph.Graph;
import dev.halfstep.keras.file.ModelParts;
import dev.halfstep.keras.layer.KerasNetwork;
import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Files of Keras: {@code .keras}, of Keras 3 and of the last releases of Keras 2, and {@code .h5} of Keras 2 and 3. Sequential and
 * functional models become networks of TensorFlow Lite's ops; what needs code that is not in the file, such as Lambda layers, is
 * refused by name. Nothing in a file is run.
 */
public final class KerasFormat implements ModelFormat {

    private static final List<String> ENDINGS = List.of(".keras", ".h5", ".hdf5");

    /** The format. */
    public KerasFormat() {}

    @Override
    public String name() {
        return "Keras";
    }

    @Override
    public boolean matches(Path file, byte[] bytes) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ModelParts.matches(bytes) || ENDINGS.stream().anyMatch(name::endsWith);
    }

    @Override
    public Graph read(Optional<Path> file, byte[] bytes) {
        if (bytes.length == 0) {
            throw Problem.model("the file is empty");
        }
        return KerasNetwork.of(ModelParts.of(bytes));
    }
}
