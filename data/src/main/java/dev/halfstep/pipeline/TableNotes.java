package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextForm;
import dev.halfstep.table.Thousands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of a table that its owner may not expect, as clauses without a full stop. */
final class TableNotes {

    /** Fewer rows can be in order, or on a line, by chance. */
    private static final int LEAST_ROWS = 10;
    /** As many features of one column are worth a word. */
    private static final int MANY_FEATURES = 100;
    /** Part of its own size by which a target may miss a line and still follow from it: what rounding does. */
    private static final double ROUNDING = 1e-9;

    private final Table table;
    private final Pipeline pipeline;
    private final int[] complete;
    private final Notation asked;
    private final List<Phrase> notes = new ArrayList<>();

    /**
     * @param complete rows without missing cells
     * @param asked how cells were said to be written
     */
    TableNotes(Table table, Pipeline pipeline, int[] complete, Notation asked) {
        this.table = table;
        this.pipeline = pipeline;
        this.complete = complete;
        this.asked = asked;
    }

    /** The notes, that of lost rows first. */
    List<Phrase> of(Optional<String> loss) {
        loss.ifPresent(clause -> notes.add(Phrase.of(clause)));
        table.unusedMarkers().forEach(marker -> notes.add(Phrase.of("no cell that is read is " + Quoted.of(marker))));
        table.forms().forEach(this::form);
        for (InputColumn input : pipeline.inputs()) {
            if (input instanceof InputColumn.OneHot oneHot && oneHot.levels().size() >= MANY_FEATURES) {
                notes.add(Phrase.of("column " + Quoted.of(input.column()) + " of texts becomes "
                        + Counts.of(oneHot.levels().size(), "feature") + "; ").with(Setting.DROP, input.column())
                        .then(" leaves it out"));
            }
            if (input.type() == ColumnType.NUMERIC && table.column(input.column()) instanceof NumericColumn numbers) {
                numbers(numbers);
            }
        }
        return List.copyOf(notes);
    }

    private void form(String column, CellForm form) {
        String name = "column " + Quoted.of(column) + " is ";
        switch (form) {
            case DateForm dates -> notes.add(Phrase.of(name + "read as dates, " + dates));
            case TextForm texts -> {}
            case NumberForm numbers -> {
                if (numbers.truth()) {
                    notes.add(Phrase.of(name + "1 where it says TRUE, YES or the like, and 0 elsewhere"));
                }
                if (numbers.thousands() != Thousands.NONE && asked.thousands().isEmpty()) {
                    notes.add(Phrase.of(name + "read with " + between(numbers.thousands()) + " between thousands"));
                }
                if (!numbers.unit().isEmpty() && !asked.units().containsKey(column)) {
                    notes.add(Phrase.of(name + "read in " + numbers.unit() + ", so that 12.5 "
                            + numbers.unit() + " counts as 12.5"));
                }
                if (numbers.parentheses()) {
                    notes.add(Phrase.of(name + "read with numbers in parentheses below 0"));
                }
            }
        }
    }

    private static String between(Thousands thousands) {
        return thousands == Thousands.SPACE ? "spaces" : "'" + thousands.sign() + "'";
    }

    private void numbers(NumericColumn column) {
        if (numbersTheRows(column)) {
            notes.add(Phrase.of("column " + Quoted.of(column.name()) + " numbers the rows; ")
                    .with(Setting.DROP, column.name()).then(" leaves it out"));
        } else {
            apart(column);
        }
        for (String target : pipeline.targetNames()) {
            if (table.column(target) instanceof NumericColumn labels && follows(column, labels)) {
                notes.add(Phrase
                        .of(Quoted.of(target) + " follows exactly from column " + Quoted.of(column.name())
                                + ", as if it were known before; ")
                        .with(Setting.DROP, column.name())
                        .then(" leaves that out"));
            }
        }
    }

    private boolean numbersTheRows(NumericColumn column) {
        if (column.rowCount() < LEAST_ROWS || column.missingCount() > 0) {
            return false;
        }
        for (int row = 1; row < column.rowCount(); row++) {
            if (column.value(row) != column.value(0) + row) {
                return false;
            }
        }
        return true;
    }

    /** A value below 0, or of nines only, that is farther from all others than these are from each other. */
    private void apart(NumericColumn column) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isMissing(row)) {
                least = Math.min(least, column.value(row));
                most = Math.max(most, column.value(row));
            }
        }
        for (double candidate : new double[] {least, most}) {
            apart(column, candidate);
        }
    }

    private void apart(NumericColumn column, double candidate) {
        boolean usual = candidate == Math.rint(candidate) && Math.abs(candidate) < 1e10
                && (candidate < 0 || Long.toString((long) candidate).matches("9{2,}"));
        if (!usual) {
            return;
        }
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        int count = 0;
        int others = 0;
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isMissing(row)) {
                double value = column.value(row);
                if (value == candidate) {
                    count++;
                } else {
                    others++;
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
        }
        double gap = candidate < least ? least - candidate : candidate - most;
        boolean sign = candidate > 0 || least >= 0;
        if (sign && others >= LEAST_ROWS && count < others && most > least && gap > most - least) {
            String text = Long.toString((long) candidate);
            notes.add(Phrase
                    .of("the value " + text + " in " + Counts.of(count, "cell") + " of column "
                            + Quoted.of(column.name()) + " stands apart from all others; ")
                    .with(Setting.MISSING, text)
                    .then(" marks it as missing"));
        }
    }

    private boolean follows(NumericColumn column, NumericColumn target) {
        if (complete.length < LEAST_ROWS) {
            return false;
        }
        int low = complete[0];
        int high = complete[0];
        boolean many = false;
        for (int row : complete) {
            low = column.value(row) < column.value(low) ? row : low;
            high = column.value(row) > column.value(high) ? row : high;
        }
        for (int row : complete) {
            many |= column.value(row) != column.value(low) && column.value(row) != column.value(high);
        }
        double slope = (target.value(high) - target.value(low)) / (column.value(high) - column.value(low));
        if (!many || slope == 0 || !Double.isFinite(slope)) {
            return false;
        }
        for (int row : complete) {
            double expected = target.value(low) + slope * (column.value(row) - column.value(low));
            double size = Math.max(Math.abs(target.value(high)), Math.abs(target.value(low)));
            if (Math.abs(target.value(row) - expected) > ROUNDING * size) {
                return false;
            }
        }
        return true;
    }
}
