package dev.halfstep.cli.flag;

import dev.halfstep.cli.value.ColumnList;
import dev.halfstep.cli.value.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Rows with labels: a table that holds both, or an array of each. */
public final class LabelledFlags {

    @Option(names = "--data", required = true, paramLabel = "DATA",
            description = "A CSV or Parquet file, or X.npy, whose labels --labels names, or X.npz for several inputs; - for standard input.")
    private Path data = Path.of("");

    @Option(names = "--labels", paramLabel = "Y.npy",
            description = "Labels in the unit of the model's output, where the data is an array.")
    private @Nullable Path labels;

    @Option(names = "--target", paramLabel = "COL",
            description = "Column with the labels, for models that carry no pipeline, or call their output otherwise.")
    private List<String> target = new ArrayList<>();

    /** What was given, {@code -} for standard input. */
    public Path data() {
        return data;
    }

    /** An array of them, where the data is one. */
    public Optional<Path> labels() {
        return Optional.ofNullable(labels);
    }

    /** The columns that hold labels; none where the model says which. */
    public List<String> target() {
        return ColumnList.of(target);
    }
}
