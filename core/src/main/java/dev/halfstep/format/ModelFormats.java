package dev.halfstep.format;

import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;

/** Reads a model file of any format that there is a reader for. */
public final class ModelFormats {

    /** The modules that read what files are named, to be told where one is missing. */
    private static final Map<String, String> MODULES =
            Map.of(".onnx", "halfstep-onnx", ".keras", "halfstep-keras", ".h5", "halfstep-keras", ".hdf5",
                    "halfstep-keras");

    private ModelFormats() {}

    /**
     * Reads the first network of a model.
     *
     * @throws Problem if the file cannot be read, is damaged, or holds what is not supported; then all of that is named
     */
    public static Graph read(Path file) {
        byte[] bytes = WholeFile.read(file);
        try {
            return read(file, bytes, Optional.empty());
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * Reads a model. What comes from another format is what a {@code .tflite} file of it would hold.
     *
     * @param file where the bytes are from
     * @param signature whose network is meant, where a {@code .tflite} file holds several; the first one if it is empty
     * @throws Problem if the bytes are damaged or hold what is not supported, then all of that is named; or if there is no such
     *         signature
     */
    public static Graph read(Path file, byte[] bytes, Optional<String> signature) {
        Optional<ModelFormat> other = format(file, bytes);
        if (other.isEmpty()) {
            return signature.map(name -> TfliteReader.read(bytes, name)).orElseGet(() -> TfliteReader.read(bytes));
        }
        signature.ifPresent(name -> {
            throw Problem.option("a model in " + other.get().name() + " has no signatures, so none '" + name + "'")
                    .remedy("Name none.");
        });
        return TfliteReader.read(TfliteWriter.toBytes(other.get().read(Optional.of(file), bytes)));
    }

    /**
     * The names of the signatures in a file; those of other formats than TensorFlow Lite's have none.
     *
     * @throws Problem if the bytes are damaged
     */
    public static List<String> signatures(Path file, byte[] bytes) {
        return format(file, bytes).isPresent() ? List.of() : TfliteReader.signatures(bytes);
    }

    /**
     * The format of a file, unless it is taken for one of TensorFlow Lite's.
     *
     * @throws Problem if the file's name says that it is of a format for which there is no reader
     */
    public static Optional<ModelFormat> format(Path file, byte[] bytes) {
        if (TfliteReader.matches(bytes)) {
            return Optional.empty();
        }
        Optional<ModelFormat> found = ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())
                .stream().map(Provider::get).filter(format -> format.matches(file, bytes)).findFirst();
        if (found.isEmpty()) {
            requireNoModule(file);
        }
        return found;
    }

    private static void requireNoModule(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        MODULES.forEach((ending, module) -> {
            if (name.endsWith(ending)) {
                throw Problem.model("a file " + ending + " is read by the module " + module + ", which is not there")
                        .remedy("Add " + module + " to the class path or module path.");
            }
        });
    }
}
