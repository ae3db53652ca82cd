package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.DateForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which form all cells of a column are dates. */
public final class DateCensus {

    private final String name;
    private final String record;
    /** Null before the first cell; none is left once cells contradict each other. */
    private @Nullable List<DateForm> forms;
    private Example first = new Example("", 0);
    private @Nullable Example odd;

    /** @param record what a record of the file is called, with a space after it */
    public DateCensus(String name, String record) {
        this.name = name;
        this.record = record;
    }

    /** A cell that is not missing. */
    public void cell(char[] text, int from, int to, long line) {
        List<DateForm> before = forms;
        if (before != null && before.isEmpty()) {
            return;
        }
        String cell = new String(text, from, to - from);
        List<DateForm> left = before == null ? DateForm.of(cell)
                : before.stream().filter(form -> !Double.isNaN(form.days(cell))).toList();
        if (before == null) {
            first = new Example(cell, line);
        }
        if (left.isEmpty()) {
            odd = new Example(cell, line);
        }
        forms = left;
    }

    boolean isEmpty() {
        return forms == null;
    }

    /**
     * The form.
     *
     * @param known in which the dates are expected, if any is: where all cells can be read so, they are
     * @throws Problem if there is none, it is not certain, or day and month stand the other way round than expected
     */
    public DateForm form(@Nullable DateForm known) {
        List<DateForm> left = forms;
        if (known != null && (left == null || left.contains(known))) {
            return known;
        }
        if (left == null) {
            throw Problem.of("there is no date in it").at("column " + Quoted.of(name))
                    .remedy(dropped());
        }
        if (left.isEmpty()) {
            throw contradicted(odd == null ? first : odd);
        }
        if (left.size() > 1) {
            throw Problem.of("day and month of " + Quoted.of(first.text())
                    + " cannot be told apart, here and in all other cells").at(place(first))
                    .remedy(Phrase.of("write dates as 2024-12-31"), dropped());
        }
        if (known != null && turned(left.getFirst(), known)) {
            throw Problem.of("the dates are not written " + known + ", as those that the model was trained on, but "
                    + left.getFirst()).at(place(first)).remedy(Phrase.of("write dates as 2024-12-31"));
        }
        return left.getFirst();
    }

    /** Whether some dates could be read in both forms: parts of a table that hold no others would be read in the known one. */
    private static boolean turned(DateForm found, DateForm known) {
        return found.separator() == known.separator() && found.separator() != ' '
                && found.order() != DateForm.Order.YEAR_MONTH_DAY && known.order() != DateForm.Order.YEAR_MONTH_DAY;
    }

    private Problem contradicted(Example cell) {
        String quoted = Quoted.of(cell.text());
        boolean date = !DateForm.of(cell.text()).isEmpty() && !cell.equals(first);
        Phrase alike = Phrase.of("write all dates as 2024-12-31, with four digits of the year");
        return date ? Problem.of(quoted + " is not written as " + Quoted.of(first.text()) + " is")
                .at(place(cell)).remedy(alike, dropped())
                : Problem.of(quoted + " is no date").at(place(cell)).remedy(alike, Phrase.of("add ")
                        .with(Setting.MISSING, cell.text()).then(" if it marks a missing value"), dropped());
    }

    private Phrase dropped() {
        return Phrase.of("leave the column out with ").with(Setting.DROP, name);
    }

    private String place(Example cell) {
        return record + cell.line() + ", column " + Quoted.of(name);
    }
}
