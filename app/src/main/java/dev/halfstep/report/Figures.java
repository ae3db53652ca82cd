package dev.halfstep.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them: a few significant digits, thousands apart, the same in every country. */
public final class Figures {

    private static final MathContext DIGITS = new MathContext(5);

    private Figures() {}

    /** Five significant digits, at least the whole number: {@code 4,210.3}, {@code 0.22062}, {@code 726,183}. */
    public static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "n/a";
        }
        if (value == 0) {
            return "0";
        }
        double magnitude = Math.abs(value);
        if (magnitude < 1e-4 || magnitude >= 1e9) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        double rounded = new BigDecimal(magnitude).round(DIGITS).doubleValue(); // 0.999999 has a digit before the point
        int whole = Math.max(1, (int) Math.floor(Math.log10(rounded)) + 1);
        int decimals = rounded >= 1 ? Math.max(0, 5 - whole) : 5;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** What a user gave, with the digits it has: {@code 59.8}. */
    public static String given(double value) {
        double magnitude = Math.abs(value);
        return value == 0 || (magnitude >= 1e-4 && magnitude < 1e9)
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : of(value);
    }

    /** The same as {@link #of(double)}, or a dash where there is no number. */
    public static String of(OptionalDouble value) {
        return value.isPresent() ? of(value.getAsDouble()) : "–";
    }

    /** A whole number with its thousands apart. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A relative change with its sign: {@code +0.13 %}. */
    public static String change(double value, double from) {
        return from == 0 ? "n/a" : String.format(Locale.ROOT, "%+.2f %%", 100 * (value - from) / from);
    }

    /** A part of a whole: {@code 62.1 %}, {@code 0.04 %}. */
    public static String percent(double part) {
        if (!Double.isFinite(part)) {
            return "n/a";
        }
        String format = part != 0 && Math.abs(part) < 0.01 ? "%.2f %%" : "%.1f %%";
        return String.format(Locale.ROOT, format, 100 * part);
    }
}
