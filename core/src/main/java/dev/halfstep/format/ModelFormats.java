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
            return TfliteReader.read(tflite(file, bytes));
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * A model as a {@code .tflite} file: what it is already, or what becomes of another format.
     *
     * @param file where the bytes are from
     * @return the bytes themselves where there is no reader of another format for them, whatever they are
     * @throws Problem if the bytes are damaged or hold what is not supported, then all of that is named; or if the file's name says that
     *         it is of a format for which there is no reader
     */
    public static byte[] tflite(Path file, byte[] bytes) {
        if (TfliteReader.matches(bytes)) {
            return bytes;
        }
        Optional<ModelFormat> format = ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())
                .stream().map(ServiceLoader.Provider::get).filter(each -> each.matches(file, bytes)).findFirst();
        if (format.isEmpty()) {
            requireNoModule(file);
            return bytes;
        }
        return TfliteWriter.toBytes(format.get().read(Optional.of(file), bytes));
    }

    /** The signatures that a model names, see {@link TfliteReader#signatures}; other formats have none. */
    public static List<String> signatures(byte[] bytes) {
        return TfliteReader.matches(bytes) ? TfliteReader.signatures(bytes) : List.of();
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
