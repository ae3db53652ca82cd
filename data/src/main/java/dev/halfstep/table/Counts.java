package dev.halfstep.table;

import java.util.Locale;

/** Numbers for people. */
public final class Counts {

    private Counts() {}

    /** {@code 1,338} in every locale. */
    public static String of(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 cell}, {@code 7 cells}. */
    public static String of(long count, String noun) {
        return of(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
