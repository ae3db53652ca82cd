package dev.halfstep.c.text;

import dev.halfstep.problem.Quoted;
import java.nio.charset.StandardCharsets;

/** Strangers' texts in C: what they hold cannot end a comment or a string, nor look like other code than it is. */
public final class Text {

    /** What turns the direction of writing, so that a reader sees other code than a compiler does, and what ends lines. */
    private static final String TRICKY = "[\\x{200b}-\\x{200f}\\x{202a}-\\x{202e}\\x{2028}\\x{2029}\\x{2060}-\\x{206f}"
            + "\\x{feff}\\x{fff9}-\\x{fffb}\\x{61c}\\x{d800}-\\x{dfff}]";

    private Text() {}

    /** A name in quotes, for a comment: on one line, cut where it is long. */
    public static String inComment(String name) {
        return comment(Quoted.of(name));
    }

    /** Words that hold strangers' texts, for a comment. */
    public static String comment(String words) {
        return words.replaceAll(TRICKY, "\ufffd").replace("*/", "*_/").replace("/*", "/_*").replace("*/", "*_/")
                .replace("??", "?_?")
                .replace("\\", "\\_").replace('\n', ' ').replace('\r', ' ');
    }

    /** A string literal, of UTF-8. */
    public static String literal(String text) {
        var literal = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean isPlain = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?';
            literal.append(isPlain ? Character.toString(c) : String.format("\\%03o", c));
        }
        return literal.append('"').toString();
    }

    /** A double as a literal that is exactly that. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("no literal of " + value);
        }
        String text = Double.toString(value);
        return value < 0 || 1 / value < 0 ? "(" + text + ")" : text;
    }

    /** A float as a literal that is exactly that. */
    public static String number(float value) {
        return Float.toString(value) + "f";
    }
}
