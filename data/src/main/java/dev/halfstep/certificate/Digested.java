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
 * @param signature whose network is meant, where one was named
 */
public record Digested(ModelFile model, String sha256, Optional<String> signature) {

    /**
     * Reads a model.
     *
     * @param signature whose network is meant, where the file holds several; the first one if it is empty
     * @throws dev.halfstep.problem.Problem if the file cannot be read or is no model, or has no such signature
     */
    public static Digested read(Path file, Optional<String> signature) {
        return of(file, WholeFile.read(file), signature);
    }

    /**
     * The same for a file whose content is known.
     *
     * @param file where it is, or will be
     */
    public static Digested of(Path file, byte[] bytes) {
        return of(file, bytes, Optional.empty());
    }

    /** The same for the network that a signature names. */
    public static Digested of(Path file, byte[] bytes, Optional<String> signature) {
        return new Digested(ModelFile.of(file, bytes, signature),
                HexFormat.of().formatHex(Sha256.begin().digest(bytes)), signature);
    }

    /** The same model without a certificate that it carries, as it is written then. */
    public Digested bare() {
        byte[] bytes = TfliteWriter.toBytes(model.graph().withoutText(Certificate.METADATA_NAME));
        return of(model.file(), bytes, signature);
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
