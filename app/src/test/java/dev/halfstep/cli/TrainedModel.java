package dev.halfstep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A float model of the target {@code y} of a table, to quantize in several ways.
 *
 * @param data the table, {@code t.csv}
 * @param model {@code f.tflite}
 */
record TrainedModel(Path folder, Path data, Path model) {

    static TrainedModel of(Path folder, String table, int hidden, int epochs) throws IOException {
        var trained = new TrainedModel(folder, Files.writeString(folder.resolve("t.csv"), table),
                folder.resolve("f.tflite"));
        Cli.done("train", trained.data, "--target", "y", "--hidden", hidden, "--epochs", epochs, "-o", trained.model);
        return trained;
    }

    /** A model that options say how to make, in a file of its own. */
    Path quantized(Object... options) {
        return quantizedTo("q" + Arrays.toString(options).hashCode() + ".tflite", options);
    }

    /** The same in a file of a name. */
    Path quantizedTo(String name, Object... options) {
        Path output = folder.resolve(name);
        Cli.done(Stream.concat(Stream.of("quantize", model, "--calibrate", data, "-o", output), Arrays.stream(options))
                .toArray());
        return output;
    }
}
