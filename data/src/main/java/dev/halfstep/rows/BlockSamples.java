package dev.halfstep.rows;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.rows.RowBlocks.Encoded;
import dev.halfstep.rows.RowBlocks.Pending;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Rows as samples, of which no more than a few blocks are in memory at once. They are counted first. */
final class BlockSamples implements Samples {

    private final RowBlocks rows;
    private final long count;

    BlockSamples(RowBlocks rows) {
        this.rows = rows;
        var counted = new long[1];
        forEach(Pending::count, some -> {
            counted[0] += some;
            return true;
        });
        count = counted[0];
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        var filling = new PendingBlock(blockSize, block);
        var left = new long[] {limit};
        forEach(pending -> pending.block().encoded(), encoded -> {
            int taken = (int) Math.min(left[0], encoded.map(Encoded::count).orElse(0));
            left[0] -= taken;
            encoded.ifPresent(some -> add(some.inputs(), taken, filling));
            return left[0] > 0;
        });
        filling.end();
    }

    private static void add(List<Value> values, int count, PendingBlock filling) {
        int from = 0;
        while (from < count) {
            int some = Math.min(count - from, filling.remaining());
            var piece = new ArrayList<Value>();
            for (Value value : values) {
                int width = value.shape().elements() / value.shape().extent(0);
                piece.add(value.slice(from * width, value.shape().with(0, some)));
            }
            from += some;
            filling.add(piece, some);
        }
    }

    /** @param results is given what was made of each block, and says whether to go on */
    private <R> void forEach(Function<Pending, R> work, Predicate<R> results) {
        InOrder.<Pending, R>run(InOrder.usualThreads(), rows::read, () -> work, results);
    }
}
