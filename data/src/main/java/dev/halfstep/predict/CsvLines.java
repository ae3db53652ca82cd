package dev.halfstep.predict;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of a CSV file in UTF-8, written as FastCSV writes them, without an object for each cell. */
final class CsvLines {

    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[1 << 12];
    private int used;

    /** A whole number, not below 0. */
    CsvLines number(long number) {
        reserve(LONGEST_NUMBER);
        int end = used + 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            end++;
        }
        used = end;
        long rest = number;
        do {
            bytes[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    /** Text in UTF-8 that needs no quotes. */
    CsvLines bytes(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, used, text.length);
        used += text.length;
        return this;
    }

    /** Any text, in quotes where it has to be. */
    CsvLines text(String text) {
        String written = needsQuotes(text) ? '"' + text.replace("\"", "\"\"") + '"' : text;
        return bytes(written.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\r' || c == '\n') {
                return true;
            }
        }
        return false;
    }

    CsvLines comma() {
        reserve(1);
        bytes[used++] = ',';
        return this;
    }

    /** Ends a line. */
    CsvLines end() {
        reserve(2);
        bytes[used++] = '\r';
        bytes[used++] = '\n';
        return this;
    }

    /** What was written since it was last taken. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, used);
        used = 0;
        return taken;
    }

    private void reserve(int length) {
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + length));
        }
    }
}
