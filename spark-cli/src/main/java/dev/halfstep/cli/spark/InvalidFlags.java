package dev.halfstep.cli.spark;

import dev.halfstep.pipeline.Unseen;
import dev.halfstep.spark.HalfstepModel;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What becomes of rows that a model does not take. */
final class InvalidFlags {

    /** Of rows as a whole. */
    enum Invalid {
        ERROR,
        SKIP,
        KEEP
    }

    @Option(names = "--unseen", paramLabel = "error|zero", defaultValue = "error",
            description = "What to do with a category that training did not see: it makes a row invalid, or is encoded as no category (default ${DEFAULT-VALUE}).")
    private Unseen unseen = Unseen.ERROR;

    /** A model that is there, with what was said of such rows. */
    HalfstepModel read(String path, Invalid invalid) {
        return HalfstepModel.fromFile(path).setHandleUnseen(unseen.name().toLowerCase(Locale.ROOT))
                .setHandleInvalid(invalid.name().toLowerCase(Locale.ROOT));
    }
}
