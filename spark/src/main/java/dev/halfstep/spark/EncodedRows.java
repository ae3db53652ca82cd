package dev.halfstep.spark;

import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Table;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The complete rows of a block as a model takes them.
 *
 * @param rows which rows of the table these are
 * @param inputs for each of them the model's input
 */
record EncodedRows(Table table, int[] rows, Tensor inputs) {

    /**
     * Encodes a block. Rows with a missing cell are left out, and so are those that the model does not take where it says so.
     *
     * @return empty if no row is left
     * @throws Problem that names the row and column of a cell that is not taken
     */
    static Optional<EncodedRows> of(SharedModel model, RowTables.Block block) {
        if (!model.skipsInvalid()) {
            block.requireTaken();
        }
        Table table = block.table();
        int[] complete = IntStream.of(Rows.complete(table, table.columnNames()))
                .filter(row -> block.refused(row).isEmpty()).toArray();
        if (complete.length == 0) {
            return Optional.empty();
        }
        return model.skipsInvalid() ? joined(taken(model, table, complete))
                : Optional.of(new EncodedRows(table, complete, model.encoded(table, complete)));
    }

    /** The rows that can be encoded, found by halving. */
    private static List<EncodedRows> taken(SharedModel model, Table table, int[] rows) {
        try {
            return List.of(new EncodedRows(table, rows, model.encoded(table, rows)));
        } catch (Problem problem) {
            int half = rows.length / 2;
            var taken = new ArrayList<EncodedRows>();
            if (half > 0) {
                taken.addAll(taken(model, table, Arrays.copyOf(rows, half)));
                taken.addAll(taken(model, table, Arrays.copyOfRange(rows, half, rows.length)));
            }
            return taken;
        }
    }

    private static Optional<EncodedRows> joined(List<EncodedRows> parts) {
        if (parts.size() <= 1) {
            return parts.stream().findFirst();
        }
        int[] rows = parts.stream().flatMapToInt(part -> IntStream.of(part.rows)).toArray();
        Shape shape = parts.getFirst().inputs.shape().with(0, rows.length);
        var values = new float[shape.elements()];
        int filled = 0;
        for (EncodedRows part : parts) {
            float[] own = part.inputs.values();
            System.arraycopy(own, 0, values, filled, own.length);
            filled += own.length;
        }
        return Optional.of(new EncodedRows(parts.getFirst().table, rows, Tensor.of(shape, values)));
    }
}
