package dev.halfstep.domain;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What columns may be, in one line: {@code age=18:64,velocity={31.7,39.6},smoker={yes}}. A name or an item that holds a comma, a brace or
 * an equals sign is in double quotes, as in a CSV file, a quote in it written twice; in a name a comma may have a backslash before
 * it, too.
 */
final class DomainText {

    private final String text;
    private final Map<String, ColumnSpec> columns = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int at;

    private DomainText(String text) {
        this.text = text;
    }

    /**
     * What a text says.
     *
     * @throws Problem that holds all that is wrong with it
     */
    static Map<String, ColumnSpec> read(String text) {
        var reader = new DomainText(text);
        while (reader.at <= text.length()) {
            reader.entry();
        }
        if (!reader.problems.isEmpty()) {
            throw Problem.together(reader.problems);
        }
        return reader.columns;
    }

    /** A column's name as it stands in such a text. */
    static String name(String column) {
        return column.chars().anyMatch(c -> ",\"={}".indexOf(c) >= 0) ? '"' + column.replace("\"", "\"\"") + '"'
                : column;
    }

    /** One column, and the comma behind it. */
    private void entry() {
        int from = at;
        try {
            String name = name();
            require(at < text.length() && text.charAt(at) == '=', "has no '='");
            at++;
            boolean set = text.startsWith("{", at);
            List<String> items = set ? items() : List.of(item(","));
            require(at == text.length() || text.charAt(at) == ',', "goes on after its end");
            require(!items.contains(""), "names nothing");
            if (columns.put(name, new WrittenSpec(items, set)) != null) {
                throw Problem.option("column " + Quoted.of(name) + " stands in the domain twice");
            }
        } catch (Problem problem) {
            problems.add(problem.what().startsWith("column ") ? problem
                    : Problem.option(Quoted.of(entryFrom(from)) + ", in the domain, " + problem.what())
                            .remedy("Write column=18:64 for a range, or column={1,2.5} or column={yes,no} for a choice."));
        }
        at++;
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw Problem.option(otherwise);
        }
    }

    /** What stands up to the next comma that is not within braces or quotes: to go on behind a mistake. */
    private String entryFrom(int from) {
        boolean quoted = false;
        int depth = 0;
        int end = from;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            if (c == ',' && !quoted && depth <= 0) {
                break;
            }
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        at = end;
        return text.substring(from, end);
    }

    private String name() {
        skipSpaces();
        if (text.startsWith("\"", at)) {
            return quoted();
        }
        int from = at;
        while (at < text.length() && text.charAt(at) != '='
                && (text.charAt(at) != ',' || (at > from && text.charAt(at - 1) == '\\'))) {
            at++;
        }
        return text.substring(from, at).replace("\\,", ",").strip();
    }

    /** What stands in braces. */
    private List<String> items() {
        var items = new ArrayList<String>();
        do {
            at++; // past the brace, or a comma
            items.add(item(",}"));
        } while (at < text.length() && text.charAt(at) == ',');
        require(at < text.length() && text.charAt(at) == '}', "has no '}'");
        at++;
        skipSpaces();
        return items;
    }

    /** A text in quotes, or up to one of some characters. */
    private String item(String ends) {
        skipSpaces();
        if (text.startsWith("\"", at)) {
            return quoted();
        }
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at).strip();
    }

    private String quoted() {
        int from = ++at;
        do {
            at = text.indexOf('"', at);
            require(at >= 0, "has no second quote");
            at++;
        } while (text.startsWith("\"", at) && at++ > 0);
        String quoted = text.substring(from, at - 1).replace("\"\"", "\"");
        skipSpaces();
        return quoted;
    }

    private void skipSpaces() {
        while (text.startsWith(" ", at)) {
            at++;
        }
    }
}
