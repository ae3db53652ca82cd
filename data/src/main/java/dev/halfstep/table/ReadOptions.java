package dev.halfstep.table;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a table is to be read. Immutable; start from {@link #defaults}, each {@code with...} method gives a changed copy. Every set is
 * copied and keeps its order, in which messages list it.
 */
public final class ReadOptions {

    private static final ReadOptions DEFAULTS =
            new ReadOptions(Notation.defaults(), Map.of(), Set.of(), Optional.empty(), Map.of());

    private final Notation notation;
    private final Map<String, ColumnType> types;
    private final Set<String> drop;
    private final Optional<Set<String>> only;
    private final Map<String, Double> filled;

    private ReadOptions(Notation notation, Map<String, ColumnType> types, Set<String> drop,
            Optional<Set<String>> only, Map<String, Double> filled) {
        this.notation = notation;
        this.types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        this.drop = ordered(drop);
        this.only = only.map(ReadOptions::ordered);
        this.filled = Map.copyOf(filled);
    }

    private static Set<String> ordered(Collection<String> texts) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(texts));
    }

    /** Every column, all types inferred, only empty cells missing, a decimal point. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** How cells are written. */
    public Notation notation() {
        return notation;
    }

    /** See {@link Notation#missing}. */
    public Set<String> missing() {
        return notation.missing();
    }

    /** Columns whose type is not to be inferred. */
    public Map<String, ColumnType> types() {
        return types;
    }

    /** Columns not to be read. */
    public Set<String> drop() {
        return drop;
    }

    /** If present, the columns to be read, all others being ignored whatever is in them; a column that is also dropped is not read. */
    public Optional<Set<String>> only() {
        return only;
    }

    /** For some columns of numbers what takes the place of missing cells. */
    public Map<String, Double> filled() {
        return filled;
    }

    /** The same with these numbers in place of the missing cells of some columns. */
    public ReadOptions withFilled(Map<String, Double> numbers) {
        return new ReadOptions(notation, types, drop, only, numbers);
    }

    /** See {@link Notation#decimalComma}. */
    public boolean decimalComma() {
        return notation.decimalComma();
    }

    /** The same with cells written otherwise. */
    public ReadOptions withNotation(Notation other) {
        return new ReadOptions(other, types, drop, only, filled);
    }

    /** The same with these markers of a missing value in place of the present ones. */
    public ReadOptions withMissing(Collection<String> markers) {
        return withNotation(notation.withMissing(markers));
    }

    /** The same with the type of one more column forced. */
    public ReadOptions withType(String column, ColumnType type) {
        var more = new LinkedHashMap<>(types);
        more.put(column, type);
        return withTypes(more);
    }

    /** The same with these forced types in place of the present ones. */
    public ReadOptions withTypes(Map<String, ColumnType> forced) {
        return new ReadOptions(notation, forced, drop, only, filled);
    }

    /** The same with these columns dropped in place of the present ones. */
    public ReadOptions withDrop(Collection<String> columns) {
        return new ReadOptions(notation, types, ordered(columns), only, filled);
    }

    /** The same reading only these columns. */
    public ReadOptions withOnly(Collection<String> columns) {
        return new ReadOptions(notation, types, drop, Optional.of(ordered(columns)), filled);
    }

    /** The same with a decimal comma or point. */
    public ReadOptions withDecimalComma(boolean comma) {
        return withNotation(notation.withDecimalComma(comma));
    }

    /** {@code ','} or {@code '.'}. */
    public char decimalSign() {
        return notation.decimalSign();
    }

    private List<Object> parts() {
        return List.of(notation, types, drop, only, filled);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReadOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "ReadOptions" + parts();
    }
}
