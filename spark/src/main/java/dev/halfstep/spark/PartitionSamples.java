package dev.halfstep.spark;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;

/** A partition's rows as samples, without those that have a missing cell; to be read once. */
final class PartitionSamples implements Samples {

    private final SharedModel model;
    private final RowTables tables;
    private final Iterator<Row> rows;
    private final ReadOptions options;
    private long count;

    PartitionSamples(SharedModel model, RowTables tables, Iterator<Row> rows) {
        this.model = model;
        this.tables = tables;
        this.rows = rows;
        options = model.pipeline().readOptions(false);
    }

    /** How many were read. */
    @Override
    public long count() {
        return count;
    }

    /** Blocks may be smaller than asked for, and those with rows beyond the limit are cut. */
    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        var blocks = new Blocks<>(rows, blockSize, this::encoded);
        while (count < limit && blocks.hasNext()) {
            Tensor all = blocks.next();
            int taken = (int) Math.min(limit - count, all.shape().extent(0));
            count += taken;
            block.accept(List.of(taken == all.shape().extent(0) ? all
                    : all.slice(0, all.shape().with(0, taken))));
        }
    }

    private Iterator<Tensor> encoded(List<Row> some, IntFunction<String> places) {
        return EncodedRows.of(model, tables.block(options, some, places)).stream().map(EncodedRows::inputs).iterator();
    }
}
