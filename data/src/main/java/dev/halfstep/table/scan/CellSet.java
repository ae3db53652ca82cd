package dev.halfstep.table.scan;

import java.util.Collection;
import java.util.Locale;

/**
 * A few texts that cells are compared with, such as the markers of a missing value. Asked for every cell of a table and
 * without making strings; the texts are so few that comparing with each is faster than hashing.
 */
public final class CellSet {

    private final char[][] texts;
    private final boolean ignoreCase;

    /** By first character, as far as it is ASCII: most cells are settled by theirs. */
    private final boolean[] starts = new boolean[0x80];

    private CellSet(Collection<String> texts, boolean ignoreCase) {
        this.texts = texts.stream().filter(text -> !text.isEmpty()).map(String::toCharArray).toArray(char[][]::new);
        this.ignoreCase = ignoreCase;
        for (char[] text : this.texts) {
            if (text[0] < starts.length) {
                starts[text[0]] = true;
                starts[ignoreCase ? Character.toUpperCase(text[0]) : text[0]] = true;
            }
        }
    }

    public static CellSet exactly(Collection<String> texts) {
        return new CellSet(texts, false);
    }

    /** Ignores the case of ASCII letters. */
    static CellSet ignoringCase(Collection<String> texts) {
        return new CellSet(texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList(), true);
    }

    /** Whether a cell that is not empty is one of the texts. */
    public boolean contains(char[] text, int from, int to) {
        if (text[from] < starts.length && !starts[text[from]]) {
            return false;
        }
        for (char[] candidate : texts) {
            if (candidate.length == to - from && equal(candidate, text, from)) {
                return true;
            }
        }
        return false;
    }

    private boolean equal(char[] candidate, char[] text, int from) {
        for (int i = 0; i < candidate.length; i++) {
            char c = text[from + i];
            if (ignoreCase && c >= 'A' && c <= 'Z') {
                c = (char) (c - 'A' + 'a');
            }
            if (c != candidate[i]) {
                return false;
            }
        }
        return true;
    }
}
