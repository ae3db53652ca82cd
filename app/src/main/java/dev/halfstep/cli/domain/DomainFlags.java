package dev.halfstep.cli.domain;

import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.JsonFile;
import dev.halfstep.cli.file.NameOrFile;
import dev.halfstep.domain.DomainSpec;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Problem;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.RowChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the columns of a model may be: as in training, but for what is said here. */
public final class DomainFlags {

    @Option(names = "--domain", paramLabel = "COLUMNS",
            description = "What columns may be, where not as in training: 'age=18:64,velocity={31.7,39.6},smoker={yes}', or a .json file. Repeatable.")
    private List<NameOrFile> columns = new ArrayList<>();

    @Option(names = "--domain-from", paramLabel = "DATA",
            description = "Rows that show what columns, or the features of a model without a pipeline, may be: as --calibrate of quantize takes them.")
    private @Nullable Path rows;

    /** Those that were given, for what takes none. */
    public List<String> given() {
        var given = new ArrayList<String>();
        if (!columns.isEmpty()) {
            given.add("--domain");
        }
        if (rows != null) {
            given.add("--domain-from");
        }
        return given;
    }

    /** The domain of a model with what was said; see {@link ModelDomain#of}. */
    public ModelDomain of(ModelFile model) {
        return ModelDomain.of(model, spec(model));
    }

    /**
     * What was said for a model.
     *
     * @throws Problem that holds all that is wrong with it
     */
    private DomainSpec spec(ModelFile model) {
        DomainSpec spec = rows == null ? DomainSpec.NONE : shown(model, Inputs.file(rows));
        for (NameOrFile each : columns) {
            spec = spec
                    .with(each.text().endsWith(".json") ? JsonFile.read(Path.of(each.text()), DomainSpec::fromJson)
                            : DomainSpec.parse(each.text()));
        }
        return spec;
    }

    private static DomainSpec shown(ModelFile model, Path file) {
        var source =
                new DataSource(model, file, new RowChoice(Optional.empty(), Unseen.ERROR, UnaryOperator.identity()));
        DataSource.Batch batch = source.inputs(Rows.ALL);
        return model.pipeline().isPresent() && batch.table().isPresent()
                ? DomainSpec.ofRows(model.pipeline().get(), batch.table().get(), batch.rows())
                : DomainSpec.ofValues(ModelDomain.names(model), batch.inputs());
    }

}
