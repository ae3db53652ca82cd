package dev.halfstep.c.text;

import java.util.StringJoiner;
import java.util.function.IntFunction;

/** Constant arrays as C. */
public final class Tables {

    private static final int WIDTH = 100;

    private Tables() {}

    /** Numbers with commas between them, on lines of limited width. */
    public static String numbers(int count, IntFunction<String> number) {
        var lines = new StringJoiner(",\n    ", "    ", "");
        var line = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String next = number.apply(i);
            if (!line.isEmpty() && line.length() + next.length() + 2 > WIDTH) {
                lines.add(line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : ", ").append(next);
        }
        return lines.add(line).toString();
    }

    /** A literal of an integer of up to 64 bits, whatever it is: the smallest ones have none of their own. */
    public static String integer(long value) {
        if (value == Long.MIN_VALUE) {
            return "(-INT64_C(9223372036854775807) - 1)";
        }
        if (value == (int) value && value != Integer.MIN_VALUE) {
            // More than 16 bits are long where int has 16.
            return Long.toString(value) + (value == (short) value ? "" : "L");
        }
        return value == Integer.MIN_VALUE ? "(-2147483647L - 1)" : "INT64_C(" + value + ")";
    }
}
