package dev.halfstep.table;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.util.Locale;

/** Refuses a table that does not fit before it is read, rather than failing in the middle. */
public final class Memory {

    private static final double GIBI = 1L << 30;

    private Memory() {}

    /**
     * Makes sure that a table fits.
     *
     * @param bytes what the columns will take; what else lives in the heap is small beside a table that matters
     * @throws Problem if it does not
     */
    public static void require(double bytes) {
        long most = Runtime.getRuntime().maxMemory();
        if (bytes > 0.8 * most) {
            throw Problem.limit(String.format(Locale.ROOT,
                    "the table takes %.1f GiB of memory, and Java may use %.1f GiB", bytes / GIBI, most / GIBI))
                    .remedy(Phrase.of("leave out columns with ").with(Setting.DROP),
                            Phrase.of("allow Java more memory with -Xmx"));
        }
    }
}
