package dev.halfstep.table;

/** What counts as the text of a cell. */
public final class CellText {

    private CellText() {}

    /** White space in the sense of the reader: Unicode's and the no-break space, which spreadsheets leave behind. */
    public static boolean isSpace(char c) {
        // Nearly every character asked about is a letter or digit: settle those first.
        return c <= ' ' ? Character.isWhitespace(c) : c >= '\u0080' && (c == '\u00a0' || Character.isWhitespace(c));
    }

    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
