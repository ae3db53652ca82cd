package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.tensor.Tensor;
import java.util.List;

/**
 * Makes sure that cells are numbers in {@code float32}, too, in which networks compute: a {@code double} holds larger ones. Codes
 * have an end, where such a cell is clipped as any that is far outside; arithmetic in real values gives NaN.
 */
public final class FiniteRows {

    private FiniteRows() {}

    /**
     * Makes sure of it.
     *
     * @param values what was made of rows of a table {@code [rows, columns]}
     * @param rows their indices in the table
     * @param columns the name of each column of the values; that of the table's column where that is one of numbers
     * @throws Problem that names the cell of the first that is not finite
     */
    public static Tensor require(Tensor values, Table table, int[] rows, List<String> columns) {
        float[] all = values.values();
        for (int i = 0; i < all.length; i++) {
            if (!Float.isFinite(all[i])) {
                int row = rows[i / columns.size()];
                String column = columns.get(i % columns.size());
                String cell = table.find(column).filter(NumericColumn.class::isInstance).map(NumericColumn.class::cast)
                        .map(numbers -> "the number " + numbers.value(row)).orElse("the value");
                throw Problem.of(cell + " is too large for float32, in which the model computes")
                        .at("column " + Quoted.of(column)).at(table.place(row)).at(table.source())
                        .remedy("Leave the row out, or correct the value.");
            }
        }
        return values;
    }
}
