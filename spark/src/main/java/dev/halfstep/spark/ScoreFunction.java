package dev.halfstep.spark;

import dev.halfstep.predict.RowScorer;
import dev.halfstep.predict.Scored;
import dev.halfstep.predict.Scored.Predicted;
import dev.halfstep.predict.Scored.Refused;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Scores a struct by the names of its fields: a number for one target, else a struct of numbers. */
final class ScoreFunction implements UDF1<Row, @Nullable Object> {

    private static final long serialVersionUID = 1;

    private final Broadcast<RowScorer> scorer;
    private final HandleInvalid invalid;
    private final ZoneId zone;
    /** For the structs seen last: an expression has those of one schema. */
    private transient volatile @Nullable Known known;

    private record Known(StructType schema, RowTables tables) {}

    ScoreFunction(Broadcast<RowScorer> scorer, HandleInvalid invalid, ZoneId zone) {
        this.scorer = scorer;
        this.invalid = invalid;
        this.zone = zone;
    }

    @Override
    public @Nullable Object call(@Nullable Row row) {
        if (row == null) {
            return null;
        }
        RowScorer own = scorer.value();
        RowTables.Block block = tables(own, row.schema()).block(own.pipeline().readOptions(false), List.of(row),
                any -> "a row of partition " + TaskContext.getPartitionId());
        Scored scored = block.refused(0).<Scored>map(refused -> refused)
                .orElseGet(() -> own.score(block.table()).getFirst());
        return switch (scored) {
            case Predicted predicted when predicted.values().size() == 1 -> predicted.values().getFirst();
            case Predicted predicted -> RowFactory.create(predicted.values().toArray());
            case Refused refused when invalid == HandleInvalid.KEEP -> null;
            case Refused refused -> throw ScoreBlocks.invalid(refused, block.table().place(0));
        };
    }

    @SuppressWarnings("ReferenceEquality") // an equal schema that is another is only made ready again
    private RowTables tables(RowScorer own, StructType schema) {
        Known last = known;
        if (last == null || last.schema != schema) {
            last = new Known(schema, RowTables.of(schema, own.pipeline(), false, zone));
            known = last;
        }
        return last.tables;
    }
}
