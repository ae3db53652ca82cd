package dev.halfstep.table.parquet;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.Selection;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A Parquet file of which some columns are read; to be closed. */
final class ParquetSource implements AutoCloseable {

    /** Kept, for a logger that nobody holds forgets its level. */
    private static final Logger HARDWOOD = Logger.getLogger("dev.hardwood");

    static {
        // It reports its choice of decompressor and the like as information, which lands on the user's console.
        if (HARDWOOD.getLevel() == null) {
            HARDWOOD.setLevel(Level.WARNING);
        }
    }

    /** What reads. */
    interface Reading<T> {
        T read() throws IOException;
    }

    private final InputFile file;
    private final ParquetFileReader reader;
    private final ReadOptions options;
    private final List<ParquetField> fields;
    private final Selection selection;
    private final long rows;

    private ParquetSource(InputFile file, ParquetFileReader reader, ReadOptions options) throws IOException {
        this.file = file;
        this.reader = reader;
        this.options = options;
        fields = ParquetField.of(reader.getFileSchema());
        if (fields.size() > Table.MOST_COLUMNS) {
            throw Problem.limit("more than " + Counts.of(Table.MOST_COLUMNS) + " columns");
        }
        selection = new Selection(fields.stream().map(ParquetField::name).toList(), options);
        rows = count();
        requireReadable();
    }

    /** Opens a file and makes sure that hardwood can read what is read of it. */
    static ParquetSource open(Path path, ReadOptions options) throws IOException {
        InputFile file = InputFile.of(path);
        ParquetFileReader reader = ParquetFileReader.open(file);
        try {
            return new ParquetSource(file, reader, options);
        } catch (IOException | RuntimeException | Error e) {
            reader.close();
            throw e;
        }
    }

    /** Reads, with whatever goes wrong as a Problem. */
    static <T> T guarded(Reading<T> reading) {
        try {
            return reading.read();
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
                return Problem.limit("the Parquet file takes more memory than Java may use, or is damaged")
                        .remedy(Phrase.of("leave out columns with ").with(Setting.DROP),
                                Phrase.of("allow Java more memory with -Xmx"))
                        .because(e);
            }
        }
        return Problem.of("the Parquet file is damaged or not complete").because(e);
    }

    private static Problem unsupported(Throwable e) {
        return Problem.of("the Parquet file uses what this reader does not know: " + e.getMessage())
                .remedy("Write it with Snappy compression and the default encodings.").because(e);
    }

    private long count() throws IOException {
        FileMetaData meta = reader.getFileMetaData();
        long counted = 0;
        for (RowGroup group : meta.rowGroups()) {
            counted = Math.addExact(counted, group.numRows());
        }
        if (counted != meta.numRows()) {
            throw new IOException("row groups of " + counted + " rows in a file of " + meta.numRows());
        }
        if (counted == 0) {
            throw Problem.of("the file has columns but no rows");
        }
        return counted;
    }

    private void requireReadable() throws IOException {
        for (int i = 0; i < fields.size(); i++) {
            ParquetField field = fields.get(i);
            if (selection.reads(i)) {
                field.usable();
            }
            if (field.flat()) {
                for (RowGroup group : reader.getFileMetaData().rowGroups()) {
                    ParquetPages.check(file, group.columns().get(field.leaf()));
                }
            }
        }
    }

    List<ParquetField> fields() {
        return fields;
    }

    Selection selection() {
        return selection;
    }

    /** At least 1. */
    long rows() {
        return rows;
    }

    /** Null if the column is not read. */
    @Nullable
    ColumnType type(int index) {
        if (!selection.reads(index)) {
            return null;
        }
        ColumnType forced = selection.forced(index);
        if (forced != null) {
            return forced;
        }
        return fields.get(index).decoder() instanceof ParquetStrings ? ColumnType.TEXT : ColumnType.NUMERIC;
    }

    /** Starts to read a flat column. */
    ParquetCells cells(int index) {
        return new ParquetCells(reader.columnReader(fields.get(index).leaf()), fields.get(index).name());
    }

    /** Starts to read a flat column in batches of no more than so many cells. */
    ParquetCells cells(int index, int most) {
        return new ParquetCells(reader.buildColumnReader(fields.get(index).leaf()).batchSize(most).build(),
                fields.get(index).name());
    }

    /** Room for some rows of a column that is read. */
    ParquetColumn column(int index, ColumnType type, int capacity) {
        return new ParquetColumn(fields.get(index), type, capacity, options);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
