package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the weights of an output are multiplied by together: a vector for each row, of a convolution for each position of its window.
 * Outputs of a group read the same.
 */
public sealed interface LayerVectors {

    /** How many outputs the layer has. */
    int outputs();

    /** How many groups the outputs fall into. */
    int groups();

    /** How many weights an output has. */
    int width();

    /** The index of a weight of an output among all of the layer's. */
    int weight(int output, int index);

    /** How many positions a batch of so many values has. */
    long positions(int elements);

    /** Is told which values meet which weights. */
    @FunctionalInterface
    interface Meeting {

        /**
         * Values that stand side by side.
         *
         * @param place of the first weight: its index within the output's weights, behind those of the groups before
         * @param step from its place to that of the next
         * @param value index of the first value within the batch
         * @param count how many values
         */
        void at(int place, int step, int value, int count);
    }

    /** Goes through what weights meet at one position; what they meet outside of an image is 0. */
    void forEach(long position, Meeting meeting);

    /** How many positions some batches have. */
    default long positions(List<Codes> rows) {
        return rows.stream().mapToLong(codes -> positions(codes.shape().elements())).sum();
    }

    /**
     * The vectors at some positions, of the codes that the layer reads less their zero point.
     *
     * @param rows what the layer reads, batch by batch
     * @param count how many positions are looked at, no more than there are, spread over all
     * @return {@code [weight of an output, group by group][position]}
     */
    default int[][] of(List<Codes> rows, int count) {
        var vectors = new int[groups() * width()][count];
        var random = new SplittableRandom(1);
        long all = positions(rows);
        long before = 0;
        int taken = 0;
        long next = position(0, all, count, random);
        for (Codes codes : rows) {
            long zero = codes.quantization().orElseThrow().zeroPoint();
            long here = positions(codes.shape().elements());
            while (taken < count && next < before + here) {
                int column = taken;
                forEach(next - before, (place, step, value, run) -> {
                    for (int i = 0; i < run; i++) {
                        vectors[place + i * step][column] = (int) (codes.rawCode(value + i) - zero);
                    }
                });
                next = ++taken < count ? position(taken, all, count, random) : all;
            }
            before += here;
        }
        return vectors;
    }

    /** Some of all positions, spread at random, each in its share of them. */
    private static long position(long index, long all, int count, SplittableRandom random) {
        long from = index * all / count;
        long end = (index + 1) * all / count;
        return from + random.nextLong(Math.max(1, end - from));
    }

    /**
     * How a layer reads its input.
     *
     * @param node a node with weights that are known
     */
    static LayerVectors of(Graph network, Node node) {
        if (node.op().lower(network.shapedOperands(node)) instanceof LoweredFilter filter) {
            return new OfFilter(filter);
        }
        Shape weights = network.tensor(node.input(node.op().quantization().weights().orElseThrow().weights())).shape();
        return new OfDense(weights.extent(0), weights.extent(1));
    }

    /** Of a dense layer: a position is a row. */
    record OfDense(int outputs, int width) implements LayerVectors {

        @Override
        public int groups() {
            return 1;
        }

        @Override
        public int weight(int output, int index) {
            return output * width + index;
        }

        @Override
        public long positions(int elements) {
            return elements / width;
        }

        @Override
        public void forEach(long position, Meeting meeting) {
            meeting.at(0, 1, (int) position * width, width);
        }
    }

    /** Of a convolution: a position is one of the window's. */
    record OfFilter(LoweredFilter filter) implements LayerVectors {

        private SlidingWindow window() {
            return filter.window();
        }

        @Override
        public int outputs() {
            return window().outputs();
        }

        @Override
        public int groups() {
            return window().groups();
        }

        @Override
        public int width() {
            return window().taps() * window().groupInputs();
        }

        @Override
        public int weight(int output, int index) {
            return filter.weight(output, index / window().groupInputs(), index % window().groupInputs());
        }

        private long perImage() {
            return (long) window().rows().out() * window().columns().out();
        }

        @Override
        public long positions(int elements) {
            return elements / window().imageSize() * perImage();
        }

        @Override
        public void forEach(long position, Meeting meeting) {
            WindowAxis rows = window().rows();
            WindowAxis columns = window().columns();
            int image = (int) (position / perImage());
            int y = (int) (position % perImage()) / columns.out();
            int x = (int) (position % perImage()) % columns.out();
            for (int ty = rows.first(y); ty < rows.end(y); ty += rows.spacing()) {
                int row = (image * rows.in() + rows.index(y, ty)) * columns.in();
                for (int tx = columns.first(x); tx < columns.end(x); tx += columns.spacing()) {
                    meet(ty * columns.taps() + tx, (row + columns.index(x, tx)) * window().inputs(), meeting);
                }
            }
        }

        private void meet(int tap, int from, Meeting meeting) {
            int inputs = window().groupInputs();
            if (inputs == 1) {
                meeting.at(tap, window().taps(), from, window().inputs());
                return;
            }
            for (int group = 0; group < groups(); group++) {
                meeting.at(group * width() + tap * inputs, 1, from + group * inputs, inputs);
            }
        }
    }
}
