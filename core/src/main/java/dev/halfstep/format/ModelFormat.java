package dev.halfstep.format;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A format of model files besides TensorFlow Lite's. A module that reads one provides this as a service, so that what only runs
 * {@code .tflite} files carries none of what the others need.
 */
public interface ModelFormat {

    /** Its name in messages, such as {@code ONNX}. */
    String name();

    /**
     * Whether a file is of this format.
     *
     * @param file where it is; need not exist
     * @param bytes its contents, which may be anything
     */
    boolean matches(Path file, byte[] bytes);

    /**
     * Reads a network.
     *
     * @param file where the bytes are from: parts of a model that are files of their own lie beside it; empty for bytes that are no
     *        file, which can have no such parts
     * @return a checked graph of TensorFlow Lite's ops
     * @throws Problem if the bytes are damaged or hold what is not supported; then all of that is named
     */
    Graph read(Optional<Path> file, byte[] bytes);
}
