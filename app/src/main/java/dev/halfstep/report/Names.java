package dev.halfstep.report;

import java.util.regex.Pattern;

/** Names and texts from files, for a page: without characters that steer what is around them, and no longer than a page bears. */
public final class Names {

    /** Unicode's marks, embeddings, overrides and isolates: they turn the direction of what follows. */
    private static final Pattern TURNING = Pattern.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]");

    /** Longer names are cut: a hundred of them would not fit a page otherwise. */
    static final int LONGEST = 80;

    private Names() {}

    /** A name on one line, cut where it is very long. */
    public static String shown(String name) {
        return straight(Plain.line(cut(name, LONGEST)));
    }

    /** A text with its lines as they are, cut after so many characters. */
    public static String text(String text, int longest) {
        return straight(Plain.lines(cut(text, longest)));
    }

    private static String straight(String text) {
        return TURNING.matcher(text).replaceAll("\ufffd");
    }

    private static String cut(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
