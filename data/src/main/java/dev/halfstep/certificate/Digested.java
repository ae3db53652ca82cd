package dev.halfstep.certificate;

import dev.halfstep.file.Sha256;
import dev.halfstep.file.WholeFile;
import dev.halfstep.model.ModelFile;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A model as a file holds it.
 *
 * @param sha256 of the very bytes that the model was read from
 */
public record Digested(ModelFile model, String sha256) {

    /**
     * Reads a model.
     *
     * @throws dev.halfstep.problem.Problem if the file cannot be read or is no model
     */
    public static Digested read(Path file) {
        return of(file, WholeFile.read(file));
    }

    /**
     * The same for a file whose content is known.
     *
     * @param file where it is, or will be
     */
    public static Digested of(Path file, byte[] bytes) {
        return new Digested(ModelFile.of(file, bytes, Optional.empty()),
                HexFormat.of().formatHex(Sha256.begin().digest(bytes)));
    }

    /** The file's name without its folders. */
    String name() {
        return String.valueOf(model.file().getFileName());
    }
}
