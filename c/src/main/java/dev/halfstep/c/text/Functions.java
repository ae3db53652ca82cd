package dev.halfstep.c.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions that a model's C calls, each once: templates that stand among the resources as C, in which words stand for types and
 * numbers, {@code net_} for what the names of the model's functions begin with, and {@code NET_} for that of its macros. What a template
 * calls {@code net_} and the name of another is that other, filled with the same words and written before it.
 */
public final class Functions {

    private static final String FOLDER = "/dev/halfstep/c/text/";
    /** What stands in templates before the names of functions. */
    private static final String MARK = "net_";
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern PREFIX = Pattern.compile("\\b(net_|NET_)");

    private final String prefix;
    /** By their text, with the template's name in place of their own; in the order in which they were asked for. */
    private final Map<String, Function> functions = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private record Function(String name, String template) {}

    /** @param prefix that the names of all functions begin with */
    public Functions(String prefix) {
        this.prefix = prefix;
    }

    /** The name of a function from a template without words. */
    public String use(String template) {
        return use(template, Map.of());
    }

    /**
     * The name of a function, which is written if it is not yet.
     *
     * @param template its file among the resources, whose function is called {@code net_} and that name
     * @param words what stands for what
     */
    public String use(String template, Map<String, String> words) {
        String text = filled(template, words);
        Function known = functions.get(text);
        if (known != null) {
            return known.name;
        }
        int count = counts.merge(template, 1, Integer::sum);
        String name = prefix + "_" + template + (count == 1 ? "" : "_" + count);
        functions.put(text, new Function(name, template));
        return name;
    }

    /** All functions that were asked for. */
    public String text() {
        var text = new StringBuilder();
        functions.forEach((body, function) -> text
                .append(withPrefix(body.replaceAll("\\b" + MARK + function.template + "\\b", function.name), prefix))
                .append('\n'));
        return text.toString();
    }

    /** Text with the names that it has for a model. */
    public static String withPrefix(String text, String prefix) {
        return PREFIX.matcher(text).replaceAll(found -> found.group().equals(MARK) ? prefix + "_"
                : prefix.toUpperCase(Locale.ROOT) + "_");
    }

    private String filled(String template, Map<String, String> words) {
        return WORD.matcher(read(template + ".c")).replaceAll(found -> {
            String word = found.group();
            boolean isOther = isTemplate(word) && !word.equals(MARK + template);
            return Matcher.quoteReplacement(isOther ? use(word.substring(MARK.length()), words)
                    : words.getOrDefault(word, word));
        });
    }

    private static boolean isTemplate(String word) {
        return word.startsWith(MARK)
                && Functions.class.getResource(FOLDER + word.substring(MARK.length()) + ".c") != null;
    }

    /** A file among the resources of this package. */
    public static String read(String file) {
        try (InputStream in = Functions.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no template " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
