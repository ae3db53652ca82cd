package dev.halfstep.quantize.chain;

import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.function.Consumer;

/**
 * Rows to fit on, {@code [rows, features]}. However many there are, no more than some of them, evenly spread over all, are in memory;
 * all of them are read in blocks.
 */
public final class FitRows {

    /** Rows that are held. */
    private static final int HELD = 1 << 16;

    private static final int BLOCK = 1024;

    private final Source source;
    private final int count;
    /** All rows, or {@link #HELD} of them. */
    private final Tensor held;

    /** Where rows come from, as often as asked for. */
    @FunctionalInterface
    public interface Source {

        /**
         * Hands out rows in order, from the first on.
         *
         * @param limit how many at most
         * @param blockSize how many at once; the last block may be smaller
         */
        void read(int limit, int blockSize, Consumer<Tensor> block);
    }

    private FitRows(Source source, int count, Tensor held) {
        this.source = source;
        this.count = count;
        this.held = held;
    }

    /** Rows in memory, at least one. */
    public static FitRows of(Tensor rows) {
        int count = rows.shape().extent(0);
        int width = rows.shape().extent(1);
        return new FitRows((limit, blockSize, block) -> {
            for (int from = 0; from < limit; from += blockSize) {
                int some = Math.min(blockSize, limit - from);
                block.accept(rows.slice(from * width, Shape.of(some, width)));
            }
        }, count, rows);
    }

    /**
     * The first rows of a source.
     *
     * @param count at least one, and no more than there are
     */
    public static FitRows of(Source source, int count) {
        int most = Math.min(count, HELD);
        var gathering = new Gathering(count, most);
        source.read(count, most == count ? count : BLOCK, gathering::add);
        return new FitRows(source, count, gathering.rows());
    }

    int count() {
        return count;
    }

    /** At most so many rows, evenly spread. */
    Sample sample(int most) {
        // What is evenly spread over rows that are evenly spread is what would be taken of all.
        int taken = Math.min(most, count);
        int all = held.shape().extent(0);
        if (all == count || all % taken == 0) {
            return Sample.of(held, taken);
        }
        var gathering = new Gathering(count, taken);
        source.read(count, BLOCK, gathering::add);
        return Sample.of(gathering.rows(), taken);
    }

    /** At most so many rows, among them those at the ends of each feature, of all rows that are in memory. */
    Sample sampleWithEnds(int most) {
        return most >= count ? sample(most) : Sample.withEnds(held, most);
    }

    /** All rows {@code [rows, features]}, or as many of them, evenly spread, as are in memory. */
    public Tensor held() {
        return held;
    }

    /** Hands out all rows in blocks. */
    void forEachBlock(Consumer<Sample> block) {
        source.read(count, BLOCK, rows -> block.accept(Sample.of(rows, rows.shape().extent(0))));
    }

    /** Picks some rows, evenly spread, from blocks of all of them. */
    private static final class Gathering {

        private final int count;
        private final int most;
        private float[] values = {};
        private long position;
        private int taken;

        Gathering(int count, int most) {
            this.count = count;
            this.most = most;
        }

        void add(Tensor rows) {
            int width = rows.shape().extent(1);
            if (taken == 0) {
                values = new float[Math.multiplyExact(most, width)];
            }
            long end = position + rows.shape().extent(0);
            while (taken < most && Sample.spread(taken, count, most) < end) {
                int row = (int) (Sample.spread(taken, count, most) - position);
                System.arraycopy(rows.values(), row * width, values, taken * width, width);
                taken++;
            }
            position = end;
        }

        Tensor rows() {
            return Tensor.of(Shape.of(most, values.length / most), values);
        }
    }
}
