package dev.halfstep.quantize.chain;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Rows to fit on, {@code [rows, features]}. However many there are, no more than some of them, evenly spread over all, are in memory;
 * all of them are read in blocks.
 */
public final class FitRows {

    /** Rows that are held. */
    private static final int HELD = 1 << 16;

    private static final int BLOCK = 1024;

    private final Samples samples;
    private final int input;
    private final int count;
    private final UnaryOperator<Tensor> form;
    /** All rows, or {@link #HELD} of them. */
    private final Tensor held;

    private FitRows(Samples samples, int input, int count, UnaryOperator<Tensor> form) {
        this.samples = samples;
        this.input = input;
        this.count = count;
        this.form = form;
        held = count <= HELD ? form.apply((Tensor) samples.first(count).get(input)) : gathered(HELD);
    }

    /** Rows in memory, at least one. */
    public static FitRows of(Tensor rows) {
        return new FitRows(Samples.of(rows), 0, rows.shape().extent(0), UnaryOperator.identity());
    }

    /**
     * The first of some samples.
     *
     * @param input of the network that the rows are for, by its position
     * @param count how many of the samples, at least one and no more than there are
     * @param form what is made of a block of rows, each by itself
     */
    public static FitRows of(Samples samples, int input, int count, UnaryOperator<Tensor> form) {
        return new FitRows(samples, input, count, form);
    }

    /** At most so many rows, evenly spread. */
    Sample sample(int most) {
        // What is evenly spread over rows that are evenly spread is what would be taken of all.
        boolean heldHasThem = held.shape().extent(0) == count || HELD % most == 0;
        return Sample.of(heldHasThem ? held : gathered(most), most);
    }

    /** Hands out all rows in blocks. */
    void forEachBlock(Consumer<Sample> block) {
        forEachBlockOfRows(rows -> block.accept(Sample.of(rows, rows.shape().extent(0))));
    }

    private void forEachBlockOfRows(Consumer<Tensor> block) {
        samples.read(count, BLOCK, values -> block.accept(form.apply((Tensor) values.get(input))));
    }

    private Tensor gathered(int most) {
        var gathering = new Gathering(most);
        forEachBlockOfRows(gathering::add);
        return Tensor.of(Shape.of(most, gathering.values.length / most), gathering.values);
    }

    /** Picks some rows, evenly spread, from blocks of all of them. */
    private final class Gathering {

        private final int most;
        private float[] values = {};
        private long position;
        private int taken;

        Gathering(int most) {
            this.most = most;
        }

        void add(Tensor rows) {
            int width = rows.shape().extent(1);
            if (taken == 0) {
                values = new float[Math.multiplyExact(most, width)];
            }
            long end = position + rows.shape().extent(0);
            for (long row = Sample.spread(taken, count, most); taken < most && row < end; row =
                    Sample.spread(taken, count, most)) {
                System.arraycopy(rows.values(), (int) (row - position) * width, values, taken * width, width);
                taken++;
            }
            position = end;
        }
    }
}
