package dev.halfstep.certificate;

import dev.halfstep.file.Sha256;
import dev.halfstep.file.WholeFile;
import dev.halfstep.model.ModelFile;
import dev.halfstep.tflite.TfliteWriter;
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

    /** The same model without a certificate that it carries, as it is written then. */
    public Digested bare() {
        byte[] bytes = TfliteWriter.toBytes(model.graph().withoutText(Certificate.METADATA_NAME));
        return of(model.file(), bytes);
    }

    /** Whether a digest is that of the file, or of what it is without a certificate that it carries. */
    boolean has(String digest) {
        return digest.equals(sha256)
                || (model.graph().text(Certificate.METADATA_NAME).isPresent() && digest.equals(bare().sha256));
    }

    /** The file's name without its folders. */
    String name() {
        return String.valueOf(model.file().getFileName());
    }
}
