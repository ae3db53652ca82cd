package dev.halfstep.pipeline;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.Counts;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.TextColumn;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether the texts of a column are categories that a network can learn from: neither dates nor names nor keys.
 *
 * @param levels the different texts
 * @param rows how many rows have one
 */
record Categories(TextColumn column, List<String> levels, int rows) {

    /** More texts than these are one-hot encoded only when asked for: they are more likely names or keys. */
    private static final int MOST = 1000;
    /** So few are categories even if there are hardly more rows. */
    private static final int FEW = 5;

    private static final Pattern SHORT_YEAR = Pattern.compile("\\d{1,2}([-/.])\\d{1,2}\\1\\d{2}(?:\\D.*)?");

    /** @throws Problem if they should not become features without being asked for */
    void requireUseful() {
        String example = Quoted.of(column.levels().getFirst());
        List<DateForm> forms = DateForm.of(levels.getFirst());
        if (!forms.isEmpty() && levels.stream().noneMatch(level -> DateForm.of(level).isEmpty())) {
            throw Problem.of("its " + count() + " different texts are dates, such as " + example).remedy(
                    Phrase.of("make features of year, month and so on with ").with(Setting.DATE, column.name()),
                    dropped(), insisting());
        }
        if (levels.stream().allMatch(level -> SHORT_YEAR.matcher(level).matches())) {
            throw Problem.of("its " + count() + " different texts look like dates, such as " + example)
                    .remedy(Phrase.of("write years with four digits"), dropped(), insisting());
        }
        boolean nearlyAll = levels.size() > FEW && 2L * levels.size() > rows;
        if (nearlyAll || levels.size() > MOST) {
            throw Problem.of("text with " + count() + " different values in " + Counts.of(rows, "row") + ", such as "
                    + example + ", would become as many inputs").remedy(dropped(), insisting());
        }
    }

    private String count() {
        return Counts.of(levels.size());
    }

    private Phrase dropped() {
        return Phrase.of("leave it out with ").with(Setting.DROP, column.name());
    }

    private Phrase insisting() {
        return Phrase.of("insist with ").with(Setting.ONE_HOT, column.name());
    }
}
