package dev.halfstep.table;

/** What counts as the text of a cell, and how it is shown in messages. */
public final class CellText {

    /** As much of a cell as a message quotes. */
    private static final int SHOWN = 40;

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

    /** The text in single quotes, shortened, with control characters made visible. */
    public static String quote(String text) {
        var shown = new StringBuilder("'");
        int end = Math.min(text.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> shown.append(Character.isISOControl(c) ? '\ufffd' : c);
            }
        }
        return shown.append(end < text.length() ? "…'" : "'").toString();
    }
}
