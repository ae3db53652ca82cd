package dev.halfstep.quantize.chain;

import java.util.Locale;

/** How much is spent on fitting codes. */
public enum Effort {
    /** Each weight goes to its nearest code. */
    NONE(0, 1, 0, 0),

    /** Weights are rounded with feedback, then changed one by one while that helps, for some milliseconds. */
    QUICK(1024, 1, 12_000_000L, 0),

    /** The same on more rows, among them rows drawn across the domain, from several starts, for some seconds. */
    THOROUGH(4096, 4, 4_000_000_000L, 4096);

    private final int rows;
    private final int starts;
    private final long work;
    private final int drawn;

    Effort(int rows, int starts, long work, int drawn) {
        this.rows = rows;
        this.starts = starts;
        this.work = work;
        this.drawn = drawn;
    }

    /** The name in recipes and on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The most training rows that are looked at. */
    int rows() {
        return rows;
    }

    /** From how many starts codes are changed. */
    int starts() {
        return starts;
    }

    /** Row evaluations for changing codes, over all starts, each of about a nanosecond. */
    long work() {
        return work;
    }

    /** The most rows that are drawn across the domain. */
    int drawn() {
        return drawn;
    }
}
