package dev.halfstep.table.scan;

/**
 * What plain numbers of a column tell of the decimal sign: {@code 20.5} has one for sure, {@code 20.500} may have thousands that are set
 * apart, and {@code 1234} beside it speaks against that. Looks no further once a decimal sign is sure, which is soon in most columns.
 */
final class PlainDigits {

    private String sure = "";
    private boolean wholes;
    private boolean threeDigits;
    private boolean moreDigits;
    private long groups;
    private long groupsOfZeros;
    private String group = "";
    private String whole = "";

    /** A cell that is a number, perhaps in dress. */
    void lookWithin(char[] text, int from, int to, char decimalSign) {
        if (!sure.isEmpty()) {
            return;
        }
        DressedNumber dressed = isBare(text, from, to) ? null : DressedNumber.of(text, from, to);
        if (dressed == null) {
            look(text, from, to, decimalSign);
        } else {
            char[] bare = dressed.digits().toCharArray();
            look(bare, 0, bare.length, decimalSign);
        }
    }

    private static boolean isBare(char[] text, int from, int to) {
        char first = text[from];
        boolean begins = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.' || first == ',';
        return begins && text[to - 1] >= '0' && text[to - 1] <= '9';
    }

    /** A cell that is a number without dress. */
    void look(char[] text, int from, int to, char decimalSign) {
        if (!sure.isEmpty()) {
            return;
        }
        int at = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        int digits = at;
        while (digits < to && text[digits] >= '0' && text[digits] <= '9') {
            digits++;
        }
        int length = digits - at;
        if (digits == to) {
            if (!wholes || (length == 3 && !threeDigits)) {
                whole = new String(text, from, to - from);
            }
            wholes = true;
            threeDigits |= length == 3;
            moreDigits |= length > 3;
        } else if (text[digits] == decimalSign && to - digits == 4 && length > 0 && length <= 3 && text[at] != '0'
                && isDigits(text, digits + 1, to)) {
            if (groups++ == 0) {
                group = new String(text, from, to - from);
            }
            groupsOfZeros += text[to - 1] == '0' ? 1 : 0;
        } else if (text[digits] == decimalSign && to - digits > 1 && !isIn(text, digits + 1, to, decimalSign)) {
            sure = new String(text, from, to - from);
        }
    }

    private static boolean isIn(char[] text, int from, int to, char sign) {
        for (int i = from; i < to; i++) {
            if (text[i] == sign) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigits(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether a number has a decimal sign for sure. */
    boolean sure() {
        return !sure.isEmpty();
    }

    /** That number. */
    String sureCell() {
        return sure;
    }

    /** How many may have one between thousands instead; no more are counted once one is sure. */
    long groups() {
        return groups;
    }

    /** Whether they look as if thousands were set apart: some end in a zero, which few write behind a decimal sign, and others are whole. */
    boolean looksGrouped() {
        return groupsOfZeros > 0 && wholesBelowThousand();
    }

    /** Whether there is a reason to doubt that what they have is a decimal sign. */
    boolean speaksAgainst() {
        return groups > 0 && wholes && !moreDigits;
    }

    /** The first of them. */
    String group() {
        return group;
    }

    /** The first whole number of three digits, or else the first; empty where there is none. */
    String whole() {
        return whole;
    }

    /** Whether a whole number has more than three digits. */
    boolean moreDigits() {
        return moreDigits;
    }

    /** Whether whole numbers are what would be left of thousands that are set apart: some of three digits, and none of more. */
    boolean wholesBelowThousand() {
        return threeDigits && !moreDigits;
    }
}
