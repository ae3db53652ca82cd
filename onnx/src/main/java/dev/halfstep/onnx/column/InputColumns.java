package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model takes, where that is the columns of a table one by one.
 *
 * @param columns in the order of the model's inputs
 * @param rows the first extent of them all
 */
public record InputColumns(List<Column> columns, Dimension rows) {

    private static final int MOST = 1 << 14;

    /**
     * One of them.
     *
     * @param name of the input, and so of the column
     */
    public record Column(String name, CellType type) {}

    public InputColumns {
        columns = List.copyOf(columns);
    }

    /** The inputs of a model; empty if one is no column. */
    static Optional<InputColumns> of(GraphProto graph) {
        Set<String> given = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> given.add(tensor.getName()));
        var columns = new ArrayList<Column>();
        Set<String> names = new HashSet<>();
        Dimension rows = Dimension.getDefaultInstance();
        for (ValueInfoProto input : graph.getInputList()) {
            if (given.contains(input.getName())) {
                continue;
            }
            var tensor = input.getType().getTensorType();
            Optional<CellType> type = CellType.of(tensor.getElemType());
            boolean isColumn = input.getType().hasTensorType() && tensor.getShape().getDimCount() == 2
                    && tensor.getShape().getDim(1).getDimValue() == 1;
            if (!isColumn || type.isEmpty() || !names.add(input.getName()) || columns.size() == MOST) {
                return Optional.empty();
            }
            rows = tensor.getShape().getDim(0);
            columns.add(new Column(input.getName(), type.get()));
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(new InputColumns(columns, rows));
    }

    /** Whether one holds texts. */
    public boolean hasText() {
        return columns.stream().anyMatch(column -> column.type() == CellType.TEXT);
    }
}
