package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which rows of a table a command works on. */
public enum Rows {
    TRAIN,
    TEST,
    ALL;

    /**
     * The choice of a name, in lower case.
     *
     * @throws Problem if there is none
     */
    public static Rows of(String name) {
        for (Rows rows : values()) {
            if (rows.name().toLowerCase(Locale.ROOT).equals(name)) {
                return rows;
            }
        }
        throw Problem.of("'" + name + "' is no choice of rows").remedy("Choose train, test or all.");
    }

    /** The rows that have a value in each of some columns, by index. */
    public static int[] complete(Table table, List<String> columns) {
        List<Column> used = columns.stream().map(table::column).toList();
        return IntStream.range(0, table.rowCount())
                .filter(row -> used.stream().noneMatch(column -> column.isMissing(row))).toArray();
    }

    /**
     * Whether a part of the split is meant, for which the table must have been read with the pipeline's targets: which rows are
     * complete, and so which part a row belongs to, depends on them too.
     */
    public static boolean isSplit(Pipeline pipeline, Table table, Optional<Rows> chosen, Rows usual) {
        return isOwn(pipeline, table) && chosen.orElse(usual) != ALL;
    }

    private static boolean isOwn(Pipeline pipeline, Table table) {
        return table.digest().equals(pipeline.origin().digest());
    }

    /**
     * The rows of a table that are meant, among those without missing cells.
     *
     * @param chosen what the user asked for; if nothing, {@code usual} on the table that the pipeline was fitted on and all rows
     *        on any other
     * @throws Problem if training or test rows are asked of another table
     */
    public static int[] select(Pipeline pipeline, Table table, Optional<Rows> chosen, Rows usual) {
        if (isSplit(pipeline, table, chosen, usual)) {
            Split.Parts parts = pipeline.origin().split().of(complete(table, pipeline.allColumns()));
            return chosen.orElse(usual) == TRAIN ? parts.train() : parts.test();
        }
        if (chosen.isPresent() && chosen.get() != ALL) {
            throw Problem.of("this is not the table that the model was trained on, so it has no training and test rows")
                    .at(table.source()).remedy("Use --rows all.");
        }
        return complete(table, pipeline.allColumns().stream().filter(name -> table.find(name).isPresent()).toList());
    }
}
