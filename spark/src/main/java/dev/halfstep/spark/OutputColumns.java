package dev.halfstep.spark;

import dev.halfstep.predict.Scored;
import dev.halfstep.predict.Scored.Predicted;
import dev.halfstep.predict.Scored.Refused;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that are added to rows.
 *
 * @param targets the name of each prediction's column
 * @param codes the column of what the model gives, or empty for none; the others likewise
 * @param outside which side of the model a value is outside of
 * @param outsideBy which columns are outside, by how much
 * @param reason why a row has no prediction
 */
record OutputColumns(List<String> targets, String codes, String outside, String outsideBy, String reason)
        implements
            Serializable {

    OutputColumns {
        targets = List.copyOf(targets);
    }

    private record Added(String name, DataType type) {}

    private List<Added> added() {
        var added = new ArrayList<Added>();
        targets.forEach(target -> added.add(new Added(target, DataTypes.DoubleType)));
        added.add(new Added(codes, DataTypes.createArrayType(DataTypes.IntegerType, false)));
        added.add(new Added(outside, DataTypes.StringType));
        added.add(new Added(outsideBy, DataTypes.StringType));
        added.add(new Added(reason, DataTypes.StringType));
        added.removeIf(column -> column.name.isEmpty());
        return added;
    }

    /**
     * The schema of rows with the columns.
     *
     * @throws Problem if one is there already
     */
    StructType schema(StructType given) {
        StructType schema = given;
        for (Added column : added()) {
            boolean isThere = List.of(schema.fieldNames()).stream().anyMatch(column.name::equalsIgnoreCase);
            if (isThere) {
                throw Problem.of("there is a column of this name already").at("column " + Quoted.of(column.name))
                        .remedy("Drop or rename it, or name the added columns otherwise.");
            }
            schema = schema.add(column.name, column.type, true);
        }
        return schema;
    }

    /** A row with what came of it. */
    Row row(Row given, Scored scored) {
        var cells = new ArrayList<@Nullable Object>(given.size() + targets.size() + 4);
        for (int i = 0; i < given.size(); i++) {
            cells.add(given.get(i));
        }
        switch (scored) {
            case Predicted predicted -> {
                cells.addAll(predicted.values());
                add(cells, codes, predicted.codes().isEmpty() ? null
                        : predicted.codes().toArray(Integer[]::new));
                add(cells, outside, side(predicted));
                add(cells, outsideBy, predicted.outside());
                add(cells, reason, null);
            }
            case Refused refused -> {
                targets.forEach(target -> cells.add(null));
                add(cells, codes, null);
                add(cells, outside, null);
                add(cells, outsideBy, null);
                add(cells, reason, refused.place().isEmpty() ? refused.reason()
                        : refused.place() + ": " + refused.reason());
            }
        }
        return RowFactory.create(cells.toArray());
    }

    private static void add(List<@Nullable Object> cells, String column, @Nullable Object value) {
        if (!column.isEmpty()) {
            cells.add(value);
        }
    }

    /** As the {@code predict} command names it. */
    private static String side(Predicted predicted) {
        boolean input = predicted.inputOutside();
        boolean output = predicted.outputAtEnd();
        return input && output ? "input and output" : input ? "input" : output ? "output" : "";
    }
}
