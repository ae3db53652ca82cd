package dev.halfstep.table.parquet;

import dev.halfstep.table.CellForm;
import dev.halfstep.table.Column;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Survey;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.table.TableParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads Parquet in parts, all columns side by side. */
public final class ParquetParts implements TableParts {

    /** For how many characters of a text file a row stands. */
    private static final int ROW = 16;

    private final Path path;
    private final ParquetSource source;
    private final int size;
    /** Those that are read. */
    private final List<ReadColumn> columns = new ArrayList<>();
    private long row;

    private record ReadColumn(int index, CellForm form, ParquetCells cells) {}

    /**
     * @param size of a part, in characters of a text file
     * @param survey of the table, for types that are open
     */
    public ParquetParts(Path path, ReadOptions options, int size, Supplier<Survey> survey) {
        this.path = path;
        this.size = Math.max(1, size / ROW);
        source = ParquetSource.guarded(() -> ParquetSource.open(path, options));
        try {
            @Nullable
            CellForm[] forms = source.selection().expected().orElseGet(() -> survey.get().forms());
            for (int i = 0; i < forms.length; i++) {
                CellForm form = forms[i];
                if (form != null) {
                    columns.add(new ReadColumn(i, form, cells(i)));
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private ParquetCells cells(int index) {
        return ParquetSource.guarded(() -> source.cells(index, size));
    }

    @Override
    public Optional<TablePart> next() {
        if (row == source.rows()) {
            return Optional.empty();
        }
        return Optional.of(ParquetSource.guarded(this::part));
    }

    /** Read and decoded here: hardwood's readers, and the buffers that strings are decoded in, belong to one thread. */
    private TablePart part() throws IOException {
        int count = (int) Math.min(size, source.rows() - row);
        long first = row;
        var filled = new ArrayList<Column>();
        for (ReadColumn column : columns) {
            ParquetColumn into = source.column(column.index, column.form, count);
            int added = 0;
            while (added < count) {
                int some = Math.min(count - added, column.cells.available());
                into.add(column.cells.batch(), column.cells.next(), some, first + added);
                column.cells.use(some);
                added += some;
            }
            filled.add(into.column(count));
        }
        row += count;
        var table = new Table(path.toString(), count, filled, i -> "row " + (first + i + 1), "");
        return new Part(table, first, row / (double) source.rows());
    }

    private record Part(Table table, long firstRow, double share) implements TablePart {

        @Override
        public int rowCount() {
            return table.rowCount();
        }
    }

    @Override
    public void close() {
        ParquetSource.guarded(() -> {
            columns.forEach(column -> column.cells.close());
            source.close();
            return true;
        });
    }
}
