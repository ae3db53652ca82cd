package dev.halfstep.rows;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import java.nio.file.Path;

/** A table with a pipeline's targets, of which only a pipeline that was fitted on a table knows how they are called. */
final class TargetTable {

    private TargetTable() {}

    /**
     * Reads a table.
     *
     * @throws Problem if it has not all columns
     */
    static Table read(Path file, ReadOptions options, Pipeline pipeline) {
        try {
            return TableReader.read(file, options);
        } catch (Problem problem) {
            boolean isUnnamed = pipeline.isFromElsewhere()
                    && pipeline.targetNames().stream().anyMatch(name -> TableReader.isMissing(name, problem));
            throw !isUnnamed ? problem
                    : problem.remedy(
                            Phrase.of("name the column with the labels with ").with(Setting.TARGET),
                            Phrase.of("export the model with an output that is called as the column is"));
        }
    }
}
