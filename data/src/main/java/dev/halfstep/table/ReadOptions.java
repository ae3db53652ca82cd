package dev.halfstep.table;

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
 * How a table is to be read. Immutable; start from {@link #defaults}, each {@code with...} method gives a changed copy. Every set is
 * copied and keeps its order, in which messages list it.
 */
public final class ReadOptions {

    private static final ReadOptions DEFAULTS =
            new ReadOptions(Set.of(), Map.of(), Set.of(), Optional.empty(), false);

    private final Set<String> missing;
    private final Map<String, ColumnType> types;
    private final Set<String> drop;
    private final Optional<Set<String>> only;
    private final boolean decimalComma;

    private ReadOptions(Set<String> missing, Map<String, ColumnType> types, Set<String> drop,
            Optional<Set<String>> only, boolean decimalComma) {
        this.missing =
                ordered(missing.stream().map(CellText::strip).collect(Collectors.toCollection(LinkedHashSet::new)));
        this.types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        this.drop = ordered(drop);
        this.only = only.map(ReadOptions::ordered);
        this.decimalComma = decimalComma;
    }

    private static Set<String> ordered(Collection<String> texts) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(texts));
    }

    /** Every column, all types inferred, only empty cells missing, a decimal point. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** Cell texts that mark a missing value, compared exactly and without surrounding spaces; an empty cell always does. In a numeric Parquet column a marker that is a number marks the cells of that value. */
    public Set<String> missing() {
        return missing;
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

    /** Whether numbers in a text file have a decimal comma ({@code 3,5}) and no point. */
    public boolean decimalComma() {
        return decimalComma;
    }

    /** The same with these markers of a missing value in place of the present ones. */
    public ReadOptions withMissing(Collection<String> markers) {
        return new ReadOptions(ordered(markers), types, drop, only, decimalComma);
    }

    /** The same with the type of one more column forced. */
    public ReadOptions withType(String column, ColumnType type) {
        var more = new LinkedHashMap<>(types);
        more.put(column, type);
        return withTypes(more);
    }

    /** The same with these forced types in place of the present ones. */
    public ReadOptions withTypes(Map<String, ColumnType> forced) {
        return new ReadOptions(missing, forced, drop, only, decimalComma);
    }

    /** The same with these columns dropped in place of the present ones. */
    public ReadOptions withDrop(Collection<String> columns) {
        return new ReadOptions(missing, types, ordered(columns), only, decimalComma);
    }

    /** The same reading only these columns. */
    public ReadOptions withOnly(Collection<String> columns) {
        return new ReadOptions(missing, types, drop, Optional.of(ordered(columns)), decimalComma);
    }

    /** The same with a decimal comma or point. */
    public ReadOptions withDecimalComma(boolean comma) {
        return new ReadOptions(missing, types, drop, only, comma);
    }

    /** {@code ','} or {@code '.'}. */
    public char decimalSign() {
        return decimalComma ? ',' : '.';
    }

    private List<Object> parts() {
        return List.of(missing, types, drop, only, decimalComma);
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
