package dev.halfstep.table.parquet;

import dev.hardwood.reader.ColumnReader;
import java.io.IOException;

/** The cells of one Parquet column, in the batches that hardwood makes; to be closed. */
final class ParquetCells implements AutoCloseable {

    private final ColumnReader reader;
    private final String name;
    /** Rows of the present batch, and how many of them were used. */
    private int count;
    private int used;

    ParquetCells(ColumnReader reader, String name) {
        this.reader = reader;
        this.name = name;
    }

    /**
     * Makes sure that a batch is there whose cells are not all used.
     *
     * @return how many are not; to be asked only as long as there are rows, for hardwood takes its time to say that a column has
     *         ended
     */
    int available() throws IOException {
        while (used == count) {
            if (!reader.nextBatch()) {
                throw new IOException("fewer values than rows in column " + name);
            }
            count = reader.getRecordCount();
            used = 0;
        }
        return count - used;
    }

    /** The present batch. */
    ColumnReader batch() {
        return reader;
    }

    /** Index in the batch of the first cell that is not used. */
    int next() {
        return used;
    }

    void use(int cells) {
        used += cells;
    }

    @Override
    public void close() {
        reader.close();
    }
}
