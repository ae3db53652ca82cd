package dev.halfstep.table.scan;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.Memory;
import dev.halfstep.table.ReadOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pass over a text file that reads it: takes the digest, remembers lines, decides the type of each column and fills
 * those whose type was foreseen.
 */
public final class ScanPass implements RecordSink {

    public static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final ReadOptions options;
    private final CellSet missing;
    private final Digest digest = new Digest();
    private final LineIndex lines = new LineIndex();
    private @Nullable Selection selection;
    /** By column; null where it is not read. */
    private @Nullable ColumnScan[] scans = {};
    /** Whether columns are filled; if not, memory does not grow with the number of rows. */
    private final boolean fills;
    private long rows;
    private int capacity = 1 << 10;

    public ScanPass(ReadOptions options, boolean fills) {
        this.options = options;
        this.fills = fills;
        this.missing = CellSet.exactly(options.missing());
    }

    @Override
    public void header(List<String> names) {
        var selected = selection(names, options);
        digest.text("csv");
        digest.length(names.size());
        names.forEach(digest::text);
        selection = selected;
        scans = new @Nullable ColumnScan[names.size()];
        for (int i = 0; i < scans.length; i++) {
            scans[i] = selected.reads(i)
                    ? new ColumnScan(selected.name(i), selected.forced(i), options.decimalSign(), fills)
                    : null;
        }
    }

    /**
     * What is read of a text file.
     *
     * @throws Problem if the header is none, or as the constructor of {@link Selection} says
     */
    public static Selection selection(List<String> header, ReadOptions options) {
        refuseData(header, options);
        return new Selection(header, options);
    }

    private static void refuseData(List<String> names, ReadOptions options) {
        if (names.stream().anyMatch(name -> Numbers.isNumber(name, options.decimalSign()))
                && names.stream().allMatch(name -> name.isEmpty() || Numbers.isNumber(name, options.decimalSign()))) {
            throw Problem.of("the first line holds numbers, not the names of columns")
                    .remedy("Add a first line with a name for each column.");
        }
    }

    @Override
    public void cell(int column, char[] text, int from, int to, long line) {
        digest.text(text, from, to);
        ColumnScan scan = scans[column];
        if (scan != null && from < to && !missing.contains(text, from, to)) {
            scan.cell((int) rows, capacity, text, from, to, line);
        }
    }

    @Override
    public void endRecord(long line) {
        if (fills) {
            lines.add((int) rows, line);
        }
        rows++;
        if (fills && rows == capacity) {
            grow();
        }
    }

    private void grow() {
        if (capacity == MOST_ROWS) {
            throw Problem.limit("more than " + Counts.of(MOST_ROWS) + " rows");
        }
        capacity = (int) Math.min(MOST_ROWS, capacity * 3L / 2);
        double bytes = 0;
        for (ColumnScan scan : scans) {
            bytes += scan == null ? 0 : (double) rows * scan.bytesPerRow();
        }
        Memory.require(bytes);
        for (ColumnScan scan : scans) {
            if (scan != null) {
                scan.grow(capacity);
            }
        }
    }

    public long rows() {
        return rows;
    }

    public LineIndex lines() {
        return lines;
    }

    /** Ends the pass. */
    public String digest() {
        return digest.hex();
    }

    public Selection selection() {
        return Objects.requireNonNull(selection, "no header yet");
    }

    /**
     * The columns that are read, in the order of the file.
     *
     * @param again reads the columns that have a type, in the order of the file
     * @throws Problem if a column is neither numeric nor text, or has no name and is no accident
     */
    public List<Column> columns(Function<@Nullable ColumnType[], List<Column>> again) {
        @Nullable
        ColumnType[] types = decide();
        var columns = new ArrayList<Optional<Column>>();
        for (int i = 0; i < types.length; i++) {
            ColumnScan scan = scans[i];
            ColumnType type = types[i];
            if (scan != null && type != null) {
                Optional<Column> won = scan.won(type, (int) rows);
                columns.add(won);
                types[i] = won.isPresent() ? null : type;
            }
        }
        Iterator<Column> rest = columns.stream().allMatch(Optional::isPresent) ? Collections.emptyIterator()
                : again.apply(types).iterator();
        return columns.stream().map(column -> column.orElseGet(rest::next)).toList();
    }

    /**
     * The types of the columns that are read, null for the others.
     *
     * @throws Problem if a column is neither numeric nor text, or has no name and is no accident
     */
    @Nullable
    public ColumnType[] decide() {
        @Nullable
        ColumnType[] types = new @Nullable ColumnType[scans.length];
        for (int i = 0; i < types.length; i++) {
            ColumnScan scan = scans[i];
            if (scan != null) {
                selection().settleUnnamed(i, scan.allMissing());
                types[i] = selection().reads(i) ? scan.decide() : null;
            }
        }
        return types;
    }
}
