package dev.halfstep.cli.flag;

import dev.halfstep.model.ModelFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which network of a model file is meant, where it holds several. */
public final class SignatureFlag {

    @Option(names = "--signature", paramLabel = "NAME",
            description = "Signature whose network is taken, where the file holds several (default: the first network; inspect lists the names).")
    private @Nullable String name;

    /** What was given. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** Reads the network that is meant; see {@link ModelFile#read}. */
    public ModelFile read(Path file) {
        return ModelFile.read(file, name());
    }
}
