package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.Column;
import dev.halfstep.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        throw Problem.option(Quoted.of(name) + " is no choice of rows").remedy("Choose train, test or all.");
    }

    /** The rows that have a value in each of some columns, by index. */
    public static int[] complete(Table table, List<String> columns) {
        var rows = new int[table.rowCount()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        int left = rows.length;
        for (String name : columns) {
            Column column = table.column(name);
            if (column.missingCount() > 0) {
                left = withValue(column, rows, left);
            }
        }
        return left == rows.length ? rows : Arrays.copyOf(rows, left);
    }

    private static int withValue(Column column, int[] rows, int count) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (!column.isMissing(rows[i])) {
                rows[left++] = rows[i];
            }
        }
        return left;
    }

    /**
     * Whether a part of the split is meant, for which the table must have been read with the pipeline's targets: which rows are
     * complete, and so which part a row belongs to, depends on them too.
     */
    public static boolean isSplit(Pipeline pipeline, Table table, Optional<Rows> chosen, Rows usual) {
        return chosen.orElse(usual) != ALL && table.digest().equals(pipeline.origin().digest());
    }

    /**
     * Whether a part of the split is meant, of a table of which no more is known than its digest.
     *
     * @throws Problem if training or test rows are asked of another table
     */
    public static boolean isSplit(Pipeline pipeline, String source, String digest, Optional<Rows> chosen, Rows usual) {
        boolean own = digest.equals(pipeline.origin().digest());
        if (!own && chosen.isPresent() && chosen.get() != ALL) {
            throw noParts(source);
        }
        return own && chosen.orElse(usual) != ALL;
    }

    private static Problem noParts(String source) {
        return Problem
                .of("this is not the table that the model was trained on, so it has no training and test rows")
                .at(source).remedy(Phrase.of("use ").with(Setting.ROWS, "all"));
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
            throw noParts(table.source());
        }
        return complete(table, pipeline.allColumns().stream().filter(name -> table.find(name).isPresent()).toList());
    }
}
