package dev.halfstep.table.parquet;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellForm;
import dev.halfstep.table.ColumnType;
import dev.halfstep.table.Counts;
import dev.halfstep.table.DateForm;
import dev.halfstep.table.NumberForm;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.DateCensus;
import dev.halfstep.table.scan.Markers;
import dev.halfstep.table.scan.Selection;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    /** Those whose decompressors are there. */
    private static final Set<CompressionCodec> CODECS = EnumSet.of(CompressionCodec.UNCOMPRESSED,
            CompressionCodec.SNAPPY, CompressionCodec.GZIP, CompressionCodec.ZSTD, CompressionCodec.LZ4,
            CompressionCodec.LZ4_RAW);

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
    private final Markers missing;

    private ParquetSource(InputFile file, ParquetFileReader reader, ReadOptions options) throws IOException {
        this.file = file;
        this.reader = reader;
        this.options = options;
        fields = ParquetField.of(reader.getFileSchema());
        if (fields.size() > Table.MOST_COLUMNS) {
            throw Problem.limit("more than " + Counts.of(Table.MOST_COLUMNS) + " columns");
        }
        selection = new Selection(fields.stream().map(ParquetField::name).toList(), options);
        missing = new Markers(options.missing(), '.');
        rows = count();
        requireReadable();
    }

    /** Opens a file and makes sure that hardwood can read what is read of it. */
    static ParquetSource open(Path path, ReadOptions options) throws IOException {
        InputFile file = InputFile.of(path);
        ParquetFileReader reader = ParquetFileReader.open(file);
        List<String> dotted = reader.getFileSchema().getRootNode().children().stream().map(SchemaNode::name)
                .filter(name -> name.contains(".")).toList();
        if (!dotted.isEmpty()) {
            reader.close();
            file = new DotlessFile(InputFile.of(path), dotted);
            reader = ParquetFileReader.open(file);
        }
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
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < fields.size(); i++) {
            ParquetField field = fields.get(i);
            ColumnType type = type(i);
            if (type != null) {
                try {
                    field.usable(type);
                    requireUnit(field);
                } catch (Problem p) {
                    problems.add(p);
                }
            }
            if (field.flat()) {
                for (RowGroup group : reader.getFileMetaData().rowGroups()) {
                    ColumnChunk chunk = group.columns().get(field.leaf());
                    requireCodec(chunk.metaData().codec(), field);
                    ParquetPages.check(file, chunk);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
    }

    /** A number without a unit is none in a column whose numbers had one. */
    private void requireUnit(ParquetField field) {
        if (!(field.decoder() instanceof ParquetStrings)
                && options.notation().forms().get(field.name()) instanceof NumberForm numbers && !numbers.bare()) {
            throw Problem.of("the numbers have no unit, and those that the model was trained on have the unit "
                    + Quoted.of(numbers.unit())).at("column " + Quoted.of(field.name())).remedy(
                            Phrase.of("add ").with(Setting.UNIT, field.name() + "=" + numbers.unit())
                                    .then(" if that is the unit of all cells"));
        }
    }

    private static void requireCodec(CompressionCodec codec, ParquetField field) {
        if (!CODECS.contains(codec)) {
            throw Problem.of("the Parquet file is compressed by " + codec + ", which this reader does not know")
                    .at("column " + Quoted.of(field.name())).remedy("Write it with Snappy compression.");
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
    ParquetColumn column(int index, CellForm form, int capacity) {
        return new ParquetColumn(fields.get(index), form, capacity, options.decimalSign(), missing);
    }

    /**
     * How a column is written that is read as a type: as the options say, or of texts that are dates as all its cells say.
     *
     * @throws Problem if it is not certain
     */
    CellForm form(int index, ColumnType type) throws IOException {
        CellForm known = options.notation().forms().get(fields.get(index).name());
        if (known != null && known.type() == type) {
            return known;
        }
        if (type != ColumnType.DATE) {
            return plain(index, type);
        }
        return fields.get(index).decoder() instanceof ParquetStrings strings ? dates(index, strings)
                : new DateForm(DateForm.Order.YEAR_MONTH_DAY, '-');
    }

    private CellForm plain(int index, ColumnType type) {
        String unit = options.notation().units().get(fields.get(index).name());
        return type == ColumnType.NUMERIC && unit != null ? NumberForm.PLAIN.withUnit(unit) : CellForm.plain(type);
    }

    private DateForm dates(int index, ParquetStrings strings) throws IOException {
        var census = new DateCensus(fields.get(index).name(), "row ");
        try (ParquetCells cells = cells(index)) {
            for (long row = 0; row < rows;) {
                int count = cells.available();
                Validity validity = cells.batch().getLeafValidity();
                strings.batch(cells.batch());
                for (int i = 0; i < count; i++) {
                    if (validity.isNotNull(i)) {
                        strings.decode(i);
                        date(strings, row + i + 1, census);
                    }
                }
                cells.use(count);
                row += count;
            }
        }
        return census.form(null);
    }

    private void date(ParquetStrings strings, long row, DateCensus census) {
        if (strings.from() < strings.to() && !missing.contains(strings.chars(), strings.from(), strings.to())) {
            census.cell(strings.chars(), strings.from(), strings.to(), row);
        }
    }

    /** Markers of a missing value that no cell was so far. */
    List<String> unusedMarkers() {
        return missing.unused();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
