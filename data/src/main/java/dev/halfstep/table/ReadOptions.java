package dev.halfstep.table;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a table is to be read. Immutable; start from {@link #defaults} and change by the {@code with} methods. Every set
 * is copied and keeps its order, in which messages list it.
 *
 * @param missing cell texts that mark a missing value, compared exactly and without surrounding spaces; an empty cell
 *        always does. In a numeric Parquet column a marker that is a number marks the cells of that value.
 * @param types columns whose type is not to be inferred
 * @param drop columns not to be read
 * @param only if present, the columns to be read, all others being ignored whatever is in them; a column that is also
 *        in {@code drop} is not read
 * @param decimalComma whether numbers in a text file have a decimal comma ({@code 3,5}) and no point
 */
public record ReadOptions(Set<String> missing, Map<String, ColumnType> types, Set<String> drop,
        Optional<Set<String>> only, boolean decimalComma) {

    private static final ReadOptions DEFAULTS =
            new ReadOptions(Set.of(), Map.of(), Set.of(), Optional.empty(), false);

    public ReadOptions {
        missing = ordered(missing.stream().map(CellText::strip).collect(Collectors.toCollection(LinkedHashSet::new)));
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        drop = ordered(drop);
        only = only.map(ReadOptions::ordered);
    }

    private static Set<String> ordered(Collection<String> texts) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(texts));
    }

    /** Every column, all types inferred, only empty cells missing, a decimal point. */
    public static ReadOptions defaults() {
        return DEFAULTS;
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
}
