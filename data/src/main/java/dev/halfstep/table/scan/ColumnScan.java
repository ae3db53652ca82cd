package dev.halfstep.table.scan;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column while its type is open. It counts what its cells look like and bets on the type that the first of them
 * suggests, filling a column of that type on the way. The bet is won nearly always; where it is lost, because numbers
 * are followed by words or a number is too large, the file has to be read again for this column.
 */
final class ColumnScan {

    private final String name;
    private final CellCensus census;
    private final @Nullable ColumnType forced;
    private final char decimalSign;
    private @Nullable ColumnFill bet;
    private boolean lost;

    /** @param fills whether to bet at all; if not, only the type is found out */
    ColumnScan(String name, @Nullable ColumnType forced, char decimalSign, boolean fills) {
        this.name = name;
        this.forced = forced;
        this.decimalSign = decimalSign;
        this.lost = !fills;
        this.census = new CellCensus(name, forced);
    }

    /** A cell that is not missing, in a row below the capacity. */
    void cell(int row, int capacity, char[] text, int from, int to, long line) {
        double number = forced == ColumnType.TEXT ? Double.NaN : Numbers.parse(text, from, to, decimalSign);
        if (Double.isNaN(number)) {
            census.odd(text, from, to, decimalSign, line);
        } else {
            census.number();
        }
        if (!lost) {
            bet(row, capacity, number, text, from, to);
        }
    }

    private void bet(int row, int capacity, double number, char[] text, int from, int to) {
        ColumnFill fill = bet;
        if (fill == null) {
            ColumnType type = forced != null ? forced : Double.isNaN(number) ? ColumnType.TEXT : ColumnType.NUMERIC;
            fill = ColumnFill.create(name, type, capacity, decimalSign);
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
        return census.isEmpty();
    }

    /** @throws Problem if the column is neither numeric nor text */
    ColumnType decide() {
        return census.decide();
    }

    /** The column, if its type is what was bet on. */
    Optional<Column> won(ColumnType type, int rows) {
        if (bet == null && !lost) {
            return Optional.of(ColumnFill.create(name, type, rows, decimalSign).column(rows));
        }
        return Optional.ofNullable(bet).filter(fill -> fill.type() == type).map(fill -> fill.column(rows));
    }
}
