package dev.halfstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Models that the command line makes of a table, each in a folder of its own. */
public final class Commands {

    private Commands() {}

    /** A float model that {@code train} makes. */
    public static Path trained(Path folder, Path table, String... options) throws IOException {
        Path model = Files.createTempDirectory(folder, "m").resolve("trained.tflite");
        run(List.of("train", table.toString(), "-o", model.toString()), List.of(options));
        return model;
    }

    /**
     * What {@code quantize} makes of a model, calibrated on all rows of a table.
     *
     * @param options apart by blanks
     */
    public static Path quantized(Path folder, Path table, Path trained, String options) throws IOException {
        Path model = Files.createTempDirectory(folder, "q").resolve("model.tflite");
        var all = new ArrayList<>(List.of(options.split(" ")));
        if (!all.contains("float16")) {
            all.addAll(List.of("--calibrate", table.toString()));
        }
        run(List.of("quantize", trained.toString(), "-o", model.toString()), all);
        return model;
    }

    private static void run(List<String> command, List<String> options) {
        var arguments = new ArrayList<>(command);
        arguments.addAll(options);
        assertThat(Main.run(arguments.toArray(String[]::new))).as("%s", arguments).isZero();
    }
}
