package dev.halfstep.cli.value;

import java.util.ArrayList;
import java.util.List;

/**
 * Names of columns in an argument, with commas between them: {@code age,bmi}. A comma that belongs to a name has a backslash
 * before it, or the name is in double quotes as in a CSV file, a quote in it written twice.
 */
public final class ColumnList {

    private final String text;
    private final List<String> names = new ArrayList<>();
    private int at;

    private ColumnList(String text) {
        this.text = text;
    }

    /** The names in all arguments of an option. */
    public static List<String> of(List<String> arguments) {
        return arguments.stream().flatMap(argument -> new ColumnList(argument).names().stream()).toList();
    }

    private List<String> names() {
        do {
            names.add(isQuoted() ? quoted() : plain());
        } while (at++ < text.length()); // past a comma
        return names;
    }

    /** Whether quotes around the whole of a name begin here; any others are part of it. */
    private boolean isQuoted() {
        if (!text.startsWith("\"", at)) {
            return false;
        }
        int end = end();
        return end >= 0 && (end + 1 == text.length() || text.charAt(end + 1) == ',');
    }

    /** Where the quote is that ends a quoted name; below 0 if there is none. */
    private int end() {
        int end = text.indexOf('"', at + 1);
        while (end >= 0 && text.startsWith("\"", end + 1)) {
            end = text.indexOf('"', end + 2);
        }
        return end;
    }

    private String quoted() {
        int end = end();
        String name = text.substring(at + 1, end).replace("\"\"", "\"");
        at = end + 1;
        return name;
    }

    private String plain() {
        int from = at;
        while (at < text.length() && (text.charAt(at) != ',' || (at > from && text.charAt(at - 1) == '\\'))) {
            at++;
        }
        return text.substring(from, at).replace("\\,", ",");
    }
}
