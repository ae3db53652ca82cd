package dev.halfstep.table;

import java.util.Objects;

/**
 * How the numbers of a column are written. What a text file has between whole number and fraction is the same in all columns; see
 * {@link Notation#decimalSign}.
 *
 * @param thousands what may stand between groups of digits
 * @param unit the text before or after each number, such as {@code %} or {@code $}; empty if there is none. A number is the one that
 *        stands beside it: {@code 12.5%} is 12.5
 * @param bare whether the unit may be absent
 * @param parentheses whether a number in parentheses is below 0
 * @param truth whether words such as TRUE and FALSE stand for 1 and 0
 */
public record NumberForm(Thousands thousands, String unit, boolean bare, boolean parentheses, boolean truth)
        implements
            CellForm {

    /** Digits, perhaps with sign, fraction and exponent. */
    public static final NumberForm PLAIN = new NumberForm(Thousands.NONE, "", true, false, false);

    public NumberForm {
        Objects.requireNonNull(thousands);
        Objects.requireNonNull(unit);
    }

    @Override
    public ColumnType type() {
        return ColumnType.NUMERIC;
    }

    /** The same with other signs between thousands. */
    public NumberForm withThousands(Thousands other) {
        return new NumberForm(other, unit, bare, parentheses, truth);
    }

    /** The same with a unit that may be there or not. */
    public NumberForm withUnit(String other) {
        return new NumberForm(thousands, other, true, parentheses, truth);
    }
}
