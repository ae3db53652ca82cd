package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/** What was read from one file: named, typed columns of equal length. Immutable. */
public final class Table {

    /** Columns of a table at most: as FastCSV bounds its own records, and far beyond what a dense network takes. */
    public static final int MOST_COLUMNS = 16_384;

    private final String source;
    private final int rowCount;
    private final List<Column> columns;
    /** Tables have thousands of columns, each of which is asked for by its name, in each of a file's parts. */
    private final Map<String, Column> byName;
    private final IntFunction<String> places;
    private final String digest;
    private final Map<String, CellForm> forms;
    private final List<String> unusedMarkers;

    public Table(String source, int rowCount, List<? extends Column> columns, IntFunction<String> places,
            String digest) {
        this(source, rowCount, columns, places, digest, Map.of(), List.of());
    }

    private Table(String source, int rowCount, List<? extends Column> columns, IntFunction<String> places,
            String digest, Map<String, CellForm> forms, List<String> unusedMarkers) {
        this.source = source;
        this.rowCount = rowCount;
        this.columns = List.copyOf(columns);
        this.places = places;
        this.digest = digest;
        this.forms = forms;
        this.unusedMarkers = List.copyOf(unusedMarkers);
        for (Column column : this.columns) {
            if (column.rowCount() != rowCount) {
                throw new IllegalArgumentException(column + " in a table of " + rowCount + " rows");
            }
        }
        byName = HashMap.newHashMap(this.columns.size());
        this.columns.forEach(column -> byName.putIfAbsent(column.name(), column));
    }

    /**
     * The same, with what was found out on reading it.
     *
     * @param dressed how columns are written that are neither plain numbers nor text
     * @param unused markers of a missing value that no cell was
     */
    public Table withReading(Map<String, ? extends CellForm> dressed, List<String> unused) {
        return new Table(source, rowCount, columns, places, digest,
                Collections.unmodifiableMap(new LinkedHashMap<String, CellForm>(dressed)), unused);
    }

    /**
     * The same with numbers in place of missing cells.
     *
     * @param numbers for some columns, by name
     */
    public Table filled(Map<String, Double> numbers) {
        if (numbers.isEmpty()) {
            return this;
        }
        List<Column> whole = columns.stream().<Column>map(column -> {
            Double number = numbers.get(column.name());
            return number != null && column instanceof NumericColumn own ? own.filled(number) : column;
        }).toList();
        return new Table(source, rowCount, whole, places, digest, forms, unusedMarkers);
    }

    /** How those columns are written that are neither plain numbers nor text, as was found by looking. */
    public Map<String, CellForm> forms() {
        return forms;
    }

    /** Markers of a missing value that no cell was. */
    public List<String> unusedMarkers() {
        return unusedMarkers;
    }

    /** The file as it was named by whoever asked for it. */
    public String source() {
        return source;
    }

    /** At least 1. */
    public int rowCount() {
        return rowCount;
    }

    /** The columns that were read, in the order of the file. */
    public List<Column> columns() {
        return columns;
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    public Optional<Column> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The column of a name.
     *
     * @throws Problem naming the closest column and all others if there is none of this name
     */
    public Column column(String name) {
        return find(name).orElseThrow(() -> ColumnNames.unknown(name, columnNames()).at(source));
    }

    /**
     * Where in the file a row stands: {@code "line 17"}, the line on which its record starts, for a text file;
     * {@code "row 17"}, counted from 1, for a Parquet file.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public String place(int row) {
        return places.apply(Objects.checkIndex(row, rowCount));
    }

    /**
     * SHA-256 in hexadecimal over the names and raw cells of all columns of the file, also of those that were not read,
     * so that it is the same whatever the {@link ReadOptions}. For text files it does not depend on delimiter, quoting,
     * line ends, blank lines, character set or compression; for Parquet files it does not depend on encoding or
     * compression. A text file and a Parquet file of the same content have different digests.
     */
    public String digest() {
        return digest;
    }

    @Override
    public String toString() {
        return source + ": " + rowCount + " rows, columns " + columnNames();
    }
}
