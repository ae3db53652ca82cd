package dev.halfstep.table.scan;

import java.util.Locale;
import java.util.Map;

/** Words that stand for 1 and 0. */
final class Truth {

    /** In capitals: which of the pairs, and what it stands for. */
    private record Word(int pair, double value) {}

    private static final Map<String, Word> WORDS = Map.of("TRUE", new Word(1, 1), "FALSE", new Word(1, 0), "YES",
            new Word(2, 1), "NO", new Word(2, 0), "Y", new Word(4, 1), "N", new Word(4, 0), "T", new Word(8, 1), "F",
            new Word(8, 0));
    private static final int LONGEST = 5;
    private static final String STARTS = "TtFfYyNn";
    private static final Word NONE = new Word(0, 0);

    private Truth() {}

    /** The number of a word; NaN if it is none. */
    static double value(char[] text, int from, int to) {
        Word word = word(text, from, to);
        return word.pair == 0 ? Double.NaN : word.value;
    }

    /** A bit for the pair of words that a word is of; 0 if it is of none. */
    static int pair(char[] text, int from, int to) {
        return word(text, from, to).pair;
    }

    private static Word word(char[] text, int from, int to) {
        // Asked for every text of a table, of which few begin so.
        if (to - from > LONGEST || STARTS.indexOf(text[from]) < 0) {
            return NONE;
        }
        return WORDS.getOrDefault(new String(text, from, to - from).toUpperCase(Locale.ROOT), NONE);
    }
}
