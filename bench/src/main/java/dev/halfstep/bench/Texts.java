package dev.halfstep.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures as the page shows them. */
final class Texts {

    private static final double THOUSAND = 1000;

    private Texts() {}

    /** Nanoseconds in the unit that suits them: three digits. */
    static String time(double nanoseconds) {
        if (nanoseconds < THOUSAND) {
            return digits(nanoseconds) + " ns";
        }
        double micros = nanoseconds / THOUSAND;
        return micros < THOUSAND ? digits(micros) + " µs" : digits(micros / THOUSAND) + " ms";
    }

    /** Three digits, or all before the point; two below 1. */
    static String digits(double value) {
        if (value < 1) {
            return BigDecimal.valueOf(value).round(new MathContext(2)).toPlainString();
        }
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** A figure that somebody chose, as it was written. */
    static String exact(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String noise(Times times) {
        return String.format(Locale.ROOT, "± %.0f %%", 50 * times.noise());
    }

    /** Bytes in units of 1024. */
    static String bytes(double bytes) {
        double kilo = bytes / 1024;
        return kilo < 1024 ? String.format(Locale.ROOT, "%,.0f KB", kilo)
                : String.format(Locale.ROOT, "%,.0f MB", kilo / 1024);
    }
}
