package dev.halfstep.bench;

import dev.halfstep.quantize.Precision;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model files that are run. JMH hands the system properties that name the folders on to its forks. */
final class Models {

    /** The folder for results and for the models that are made for them. */
    static final String FOLDER = "bench.folder";
    /** The folder that holds {@code reference/models}; not part of a clone. */
    static final String SHARED = "bench.shared";

    private Models() {}

    static Path folder() {
        return Path.of(System.getProperty(FOLDER, "target/performance"));
    }

    /** A network of random dense layers. It is written once in a run, since the widest take seconds to quantize. */
    static Path dense(String widths, Precision precision) {
        Path file = made().resolve(widths + "-" + precision.label() + ".tflite");
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(made());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            TfliteWriter.write(DenseNetwork.of(widths, precision), file);
        }
        return file;
    }

    /** A model that others made; it may not be there. */
    static Path given(String name) {
        return Path.of(System.getProperty(SHARED, "../../shared")).resolve("reference", "models", name + ".tflite");
    }

    /** Where models are made. */
    static Path made() {
        return folder().resolve("models");
    }
}
