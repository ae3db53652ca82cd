package dev.halfstep.cli.flag;

import dev.halfstep.cli.value.Labels;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.rows.RowChoice;
import dev.halfstep.study.Flags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which rows of a table a model is given, and what to do with new categories. */
public final class DataFlags {

    @Option(names = "--rows", paramLabel = "train|test|all", converter = Labels.RowsLabel.class,
            description = "Rows of the table that the model was trained on; on any other table, all.")
    private @Nullable Rows rows;

    @Option(names = "--unseen", paramLabel = "error|zero", defaultValue = "error",
            description = "What to do with a category that training did not see: stop, or encode it as no category (default ${DEFAULT-VALUE}).")
    private Unseen unseen = Unseen.ERROR;

    @Mixin
    private ReadingFlags reading = new ReadingFlags();

    /** Those that were given, for a command that takes no rows. */
    public List<String> given() {
        var given = new ArrayList<String>();
        if (rows != null) {
            given.add("--rows");
        }
        if (unseen != Unseen.ERROR) {
            given.add("--unseen");
        }
        reading.given().forEach(setting -> given.add(Flags.ALL.name(setting.alone()).orElseThrow()));
        return given;
    }

    /** Those that are meant. */
    public RowChoice choice() {
        return new RowChoice(Optional.ofNullable(rows), unseen, reading::over);
    }
}
