package dev.halfstep.table.scan;

import dev.halfstep.problem.Quoted;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a whole table say of its decimal sign. A table is written in one way: {@code 20.63} in one column says that the
 * comma of {@code 1,234} in another stands between thousands.
 */
final class Evidence {

    /** Plain numbers that look as if thousands were set apart by what is the decimal sign, before that is believed. */
    private static final int LEAST_GROUPS = 3;

    /** What says that a sign is the decimal sign. */
    record Witness(String cell, String column) {

        /** {@code '20.63' in column 'temp'}. */
        @Override
        public String toString() {
            return Quoted.of(cell) + " in column " + Quoted.of(column);
        }
    }

    private @Nullable Witness surePoint;
    private @Nullable Witness sureComma;
    private @Nullable Witness likelyPoint;
    private @Nullable Witness likelyComma;
    private @Nullable Witness beside;
    private final char expected;

    private Evidence(char expected) {
        this.expected = expected;
    }

    /**
     * Gathers what columns say.
     *
     * @param sign the decimal sign that was asked for
     * @param asked whether it was asked for, rather than taken for granted
     */
    static Evidence of(Collection<CellCensus> columns, char sign, boolean asked) {
        var evidence = new Evidence(sign);
        for (CellCensus column : columns) {
            if (column.isLikeNumbers()) {
                evidence.add(column, sign, asked);
            }
        }
        return evidence;
    }

    private void add(CellCensus column, char sign, boolean asked) {
        String name = column.name();
        DressedCensus dressed = column.dressed();
        PlainDigits digits = column.digits();
        char other = sign == '.' ? ',' : '.';
        if (digits.sure()) {
            sure(sign, new Witness(digits.sureCell(), name));
        }
        for (char decimal : new char[] {'.', ','}) {
            char between = decimal == '.' ? ',' : '.';
            dressed.decimal(decimal).or(() -> dressed.grouping(between))
                    .ifPresent(cell -> sure(decimal, new Witness(cell.text(), name)));
        }
        if (digits.sure()) {
            return;
        }
        // A zero behind a decimal sign is left away, or all numbers have as many digits there: none would be whole.
        if (digits.wholesBelowThousand() && dressed.endsInZero(other) && dressed.decimal(other).isEmpty()) {
            dressed.either(other).ifPresent(cell -> likely(sign, new Witness(cell.text(), name)));
        }
        if (asked ? digits.speaksAgainst() : digits.groups() >= LEAST_GROUPS && digits.looksGrouped()) {
            likely(other, new Witness(digits.group(), name));
        }
    }

    /** Adds what a column that is not read says of the decimal sign that was expected: less than those that are read. */
    void beside(Witness witness) {
        beside = beside == null ? witness : beside;
    }

    private void sure(char sign, Witness witness) {
        if (sign == '.') {
            surePoint = surePoint == null ? witness : surePoint;
        } else {
            sureComma = sureComma == null ? witness : sureComma;
        }
    }

    private void likely(char sign, Witness witness) {
        if (sign == '.') {
            likelyPoint = likelyPoint == null ? witness : likelyPoint;
        } else {
            likelyComma = likelyComma == null ? witness : likelyComma;
        }
    }

    /** A cell that says for sure that a sign is the decimal sign. */
    Optional<Witness> sure(char sign) {
        return Optional.ofNullable(sign == '.' ? surePoint : sureComma);
    }

    /** A cell that says that a sign is the decimal sign, if none says otherwise. */
    Optional<Witness> only(char sign) {
        char other = sign == '.' ? ',' : '.';
        if (sure(other).isPresent()) {
            return Optional.empty();
        }
        if (sure(sign).isPresent() || beside != null) {
            return sure(sign).or(() -> Optional.ofNullable(sign == expected ? beside : null));
        }
        Witness likely = sign == '.' ? likelyPoint : likelyComma;
        Witness against = sign == '.' ? likelyComma : likelyPoint;
        return Optional.ofNullable(against == null ? likely : null);
    }
}
