package dev.halfstep.rows;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.TablePart;
import dev.halfstep.tensor.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** All complete rows of a table as samples, of which no more than a few parts are in memory at once. */
final class TableSamples implements Samples {

    private final Path file;
    private final ReadOptions options;
    private final BiFunction<Table, int[], List<Value>> encoder;
    private final long count;

    /** @param encoder makes samples of some rows of a table, one value for each input of the model */
    TableSamples(Path file, ReadOptions options, BiFunction<Table, int[], List<Value>> encoder) {
        this.file = file;
        this.options = options;
        this.encoder = encoder;
        var counted = new long[1];
        forEach(table -> complete(table).length, rows -> {
            counted[0] += rows;
            return true;
        });
        count = counted[0];
    }

    private static int[] complete(Table table) {
        return Rows.complete(table, table.columnNames());
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        var pending = new PendingBlock(blockSize, block);
        var left = new long[] {limit};
        forEach(this::encoded, values -> {
            int samples = values.isEmpty() ? 0 : values.getFirst().shape().extent(0);
            int taken = (int) Math.min(left[0], samples);
            left[0] -= taken;
            add(values, taken, pending);
            return left[0] > 0;
        });
        pending.end();
    }

    private List<Value> encoded(Table table) {
        int[] rows = complete(table);
        return rows.length == 0 ? List.of() : encoder.apply(table, rows);
    }

    private static void add(List<Value> values, int count, PendingBlock pending) {
        int from = 0;
        while (from < count) {
            int some = Math.min(count - from, pending.room());
            var piece = new ArrayList<Value>();
            for (Value value : values) {
                int width = value.shape().elements() / value.shape().extent(0);
                piece.add(value.slice(from * width, value.shape().with(0, some)));
            }
            from += some;
            pending.add(piece, some);
        }
    }

    /** @param results is given what was made of each part, and says whether to go on */
    private <R> void forEach(Function<Table, R> work, Predicate<R> results) {
        InOrder.<TablePart, R>run(InOrder.usualThreads(), parts -> RowBlocks.parts(file, options, parts),
                () -> part -> work.apply(part.table()), results);
    }
}
