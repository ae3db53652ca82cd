package dev.halfstep.table.scan;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what the cells of one column look like, and decides from that what the column is. */
final class CellCensus {

    /** What a cell that is no number may be, from the most telling down. */
    private enum Oddity {
        /** Widely used for a missing value. */
        MARKER,
        INFINITY,
        /** A number with a decimal comma, where a point is expected. */
        DECIMAL_COMMA,
        WORD
    }

    private static final CellSet MARKERS = CellSet.ignoringCase(
            List.of("nan", "na", "n/a", "#n/a", "<na>", "null", "none", "nil", "missing", "?", "-", "--", "."));
    private static final CellSet INFINITIES =
            CellSet.ignoringCase(List.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"));

    /** Different odd texts that a message can suggest as markers of a missing value. */
    private static final int EXAMPLES = 4;

    private final String name;
    private final @Nullable ColumnType forced;
    private long numbers;
    private long markers;
    private long infinities;
    private long commas;
    private long words;
    private final List<String> examples = new ArrayList<>();
    private String firstPlace = "";

    CellCensus(String name, @Nullable ColumnType forced) {
        this.name = name;
        this.forced = forced;
    }

    /** A cell that is a number. */
    void number() {
        numbers++;
    }

    /** A cell that is none. */
    void odd(char[] text, int from, int to, char decimalSign, long line) {
        switch (forced == ColumnType.TEXT ? Oddity.WORD : oddity(text, from, to, decimalSign)) {
            case MARKER -> markers++;
            case INFINITY -> infinities++;
            case DECIMAL_COMMA -> commas++;
            case WORD -> words++;
        }
        if (examples.isEmpty()) {
            firstPlace = "line " + line;
        }
        if (examples.size() <= EXAMPLES) {
            String example = new String(text, from, to - from);
            if (!examples.contains(example)) {
                examples.add(example);
            }
        }
    }

    boolean isEmpty() {
        return numbers == 0 && oddCells() == 0;
    }

    private long oddCells() {
        return markers + infinities + commas + words;
    }

    private static Oddity oddity(char[] text, int from, int to, char decimalSign) {
        if (MARKERS.contains(text, from, to)) {
            return Oddity.MARKER;
        }
        if (INFINITIES.contains(text, from, to)) {
            return Oddity.INFINITY;
        }
        boolean comma = decimalSign == '.' && Numbers.isNumber(text, from, to, ',');
        return comma ? Oddity.DECIMAL_COMMA : Oddity.WORD;
    }

    /**
     * The column's type: numeric if every cell is a number, text if less than half of the cells are, where markers of a
     * missing value count as neither.
     *
     * @throws Problem if most cells are numbers but not all
     */
    ColumnType decide() {
        if (forced == ColumnType.TEXT) {
            return forced;
        }
        if (oddCells() == 0) {
            return ColumnType.NUMERIC;
        }
        if (commas > 0 && commas >= words) {
            throw mixed().remedy(
                    Phrase.of("add ").with(Setting.DECIMAL_COMMA).then(" if the comma is the decimal sign"),
                    orCategories());
        }
        if (forced == null && (numbers == 0 || 2 * numbers < numbers + commas + words)) {
            return ColumnType.TEXT;
        }
        if (words + commas > 0) {
            throw mixed().remedy(markers().then(" if " + (examples.size() == 1 ? "it marks" : "they mark")
                    + " a missing value"), orCategories());
        }
        if (infinities > 0) {
            throw mixed().remedy("Correct the cells that are infinite, or remove their rows.");
        }
        throw mixed().remedy(markers().then(" to treat such cells as missing"));
    }

    private Problem mixed() {
        long cells = numbers + oddCells();
        String what = CellText.quote(examples.getFirst()) + " is not a number";
        if (numbers > 0) {
            what += "; " + Counts.of(numbers) + " of the column's " + Counts.of(cells, "cell")
                    + (numbers == 1 ? " is" : " are");
        }
        return Problem.of(what).at(firstPlace + ", column '" + name + "'");
    }

    /** None where the column's type is given. */
    private Phrase[] orCategories() {
        return forced == null
                ? new Phrase[] {Phrase.of("").with(Setting.ONE_HOT, name).then(" to treat the column as categories")}
                : new Phrase[0];
    }

    private Phrase markers() {
        List<String> named = examples.size() > EXAMPLES ? examples.subList(0, 1) : examples;
        Phrase phrase = Phrase.of("add");
        for (String example : named) {
            phrase = phrase.then(" ").with(Setting.MISSING, example);
        }
        return phrase;
    }
}
