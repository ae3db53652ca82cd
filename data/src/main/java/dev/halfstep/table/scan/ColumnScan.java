package dev.halfstep.table.scan;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.Notation;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.TextForm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column while its form is open. It counts what its cells look like and bets on the form that the first of them
 * suggests, filling a column of that form on the way. The bet is won nearly always; where it is lost, because numbers
 * are followed by words or are in dress, or a number is too large, the file has to be read again for this column.
 */
final class ColumnScan {

    private final String name;
    private final CellCensus census;
    private final @Nullable ColumnType forced;
    private final DateCensus dates;
    private final @Nullable DateForm knownDates;
    private final Markers missing;
    private final char decimalSign;
    /** How numbers are read as long as nothing else is known. */
    private final NumberForm numbers;
    private @Nullable ColumnFill bet;
    private boolean lost;
    /** Whether a number marked a missing value, which as a text it would not. */
    private boolean marked;

    /** @param fills whether to bet at all; if not, only the form is found out */
    ColumnScan(String name, @Nullable ColumnType forced, Notation notation, Markers missing, boolean fills) {
        this.name = name;
        this.forced = forced;
        this.missing = missing;
        decimalSign = notation.decimalSign();
        numbers = notation.forms().get(name) instanceof NumberForm known ? known : NumberForm.PLAIN;
        lost = !fills || forced == ColumnType.DATE;
        census = new CellCensus(name, forced, notation);
        dates = new DateCensus(name, "line ");
        knownDates = notation.forms().get(name) instanceof DateForm known ? known : null;
    }

    /** A cell that is not missing, in a row below the capacity. */
    void cell(int row, int capacity, char[] text, int from, int to, long line) {
        if (forced == ColumnType.DATE) {
            dates.cell(text, from, to, line);
            return;
        }
        double number = forced == ColumnType.TEXT ? Double.NaN
                : FormedNumbers.parse(text, from, to, numbers, decimalSign);
        if (Double.isNaN(number)) {
            census.odd(text, from, to, line);
        } else if (missing.contains(number)) {
            marked = true;
            return;
        } else {
            census.number(number, text, from, to);
        }
        if (!lost) {
            bet(row, capacity, number, text, from, to);
        }
    }

    private void bet(int row, int capacity, double number, char[] text, int from, int to) {
        ColumnFill fill = bet;
        if (fill == null) {
            boolean isText = forced == ColumnType.TEXT || (forced == null && Double.isNaN(number));
            fill = ColumnFill.create(name, isText ? TextForm.TEXT : numbers, capacity, decimalSign, missing);
            bet = fill;
        }
        switch (fill) {
            case ColumnFill.Numeric numeric -> {
                if (Double.isFinite(number)) {
                    numeric.value(row, number);
                } else {
                    lose();
                }
            }
            case ColumnFill.Text texts -> {
                try {
                    texts.cell(row, text, from, to);
                } catch (Problem tooManyTexts) {
                    // Not yet the user's: the column may turn out to be a problem of another kind.
                    lose();
                }
            }
        }
    }

    private void lose() {
        bet = null;
        lost = true;
    }

    void grow(int capacity) {
        if (bet != null) {
            bet.grow(capacity);
        }
    }

    int bytesPerRow() {
        return bet == null ? 0 : ColumnFill.bytesPerRow(bet.type());
    }

    boolean allMissing() {
        return census.isEmpty() && dates.isEmpty();
    }

    CellCensus census() {
        return census;
    }

    /** @throws Problem if it is not certain how the column is written */
    CellForm decide(Evidence evidence) {
        return forced == ColumnType.DATE ? dates.form(knownDates) : census.decide(evidence);
    }

    /** The column, if its form is what was bet on. */
    Optional<Column> won(CellForm form, int rows) {
        if (bet == null && !lost) {
            return Optional.of(ColumnFill.create(name, form, rows, decimalSign, missing).column(rows));
        }
        boolean textsMarked = marked && form.type() == ColumnType.TEXT;
        return Optional.ofNullable(bet).filter(fill -> fill.type() == form.type() && !textsMarked)
                .map(fill -> fill.column(rows));
    }
}
