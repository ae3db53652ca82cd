package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads Parquet, column by column. */
final class ParquetTableReader {

    /** Kept, for a logger that nobody holds forgets its level. */
    private static final Logger HARDWOOD = Logger.getLogger("dev.hardwood");

    static {
        // It reports its choice of decompressor and the like as information, which lands on the user's console.
        if (HARDWOOD.getLevel() == null) {
            HARDWOOD.setLevel(Level.WARNING);
        }
    }

    private final Path path;
    private final InputFile file;
    private final ParquetFileReader reader;
    private final ReadOptions options;
    private final Digest digest = new Digest();

    private ParquetTableReader(Path path, InputFile file, ParquetFileReader reader, ReadOptions options) {
        this.path = path;
        this.file = file;
        this.reader = reader;
        this.options = options;
    }

    static Table read(Path path, ReadOptions options) {
        InputFile file = InputFile.of(path);
        try (ParquetFileReader reader = ParquetFileReader.open(file)) {
            return new ParquetTableReader(path, file, reader, options).read();
        } catch (Problem p) {
            throw p;
        } catch (UnsupportedOperationException e) {
            throw unsupported(e);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // hardwood trusts the sizes in a file, so a damaged one shows in any of these ways.
            throw damaged(e);
        }
    }

    private static Problem damaged(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return Problem.of("the Parquet file takes more memory than Java may use, or is damaged")
                        .remedy("Leave out columns with --drop, or allow Java more memory with -Xmx.").because(e);
            }
        }
        return Problem.of("the Parquet file is damaged or not complete").because(e);
    }

    private static Problem unsupported(Throwable e) {
        return Problem.of("the Parquet file uses what this reader does not know: " + e.getMessage())
                .remedy("Write it with Snappy compression and the default encodings.").because(e);
    }

    private Table read() throws IOException {
        List<ParquetField> fields = ParquetField.of(reader.getFileSchema());
        if (fields.size() > RecordHandler.MOST_COLUMNS) {
            throw Problem.of("more than " + Counts.of(RecordHandler.MOST_COLUMNS) + " columns");
        }
        var selection = new Selection(fields.stream().map(ParquetField::name).toList(), options);
        int rows = rows();
        requireReadable(fields, selection, rows);
        digest.text("parquet");
        digest.length(fields.size());
        digest.length(rows);
        var columns = new ArrayList<Column>();
        for (int i = 0; i < fields.size(); i++) {
            digest.text(fields.get(i).name());
            digest.text(fields.get(i).kind());
            Column column =
                    fields.get(i).flat() ? column(fields.get(i), type(fields.get(i), i, selection), rows) : null;
            selection.settleUnnamed(i, column != null && column.missingCount() == rows);
            if (column != null && selection.reads(i)) {
                columns.add(column);
            }
        }
        return new Table(path.toString(), rows, columns, row -> "row " + (row + 1), digest.hex());
    }

    private int rows() throws IOException {
        FileMetaData meta = reader.getFileMetaData();
        long rows = 0;
        for (RowGroup group : meta.rowGroups()) {
            rows = Math.addExact(rows, group.numRows());
        }
        if (rows != meta.numRows()) {
            throw new IOException("row groups of " + rows + " rows in a file of " + meta.numRows());
        }
        if (rows == 0) {
            throw Problem.of("the file has columns but no rows");
        }
        if (rows > ScanPass.MOST_ROWS) {
            throw Problem.of("more than " + Counts.of(ScanPass.MOST_ROWS) + " rows");
        }
        return (int) rows;
    }

    private void requireReadable(List<ParquetField> fields, Selection selection, int rows) throws IOException {
        double bytes = 0;
        for (int i = 0; i < fields.size(); i++) {
            ParquetField field = fields.get(i);
            if (selection.reads(i)) {
                field.usable();
                ColumnType type = type(field, i, selection);
                bytes += type == null ? 0 : (double) rows * ColumnFill.bytesPerRow(type);
            }
            if (field.flat()) {
                for (RowGroup group : reader.getFileMetaData().rowGroups()) {
                    ParquetPages.check(file, group.columns().get(field.leaf()));
                }
            }
        }
        Memory.require(bytes);
    }

    /** Null if the column is not read. */
    private static @Nullable ColumnType type(ParquetField field, int index, Selection selection) {
        if (!selection.reads(index)) {
            return null;
        }
        ColumnType forced = selection.forced(index);
        if (forced != null) {
            return forced;
        }
        return field.decoder() instanceof ParquetStrings ? ColumnType.TEXT : ColumnType.NUMERIC;
    }

    /** Reads a column into the digest and, if it has a type, into the table. */
    private @Nullable Column column(ParquetField field, @Nullable ColumnType type, int rows) throws IOException {
        var column = type == null ? null : new ParquetColumn(field, type, rows, options);
        int row = 0;
        try (ColumnReader cells = reader.columnReader(field.leaf())) {
            // Not asked for more than there is: hardwood takes its time to say that a column has ended.
            while (row < rows && cells.nextBatch()) {
                if (cells.getRecordCount() > rows - row) {
                    throw new IOException("more values than rows in column " + field.name());
                }
                ParquetDigest.add(cells, digest);
                if (column != null) {
                    column.add(cells, row);
                }
                row += cells.getRecordCount();
            }
        }
        if (row < rows) {
            throw new IOException("fewer values than rows in column " + field.name());
        }
        return column == null ? null : column.column(rows);
    }
}
