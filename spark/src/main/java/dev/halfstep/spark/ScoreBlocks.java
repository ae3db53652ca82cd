package dev.halfstep.spark;

import dev.halfstep.predict.RowScorer;
import dev.halfstep.predict.Scored;
import dev.halfstep.predict.Scored.Refused;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Scores a partition's rows in blocks, in their order, with the one scorer of the executor. */
final class ScoreBlocks implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    private final Broadcast<RowScorer> scorer;
    private final RowTables tables;
    private final OutputColumns columns;
    private final HandleInvalid invalid;
    private final int blockSize;

    ScoreBlocks(Broadcast<RowScorer> scorer, RowTables tables, OutputColumns columns, HandleInvalid invalid,
            int blockSize) {
        this.scorer = scorer;
        this.tables = tables;
        this.columns = columns;
        this.invalid = invalid;
        this.blockSize = blockSize;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        RowScorer own = scorer.value();
        return new Blocks<>(rows, blockSize, (block, places) -> scored(own, block, places));
    }

    private Iterator<Row> scored(RowScorer own, List<Row> rows, IntFunction<String> places) {
        RowTables.Block block = tables.block(own.pipeline().readOptions(false), rows, places);
        List<Scored> scored = own.score(block.table());
        var results = new ArrayList<Row>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Scored result = block.refused(i).<Scored>map(refused -> refused).orElse(scored.get(i));
            if (!(result instanceof Refused refused) || invalid == HandleInvalid.KEEP) {
                results.add(columns.row(rows.get(i), result));
            } else if (invalid == HandleInvalid.ERROR) {
                throw invalid(refused, places.apply(i));
            }
        }
        return results.iterator();
    }

    static Problem invalid(Refused refused, String place) {
        Problem problem = Problem.of(refused.reason());
        return (refused.place().isEmpty() ? problem : problem.at(refused.place())).at(place)
                .remedy("Set handleInvalid to skip to leave such rows out, or to keep for rows without a prediction.");
    }
}
