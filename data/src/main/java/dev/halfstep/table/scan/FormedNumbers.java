package dev.halfstep.table.scan;

import dev.halfstep.table.NumberForm;

/** Numbers as the cells of a column are known to be written. */
final class FormedNumbers {

    private FormedNumbers() {}

    /**
     * The number that a cell without surrounding spaces is: infinite if it is beyond all doubles, NaN if it is none that is written
     * so.
     */
    static double parse(char[] text, int from, int to, NumberForm form, char decimalSign) {
        double plain = Numbers.parse(text, from, to, decimalSign);
        if (!Double.isNaN(plain)) {
            return form.bare() ? plain : Double.NaN;
        }
        if (form.truth()) {
            return Truth.value(text, from, to);
        }
        DressedNumber dressed = DressedNumber.of(text, from, to);
        return dressed == null ? Double.NaN : dressed.value(form, decimalSign);
    }
}
