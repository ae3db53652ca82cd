package dev.halfstep.spark;

import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.predict.Scored.Refused;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.ColumnNames;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TypedCells;
import java.io.Serializable;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Rows of Spark as tables of the columns that a pipeline reads. */
final class RowTables implements Serializable {

    private static final long serialVersionUID = 1;

    /** Where each column stands in a row, in the order of the pipeline's. */
    private final int[] positions;
    /** In which time stamps are points of a calendar. */
    private final ZoneId zone;

    private RowTables(int[] positions, ZoneId zone) {
        this.positions = positions;
        this.zone = zone;
    }

    /**
     * Tables of rows with a schema.
     *
     * @param withTargets whether the pipeline's targets are read, too
     * @throws Problem if a column is missing, or of a type that is no single value
     */
    static RowTables of(StructType schema, Pipeline pipeline, boolean withTargets, ZoneId zone) {
        List<String> columns = withTargets ? pipeline.allColumns() : pipeline.inputColumns();
        return new RowTables(columns.stream().mapToInt(column -> position(schema, column)).toArray(), zone);
    }

    private static int position(StructType schema, String column) {
        List<String> names = List.of(schema.fieldNames());
        int[] exact = IntStream.range(0, names.size()).filter(i -> names.get(i).equals(column)).toArray();
        // Spark does not tell capitals from small letters, unless told to.
        int[] found = exact.length > 0 ? exact
                : IntStream.range(0, names.size()).filter(i -> names.get(i).equalsIgnoreCase(column)).toArray();
        if (found.length == 0) {
            throw ColumnNames.unknown(column, names);
        }
        if (found.length > 1) {
            throw Problem.of("there are " + found.length + " columns of this name, as after a join")
                    .at("column " + Quoted.of(column)).remedy("Drop or rename all but one.");
        }
        int position = found[0];
        DataType type = schema.fields()[position].dataType();
        if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType
                || type instanceof BinaryType) {
            throw Problem.of("its type " + type.simpleString() + " is neither number, text, truth value nor date")
                    .at("column " + Quoted.of(column));
        }
        return position;
    }

    /**
     * Some rows.
     *
     * @param refused for each row why a cell of it was not taken; it is missing in the table then
     */
    record Block(Table table, @Nullable Refused[] refused) {

        Optional<Refused> refused(int row) {
            return Optional.ofNullable(refused[row]);
        }

        /**
         * Makes sure that all cells were taken.
         *
         * @throws Problem that names the row and column of one that was not
         */
        void requireTaken() {
            for (int row = 0; row < refused.length; row++) {
                Refused own = refused[row];
                if (own != null) {
                    throw Problem.of(own.reason()).at(own.place()).at(table.place(row))
                            .remedy("Correct the row, or filter it out.");
                }
            }
        }
    }

    /**
     * Some rows as a table.
     *
     * @param options of the pipeline, for the same columns
     * @param places what the rows are called
     */
    Block block(ReadOptions options, List<Row> rows, IntFunction<String> places) {
        var cells = new TypedCells(options, rows.size());
        var refused = new @Nullable Refused[rows.size()];
        for (int r = 0; r < refused.length; r++) {
            Row row = rows.get(r);
            for (int c = 0; c < positions.length; c++) {
                if (!row.isNullAt(positions[c])) {
                    try {
                        cells.put(c, r, value(row.get(positions[c])));
                    } catch (Problem problem) {
                        refused[r] = new Refused(problem.what(), problem.places().getLast());
                    }
                }
            }
        }
        return new Block(cells.table("the rows", places), refused);
    }

    private Object value(Object cell) {
        return switch (cell) {
            case Timestamp time -> time.toInstant().atZone(zone).toLocalDateTime();
            case Instant time -> time.atZone(zone).toLocalDateTime();
            case Date date -> date.toLocalDate();
            default -> cell;
        };
    }

    @Override
    public String toString() {
        return "columns at " + Arrays.toString(positions);
    }
}
