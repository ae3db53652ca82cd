package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Messages about columns that are not there. */
public final class ColumnNames {

    /** As many names as a message lists; a table can have thousands. */
    private static final int LISTED = 30;

    private ColumnNames() {}

    /** The problem of a column that was asked for and does not exist. */
    public static Problem unknown(String name, Collection<String> known) {
        String hint = closest(name, known).map(close -> "Did you mean '" + close + "'? ").orElse("");
        return Problem.of("there is no column '" + name + "'").remedy(hint + "The columns are: " + list(known) + ".");
    }

    public static String list(Collection<String> names) {
        String listed = names.stream().limit(LISTED).collect(Collectors.joining(", "));
        return names.size() <= LISTED ? listed : listed + " and " + (names.size() - LISTED) + " more";
    }

    /** The known name that was probably meant: equal but for case, or a few keystrokes away. */
    static Optional<String> closest(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, wanted.length() / 3);
        record Candidate(String name, int distance) {}
        return known.stream()
                .filter(other -> Math.abs(other.length() - wanted.length()) <= allowed)
                .map(other -> new Candidate(other, distance(wanted, other.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance <= allowed)
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }

    /** Keystrokes between two words: insert, delete, replace or swap neighbours (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
