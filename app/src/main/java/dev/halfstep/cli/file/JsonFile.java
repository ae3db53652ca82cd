package dev.halfstep.cli.file;

import dev.halfstep.file.WholeFile;
import dev.halfstep.json.JsonObject;
import dev.halfstep.problem.Problem;
import java.nio.file.Path;
import java.util.function.Function;

/** A file of JSON that an argument names. */
public final class JsonFile {

    private JsonFile() {}

    /**
     * What a file says.
     *
     * @param reader of its text
     * @throws Problem if it cannot be read; what the reader finds wrong is said of the file, if of no other place
     */
    public static <T> T read(Path file, Function<String, T> reader) {
        try {
            return reader.apply(JsonObject.utf8(WholeFile.read(file)));
        } catch (Problem problem) {
            throw problem.places().isEmpty() ? problem.at(file.toString()) : problem;
        }
    }
}
