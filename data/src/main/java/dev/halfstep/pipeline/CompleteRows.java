package dev.halfstep.pipeline;

import dev.halfstep.problem.Mention;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.Column;
import dev.halfstep.table.Counts;
import dev.halfstep.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of a table that have a value in each column, and which columns cost most of the others. */
final class CompleteRows {

    private static final int MIN_TRAINING_ROWS = 2;
    /** Columns that a message names at most. */
    private static final int NAMED = 8;

    private final Table table;
    private final PipelineOptions options;
    private final int[] rows;

    /** @throws Problem if there are none, or a column has no value at all */
    CompleteRows(Table table, PipelineOptions options) {
        this.table = table;
        this.options = options;
        rows = Rows.complete(table, table.columnNames());
        requireValues();
        if (rows.length == 0) {
            Column worst = costly().getFirst();
            throw Problem.of("every row has a missing cell; most are in column " + Quoted.of(worst.name()) + " ("
                    + worst.missingCount() + " of " + table.rowCount() + ")")
                    .remedy(without());
        }
    }

    private void requireValues() {
        var problems = new ArrayList<Problem>();
        for (Column column : table.columns()) {
            if (column.missingCount() == table.rowCount()) {
                Phrase remedy = options.targets().contains(column.name())
                        ? Phrase.of("choose another ").with(Setting.TARGET)
                        : Phrase.of("leave it out with ").with(Setting.DROP, column.name());
                problems.add(
                        Problem.of("all values are missing").at("column " + Quoted.of(column.name())).remedy(remedy));
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
    }

    int[] indices() {
        return rows.clone();
    }

    /** @throws Problem if the training rows are too few */
    void requireTraining(int training) {
        if (training >= MIN_TRAINING_ROWS) {
            return;
        }
        String complete = rows.length == 1 ? "1 complete row leaves " : rows.length + " complete rows leave ";
        Problem problem = Problem.of(complete + training + " for training; at least " + MIN_TRAINING_ROWS
                + " are needed" + cost());
        Phrase more = Phrase.of("give more data");
        Phrase larger = Phrase.of("a larger ").with(Setting.SPLIT);
        throw rows.length < table.rowCount()
                ? problem.remedy(without(), more, larger)
                : problem.remedy(more, larger);
    }

    /** How many rows miss a cell, and in which columns most do; empty if none does. */
    private String cost() {
        int missing = table.rowCount() - rows.length;
        return missing == 0 ? "" : ". Of " + Counts.of(table.rowCount(), "row") + " " + Counts.of(missing)
                + (missing == 1 ? " has" : " have") + " a missing cell, most in " + named(costly());
    }

    private static String named(List<Column> columns) {
        return columns.stream().limit(NAMED)
                .map(column -> Quoted.of(column.name()) + " (" + Counts.of(column.missingCount()) + ")")
                .collect(Collectors.joining(", "));
    }

    /** What rows with a missing cell come of, in a clause, if they are more than half. */
    Optional<String> loss() {
        boolean most = 2L * rows.length < table.rowCount();
        return most ? Optional.of(Counts.of(table.rowCount() - rows.length) + " of "
                + Counts.of(table.rowCount(), "row") + " have a missing cell, most in " + named(costly()))
                : Optional.empty();
    }

    /** Columns with missing cells, those with most first; the targets, which cannot be left out, last. */
    private List<Column> costly() {
        return table.columns().stream().filter(column -> column.missingCount() > 0)
                .sorted(Comparator.comparing((Column column) -> options.targets().contains(column.name()))
                        .thenComparing(Column::missingCount, Comparator.reverseOrder()))
                .toList();
    }

    /** As many of the costly columns as it takes to keep half of the rows. */
    List<String> worst() {
        List<String> left = new ArrayList<>(table.columnNames());
        var worst = new ArrayList<String>();
        for (Column column : costly()) {
            boolean enough = !worst.isEmpty() && 2L * Rows.complete(table, left).length >= table.rowCount();
            if (enough || worst.size() == NAMED || options.targets().contains(column.name())) {
                break;
            }
            left.remove(column.name());
            worst.add(column.name());
        }
        return worst;
    }

    private Phrase without() {
        List<Mention> dropped = worst().stream().map(Setting.DROP::as).toList();
        return dropped.isEmpty() ? Phrase.of("fill in the missing values of the target")
                : Phrase.of(dropped.size() == 1 ? "leave it out with " : "leave out what costs most with ")
                        .with(dropped);
    }
}
