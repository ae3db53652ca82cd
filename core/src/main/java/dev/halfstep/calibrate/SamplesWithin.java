package dev.halfstep.calibrate;

import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Samples of a network with one input, without those that are outliers; found anew each time they are read. */
final class SamplesWithin implements Samples {

    private static final int BLOCK = 1024;

    private final Outliers outliers;
    private final Predictor network;
    private final Samples all;
    private final long seen;
    private long count;

    private SamplesWithin(Outliers outliers, Predictor network, Samples all, long seen) {
        this.outliers = outliers;
        this.network = network;
        this.all = all;
        this.seen = seen;
    }

    static Samples of(Outliers outliers, Predictor network, Samples all, long seen) {
        var within = new SamplesWithin(outliers, network, all, seen);
        var count = new AtomicLong();
        within.eachKept(rows -> count.addAndGet(rows.shape().extent(0)));
        within.count = count.get();
        return within;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        var packing = new Packing(Math.min(limit, count), blockSize, block);
        eachKept(packing::add);
    }

    private void eachKept(Consumer<Tensor> block) {
        all.read(seen, BLOCK, values -> {
            Tensor rows = (Tensor) values.getFirst();
            boolean[] kept = outliers.kept(network.predict(rows).values());
            int left = (int) IntStream.range(0, kept.length).filter(n -> kept[n]).count();
            if (left > 0) {
                block.accept(left == kept.length ? rows : chosen(rows, kept, left));
            }
        });
    }

    private static Tensor chosen(Tensor rows, boolean[] kept, int left) {
        int width = rows.values().length / kept.length;
        var values = new float[left * width];
        int filled = 0;
        for (int n = 0; n < kept.length; n++) {
            if (kept[n]) {
                System.arraycopy(rows.values(), n * width, values, filled, width);
                filled += width;
            }
        }
        return Tensor.of(rows.shape().with(0, left), values);
    }

    /** Makes full blocks of whatever comes. */
    private static final class Packing {

        private final int blockSize;
        private final Consumer<List<Value>> block;
        private long left;
        private float[] values = {};
        private int filled;

        Packing(long limit, int blockSize, Consumer<List<Value>> block) {
            left = limit;
            this.blockSize = (int) Math.min(limit, blockSize);
            this.block = block;
        }

        void add(Tensor rows) {
            int width = rows.values().length / rows.shape().extent(0);
            int given = 0;
            while (left > 0 && given < rows.shape().extent(0)) {
                int size = (int) Math.min(left, blockSize);
                values = filled == 0 ? new float[size * width] : values;
                int taken = Math.min(size - filled, rows.shape().extent(0) - given);
                System.arraycopy(rows.values(), given * width, values, filled * width, taken * width);
                filled += taken;
                given += taken;
                if (filled == size) {
                    block.accept(List.of(Tensor.of(rows.shape().with(0, size), values)));
                    left -= size;
                    filled = 0;
                }
            }
        }
    }
}
