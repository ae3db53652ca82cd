package dev.halfstep.report;

/** Running text for a console, broken between words. */
public final class Paragraph {

    /** The width that every console and every chat shows whole. */
    static final int WIDTH = 100;

    private Paragraph() {}

    /** The text in lines of at most {@value #WIDTH} characters, each with a line end; a longer word gets its own line. */
    public static String of(String text) {
        var lines = new StringBuilder();
        int length = 0;
        for (String word : text.split(" ", -1)) {
            if (length > 0 && length + 1 + word.length() > WIDTH) {
                lines.append('\n');
                length = 0;
            }
            if (length > 0) {
                lines.append(' ');
                length++;
            }
            lines.append(word);
            length += word.length();
        }
        return lines.append('\n').toString();
    }
}
