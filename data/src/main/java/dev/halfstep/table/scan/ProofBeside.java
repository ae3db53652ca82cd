package dev.halfstep.table.scan;

import org.jspecify.annotations.Nullable;

/** A column that is not read, and still may say for sure what the decimal sign of its table is, as it did where it was read. */
final class ProofBeside {

    private final String name;
    private final char decimalSign;
    private boolean other;
    private @Nullable String sure;

    ProofBeside(String name, char decimalSign) {
        this.name = name;
        this.decimalSign = decimalSign;
    }

    /** A cell that is not missing. */
    void cell(char[] text, int from, int to) {
        if (other) {
            return;
        }
        if (!Double.isNaN(Numbers.parse(text, from, to, decimalSign))) {
            look(text, from, to);
            return;
        }
        DressedNumber dressed = DressedNumber.of(text, from, to);
        other = dressed == null;
        if (dressed != null) {
            char[] bare = dressed.digits().toCharArray();
            look(bare, 0, bare.length);
        }
    }

    private void look(char[] text, int from, int to) {
        if (sure == null) {
            var digits = new PlainDigits();
            digits.look(text, from, to, decimalSign);
            sure = digits.sure() ? digits.sureCell() : null;
        }
    }

    /** What says that the sign that was expected is the decimal sign; null if nothing does, or a cell is no number. */
    Evidence.@Nullable Witness witness() {
        return sure == null || other ? null : new Evidence.Witness(sure, name);
    }
}
