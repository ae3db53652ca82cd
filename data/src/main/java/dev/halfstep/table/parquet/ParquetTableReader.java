package dev.halfstep.table.parquet;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.Memory;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.ColumnFill;
import dev.halfstep.table.scan.Digest;
import dev.halfstep.table.scan.ScanPass;
import dev.hardwood.reader.ColumnReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Reads Parquet, column by column. */
public final class ParquetTableReader {

    private static final Batches NOTHING = (cells, count, row) -> {};

    private final ParquetSource source;
    private final Digest digest = new Digest();
    /** By column; null where it is not read. */
    private final @Nullable CellForm[] forms;

    private ParquetTableReader(ParquetSource source) {
        this.source = source;
        forms = new @Nullable CellForm[source.fields().size()];
    }

    public static Table read(Path path, ReadOptions options) {
        return ParquetSource.guarded(() -> {
            try (ParquetSource source = ParquetSource.open(path, options)) {
                return new ParquetTableReader(source).read(path);
            }
        });
    }

    public static Survey survey(Path path, ReadOptions options) {
        return ParquetSource.guarded(() -> {
            try (ParquetSource source = ParquetSource.open(path, options)) {
                return new ParquetTableReader(source).survey();
            }
        });
    }

    private Table read(Path path) throws IOException {
        if (source.rows() > ScanPass.MOST_ROWS) {
            throw Problem.limit("more than " + Counts.of(ScanPass.MOST_ROWS) + " rows");
        }
        int rows = (int) source.rows();
        requireMemory(rows);
        begin();
        var columns = new ArrayList<Column>();
        for (int i = 0; i < source.fields().size(); i++) {
            ColumnType type = source.type(i);
            ParquetColumn column = type == null ? null : source.column(i, form(i, type), rows);
            read(i, column == null ? NOTHING : (cells, count, row) -> column.add(cells, 0, count, row));
            Column filled = column == null ? null : column.column(rows);
            source.selection().settleUnnamed(i, filled != null && filled.missingCount() == rows);
            if (filled != null && source.selection().reads(i)) {
                columns.add(filled);
            }
        }
        return new Table(path.toString(), rows, columns, row -> "row " + (row + 1), digest.hex())
                .withReading(ScanPass.dressed(source.selection(), forms), source.unusedMarkers());
    }

    private CellForm form(int index, ColumnType type) throws IOException {
        CellForm form = source.form(index, type);
        forms[index] = form;
        return form;
    }

    /** Looks at each batch of each column as reading would, and forgets it. */
    private Survey survey() throws IOException {
        begin();
        for (int i = 0; i < forms.length; i++) {
            int index = i;
            ColumnType type = source.type(i);
            CellForm form = type == null ? null : form(i, type);
            var present = new long[1];
            read(i, form == null ? NOTHING : (cells, count, row) -> {
                ParquetColumn column = source.column(index, form, count);
                column.add(cells, 0, count, row);
                present[0] += count - column.column(count).missingCount();
            });
            source.selection().settleUnnamed(i, type != null && present[0] == 0);
            forms[i] = source.selection().reads(i) ? form : null;
        }
        return new Survey(digest.hex(), source.rows(), forms);
    }

    /** What is done with the batches of a column; the row is the index of the first of so many. */
    private interface Batches {
        void add(ColumnReader cells, int count, long row);
    }

    private void requireMemory(int rows) {
        double bytes = 0;
        for (int i = 0; i < source.fields().size(); i++) {
            ColumnType type = source.type(i);
            bytes += type == null ? 0 : (double) rows * ColumnFill.bytesPerRow(type);
        }
        Memory.require(bytes);
    }

    private void begin() {
        digest.text("parquet");
        digest.length(source.fields().size());
        // A table that can be trained on has no more rows.
        digest.length((int) Math.min(source.rows(), Integer.MAX_VALUE));
    }

    /** Reads a column into the digest and hands out its batches. */
    private void read(int index, Batches batches) throws IOException {
        ParquetField field = source.fields().get(index);
        digest.text(field.name());
        digest.text(field.kind());
        if (!field.flat()) {
            return;
        }
        try (ParquetCells cells = source.cells(index)) {
            long row = 0;
            while (row < source.rows()) {
                int count = cells.available();
                if (count > source.rows() - row) {
                    throw new IOException("more values than rows in column " + field.name());
                }
                ParquetDigest.add(cells.batch(), digest);
                batches.add(cells.batch(), count, row);
                cells.use(count);
                row += count;
            }
        }
    }
}
