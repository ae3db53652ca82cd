package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Messages about columns that are not there. */
public final class ColumnNames {

    /** As many names as a message lists; a table can have thousands. */
    private static final int LISTED = 30;
    /** Longer names are not told from others by keystrokes. */
    private static final int LONGEST = 200;

    private ColumnNames() {}

    /** The problem of a column that was asked for and does not exist. */
    public static Problem unknown(String name, Collection<String> known) {
        String hint = closest(name, known).map(close -> "Did you mean " + asArgument(close) + "? ").orElse("");
        return Problem.of("there is no column " + Quoted.of(name))
                .remedy(hint + "The columns are: " + list(known) + ".");
    }

    public static String list(Collection<String> names) {
        String listed = Quoted.list(names.stream().limit(LISTED).toList());
        return names.size() <= LISTED ? listed : listed + " and " + (names.size() - LISTED) + " more";
    }

    /**
     * A name as it can be copied into a shell, also where a list of names is taken: there, one with a comma or quotes is quoted as in
     * a CSV file.
     */
    private static String asArgument(String name) {
        String item = name.contains(",") || name.contains("\"") ? "\"" + name.replace("\"", "\"\"") + "\"" : name;
        return "'" + item.replace("'", "'\\''") + "'";
    }

    /**
     * The known name that was probably meant: one with a comma of which this is a part, one that is equal but for case, or a few
     * keystrokes away.
     */
    static Optional<String> closest(String name, Collection<String> known) {
        Optional<String> whole = known.stream().filter(other -> other.length() <= LONGEST && other.contains(",")
                && List.of(other.split(",", -1)).contains(name)).findFirst();
        return whole.isPresent() ? whole : nearest(name, known);
    }

    private static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
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
