package dev.halfstep.table;

import dev.halfstep.problem.Problem;
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
            throw Problem.of(String.format(Locale.ROOT,
                    "the table takes %.1f GiB of memory, and Java may use %.1f GiB", bytes / GIBI, most / GIBI))
                    .remedy("Leave out columns with --drop, or allow Java more memory with -Xmx.");
        }
    }
}
