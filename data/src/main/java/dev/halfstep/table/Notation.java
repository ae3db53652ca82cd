package dev.halfstep.table;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a file writes its cells down: what a pipeline remembers of the table that it was fitted on, so that other tables are read alike.
 * Immutable; start from {@link #defaults}, each {@code with...} method gives a changed copy and throws a {@link Problem} of kind
 * {@code OPTION} where settings contradict each other.
 */
public final class Notation {

    private static final Notation DEFAULTS = new Notation(new Parts(Set.of(), false, Optional.empty(),
            Optional.empty(), Optional.empty(), true, Map.of(), Map.of()));

    private final Parts parts;

    /** One field each, so that a changed copy names what changes alone. */
    private record Parts(Set<String> missing, boolean decimalComma, Optional<Thousands> thousands,
            Optional<Character> comment, Optional<Charset> encoding, boolean header, Map<String, String> units,
            Map<String, CellForm> forms) {}

    private Notation(Parts parts) {
        this.parts = parts;
    }

    /** Only empty cells missing, a decimal point, names in the first line; everything else found by looking. */
    public static Notation defaults() {
        return DEFAULTS;
    }

    /** Texts that mark a missing value, without surrounding spaces; an empty cell always does. One that is a number marks numbers of its value. */
    public Set<String> missing() {
        return parts.missing;
    }

    /** Whether numbers in a text file have a decimal comma ({@code 3,5}) and no point. */
    public boolean decimalComma() {
        return parts.decimalComma;
    }

    /** {@code ','} or {@code '.'}. */
    public char decimalSign() {
        return parts.decimalComma ? ',' : '.';
    }

    /** What stands between thousands; empty where it is to be found by looking. */
    public Optional<Thousands> thousands() {
        return parts.thousands;
    }

    /** The character that lines begin with which are no records. */
    public Optional<Character> comment() {
        return parts.comment;
    }

    /** The character set of a text file without byte order mark; empty where it is to be found by looking. */
    public Optional<Charset> encoding() {
        return parts.encoding;
    }

    /** Whether the first record names the columns; otherwise they are called {@code column 1} and so on. */
    public boolean header() {
        return parts.header;
    }

    /** For some columns the unit that all their numbers are in, whether it is written or not. */
    public Map<String, String> units() {
        return parts.units;
    }

    /** How the cells of some columns are known to be written. */
    public Map<String, CellForm> forms() {
        return parts.forms;
    }

    /** The same with these markers of a missing value in place of the present ones. */
    public Notation withMissing(Collection<String> markers) {
        Set<String> stripped =
                markers.stream().map(CellText::strip).collect(Collectors.toCollection(LinkedHashSet::new));
        return new Notation(new Parts(Collections.unmodifiableSet(stripped), parts.decimalComma, parts.thousands,
                parts.comment, parts.encoding, parts.header, parts.units, parts.forms));
    }

    /** The same with a decimal comma or point. */
    public Notation withDecimalComma(boolean comma) {
        requireApart(comma, parts.thousands);
        return new Notation(new Parts(parts.missing, comma, parts.thousands, parts.comment, parts.encoding,
                parts.header, parts.units, parts.forms));
    }

    /** The same with such thousands, in columns of known form, too. Where it is a point, the decimal sign is a comma. */
    public Notation withThousands(Thousands between) {
        boolean comma = parts.decimalComma || between == Thousands.POINT;
        requireApart(comma, Optional.of(between));
        var forms = new LinkedHashMap<>(parts.forms);
        forms.replaceAll((column, form) -> form instanceof NumberForm numbers ? numbers.withThousands(between) : form);
        return new Notation(new Parts(parts.missing, comma, Optional.of(between), parts.comment, parts.encoding,
                parts.header, parts.units, Collections.unmodifiableMap(forms)));
    }

    private static void requireApart(boolean comma, Optional<Thousands> between) {
        if (comma && between.equals(Optional.of(Thousands.COMMA))) {
            throw Problem.option("a comma cannot be decimal sign and stand between thousands").remedy(
                    Phrase.of("give ").with(Setting.DECIMAL_COMMA, "false").then(" if the point is the decimal sign"),
                    Phrase.of("give ").with(Setting.THOUSANDS, Thousands.POINT.label()).then(" if the comma is"));
        }
    }

    /** The same with lines left out that begin with a character. */
    public Notation withComment(char start) {
        if (Character.isLetterOrDigit(start) || Character.isWhitespace(start) || "\"+-.,;|".indexOf(start) >= 0) {
            throw Problem.option("a line that begins with '" + start + "' may be a record")
                    .remedy("Choose a character such as #.");
        }
        return new Notation(new Parts(parts.missing, parts.decimalComma, parts.thousands, Optional.of(start),
                parts.encoding, parts.header, parts.units, parts.forms));
    }

    /** The same with this character set. */
    public Notation withEncoding(Charset charset) {
        return new Notation(new Parts(parts.missing, parts.decimalComma, parts.thousands, parts.comment,
                Optional.of(charset), parts.header, parts.units, parts.forms));
    }

    /** The same with or without a first record that names the columns. */
    public Notation withHeader(boolean names) {
        return new Notation(new Parts(parts.missing, parts.decimalComma, parts.thousands, parts.comment,
                parts.encoding, names, parts.units, parts.forms));
    }

    /** The same with a column's numbers in a unit, whether it is written or not; in a column of known form, too. */
    public Notation withUnit(String column, String unit) {
        var units = new LinkedHashMap<>(parts.units);
        units.put(column, unit);
        var forms = new LinkedHashMap<>(parts.forms);
        forms.computeIfPresent(column,
                (name, form) -> form instanceof NumberForm numbers ? numbers.withUnit(unit) : form);
        return new Notation(new Parts(parts.missing, parts.decimalComma, parts.thousands, parts.comment,
                parts.encoding, parts.header, Collections.unmodifiableMap(units),
                Collections.unmodifiableMap(forms)));
    }

    /** The same with these columns known to be written so, in place of the present ones; the others' forms are found by looking. */
    public Notation withForms(Map<String, ? extends CellForm> known) {
        return new Notation(new Parts(parts.missing, parts.decimalComma, parts.thousands, parts.comment,
                parts.encoding, parts.header, parts.units,
                Collections.unmodifiableMap(new LinkedHashMap<String, CellForm>(known))));
    }

    /** The settings that are not as in {@link #defaults}. */
    public List<Setting> told() {
        var told = new ArrayList<Setting>();
        addIf(told, !parts.missing.isEmpty(), Setting.MISSING);
        addIf(told, parts.decimalComma, Setting.DECIMAL_COMMA);
        addIf(told, parts.thousands.isPresent(), Setting.THOUSANDS);
        addIf(told, !parts.units.isEmpty(), Setting.UNIT);
        addIf(told, parts.comment.isPresent(), Setting.COMMENT);
        addIf(told, parts.encoding.isPresent(), Setting.ENCODING);
        addIf(told, !parts.header, Setting.NO_HEADER);
        return told;
    }

    private static void addIf(List<Setting> told, boolean is, Setting setting) {
        if (is) {
            told.add(setting);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Notation notation && parts.equals(notation.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return "Notation" + List.of(parts);
    }
}
