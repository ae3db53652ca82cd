package dev.halfstep.problem;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and cells from files as messages show them: on one line, and no more of them than a message bears. */
public final class Quoted {

    /** As much of a text as is shown. A cell can have a megabyte. */
    private static final int LONGEST = 60;

    private Quoted() {}

    /** The text in single quotes, cut where it is long. */
    public static String of(String text) {
        return "'" + cut(text) + "'";
    }

    /** Texts without quotes and with commas between them, each cut where it is long. */
    public static String list(Collection<String> texts) {
        return texts.stream().map(Quoted::cut).collect(Collectors.joining(", "));
    }

    /** The text, cut where it is long, with control characters made visible. */
    static String cut(String text) {
        boolean whole = text.codePointCount(0, text.length()) <= LONGEST;
        int end = whole ? text.length() : text.offsetByCodePoints(0, LONGEST);
        var shown = new StringBuilder(end + 1);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> shown.append(Character.isISOControl(c) ? '\ufffd' : c);
            }
        }
        return shown.append(whole ? "" : "…").toString();
    }
}
