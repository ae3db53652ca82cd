package dev.halfstep.spark;

import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.tensor.Tensor;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model with a pipeline that is sent as the bytes of its file, and read once where it is used. For any number of threads. */
final class SharedModel implements Serializable {

    private static final long serialVersionUID = 1;

    private final String name;
    private final byte[] bytes;
    private final Unseen unseen;
    private final boolean skipsInvalid;
    private transient volatile @Nullable ModelFile file;

    /** @param skipsInvalid whether rows that it does not take are left out where something is gathered of rows */
    SharedModel(String name, byte[] bytes, Unseen unseen, boolean skipsInvalid) {
        this.name = name;
        this.bytes = bytes;
        this.unseen = unseen;
        this.skipsInvalid = skipsInvalid;
    }

    /** @throws Problem if it cannot be read */
    ModelFile file() {
        ModelFile known = file;
        return known == null ? read() : known;
    }

    private synchronized ModelFile read() {
        ModelFile known = file;
        if (known == null) {
            known = ModelFile.of(Path.of(name), bytes, Optional.empty());
            file = known;
        }
        return known;
    }

    boolean skipsInvalid() {
        return skipsInvalid;
    }

    Pipeline pipeline() {
        return file().requirePipeline();
    }

    /** The model's input for some rows of a table, as the commands make it. */
    Tensor encoded(Table table, int[] rows) {
        ModelFile own = file();
        return own.clipsInputs() ? pipeline().encode(table, rows, unseen)
                : pipeline().encodeFinite(table, rows, unseen);
    }
}
