package dev.halfstep.rows;

import dev.halfstep.model.InputNames;
import dev.halfstep.model.InputSpec;
import dev.halfstep.pipeline.FiniteRows;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.Column;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.Table;
import dev.halfstep.table.TextColumn;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a table as what a model without a pipeline takes. */
final class NumericRows {

    private NumericRows() {}

    /** Rows of some columns. */
    static Tensor real(Table table, int[] rows, List<String> columns, Path file) {
        var values = new float[Math.multiplyExact(rows.length, columns.size())];
        for (int c = 0; c < columns.size(); c++) {
            NumericColumn column = numeric(table.column(columns.get(c)), file);
            for (int i = 0; i < rows.length; i++) {
                values[i * columns.size() + c] = (float) column.value(rows[i]);
            }
        }
        return Tensor.of(Shape.of(rows.length, columns.size()), values);
    }

    private static NumericColumn numeric(Column column, Path file) {
        return switch (column) {
            case NumericColumn numbers -> numbers;
            case TextColumn text -> throw Problem.of("the column holds text, and the model carries no pipeline")
                    .at("column " + Quoted.of(text.name())).at(file.toString())
                    .remedy("Give numbers only, in the order and scale of the model's input.");
        };
    }

    private static Codes integers(Table table, int[] rows, List<String> columns, DType type, Path file) {
        var values = new long[Math.multiplyExact(rows.length, columns.size())];
        for (int c = 0; c < columns.size(); c++) {
            NumericColumn column = numeric(table.column(columns.get(c)), file);
            for (int i = 0; i < rows.length; i++) {
                double value = column.value(rows[i]);
                if (value != Math.rint(value) || value < type.min() || value > type.max()) {
                    throw Problem.of(value + " is no " + type.label() + ", which the model's input takes")
                            .at("column " + Quoted.of(column.name())).at(file.toString())
                            .remedy("Give integers from " + type.min() + " to " + type.max() + ".");
                }
                values[i * columns.size() + c] = (long) value;
            }
        }
        return Codes.of(type, Shape.of(rows.length, columns.size()), values, null);
    }

    /**
     * Rows of the input's shape.
     *
     * @param rows {@code [rows, columns]}
     * @throws Problem if they have not as many elements
     */
    static Tensor shaped(Tensor rows, InputSpec input, Path file) {
        int width = rows.shape().extent(1);
        if (width != input.width()) {
            throw doNotFit(width, "input " + input.shape(), file);
        }
        return Tensor.of(input.block(rows.shape().extent(0), !input.sampleAxis()), rows.values());
    }

    private static Problem doNotFit(int width, String inputs, Path file) {
        return Problem.of("rows of " + width + " values do not fit the model's " + inputs).at(file.toString())
                .remedy("Give one value for each of the model's input features, in its order.");
    }

    /**
     * Samples for a model with any number of inputs: a row has the values of each, one input after another.
     *
     * @return one value for each input
     * @throws Problem if the rows do not fit the model
     */
    static List<Value> samples(Table table, int[] rows, List<InputSpec> inputs, Path file) {
        List<String> columns = table.columnNames();
        long width = inputs.stream().mapToLong(InputSpec::width).sum();
        if (columns.size() != width) {
            throw doNotFit(columns.size(), inputs.size() == 1 ? "input " + inputs.getFirst().shape()
                    : "inputs " + InputNames.text(inputs) + ", which take " + width, file);
        }
        var values = new ArrayList<Value>();
        int from = 0;
        for (InputSpec input : inputs) {
            List<String> own = columns.subList(from, from + input.width());
            from += input.width();
            Value flat = input.type().isInteger() ? integers(table, rows, own, input.type(), file)
                    : FiniteRows.require(real(table, rows, own, file), table, rows, own);
            Value shaped = flat.slice(0, input.block(rows.length, !input.sampleAxis()));
            values.add(input.converted(shaped));
        }
        return values;
    }
}
