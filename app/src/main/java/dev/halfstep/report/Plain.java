package dev.halfstep.report;

/**
 * Text from files made fit for a console. Names and cells may hold anything: a line end would break a table, and other control
 * characters would steer the terminal.
 */
public final class Plain {

    private Plain() {}

    /** The text on one line: line ends and tabs are shown as {@code \n} and {@code \t}, other control characters as {@code �}. */
    public static String line(String text) {
        return shown(text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\t", "\\t"));
    }

    /** The text with its lines as they are. */
    public static String lines(String text) {
        return shown(text);
    }

    private static String shown(String text) {
        if (text.chars().noneMatch(c -> isUnfit((char) c))) {
            return text;
        }
        var fit = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            fit.append(isUnfit(c) && !lineEnd ? '\ufffd' : c);
        }
        return fit.toString();
    }

    private static boolean isUnfit(char c) {
        return Character.isISOControl(c) && c != '\n';
    }
}
