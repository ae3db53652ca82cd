package dev.halfstep.rows;

import dev.halfstep.table.Table;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;

/**
 * Some rows for a model, encoded.
 *
 * @param firstRow index in the data of the row that the others are counted from
 * @param rows indices, from the first row on, of those that were chosen and are complete
 * @param incomplete whether the rows between these, up to {@code rowCount}, have missing cells; otherwise they were not chosen
 * @param rowCount how many rows the block spans
 * @param inputs real values {@code [rows, ...]}; none where there are no rows
 * @param table what the rows are indices in, if they come from a table
 */
public record RowBlock(long firstRow, int[] rows, boolean incomplete, int rowCount, Optional<Tensor> inputs,
        Optional<Table> table) {

    /** A block that is yet to be made; by any thread. */
    public interface Pending {

        RowBlock encoded();

        /** How much of the data was read with it, from 0 to 1. */
        double share();
    }

    public int missing() {
        return incomplete ? rowCount - rows.length : 0;
    }
}
