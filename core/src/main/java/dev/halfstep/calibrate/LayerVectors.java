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
 * What the weights of an output are multiplied by together, at some positions of some rows: a vector for each position, of the codes
 * that a layer reads there less their zero point. Outputs of a group read the same.
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

    /** How many positions some rows have. */
    long positions(List<Codes> rows);

    /**
     * The vectors of a group.
     *
     * @param rows what the layer reads, batch by batch
     * @param count how many positions are looked at, no more than there are, spread over all
     * @return {@code [weight of an output][position]}
     */
    int[][] of(List<Codes> rows, int group, int count);

    /** How a layer reads its input. */
    static LayerVectors of(Graph network, Node node) {
        if (node.op().lower(network.shapedOperands(node)) instanceof LoweredFilter filter) {
            return new OfFilter(filter);
        }
        Shape weights = network.tensor(node.input(node.op().quantization().weights().orElseThrow().weights())).shape();
        return new OfDense(weights.extent(0), weights.extent(1));
    }

    /** Some of all positions, spread at random, each in its share of them. */
    private static long position(long index, long all, int count, SplittableRandom random) {
        long from = index * all / count;
        long end = (index + 1) * all / count;
        return from + random.nextLong(Math.max(1, end - from));
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
        public long positions(List<Codes> rows) {
            return rows.stream().mapToLong(codes -> codes.shape().elements() / width).sum();
        }

        @Override
        public int[][] of(List<Codes> rows, int group, int count) {
            var vectors = new int[width][count];
            var random = new SplittableRandom(1);
            long all = positions(rows);
            long before = 0;
            int n = 0;
            long next = position(0, all, count, random);
            for (Codes codes : rows) {
                long zero = codes.quantization().orElseThrow().zeroPoint();
                long here = codes.shape().elements() / width;
                while (n < count && next < before + here) {
                    int from = (int) (next - before) * width;
                    for (int i = 0; i < width; i++) {
                        vectors[i][n] = (int) (codes.rawCode(from + i) - zero);
                    }
                    next = ++n < count ? position(n, all, count, random) : all;
                }
                before += here;
            }
            return vectors;
        }
    }

    /** Of a convolution: a position is one of the window's; what lies outside of the image is 0. */
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
        public long positions(List<Codes> rows) {
            return rows.stream().mapToLong(codes -> codes.shape().elements() / window().imageSize() * perImage()).sum();
        }

        @Override
        public int[][] of(List<Codes> rows, int group, int count) {
            var vectors = new int[width()][count];
            var random = new SplittableRandom(1);
            long all = positions(rows);
            long before = 0;
            int n = 0;
            long next = position(0, all, count, random);
            for (Codes codes : rows) {
                long here = codes.shape().elements() / window().imageSize() * perImage();
                while (n < count && next < before + here) {
                    put(codes, next - before, group, vectors, n);
                    next = ++n < count ? position(n, all, count, random) : all;
                }
                before += here;
            }
            return vectors;
        }

        private void put(Codes codes, long position, int group, int[][] vectors, int n) {
            WindowAxis rows = window().rows();
            WindowAxis columns = window().columns();
            long zero = codes.quantization().orElseThrow().zeroPoint();
            int image = (int) (position / perImage());
            int y = (int) (position % perImage()) / columns.out();
            int x = (int) (position % perImage()) % columns.out();
            int inputs = window().groupInputs();
            for (int ty = rows.first(y); ty < rows.end(y); ty += rows.spacing()) {
                int row = (image * rows.in() + rows.index(y, ty)) * columns.in();
                for (int tx = columns.first(x); tx < columns.end(x); tx += columns.spacing()) {
                    int from = (row + columns.index(x, tx)) * window().inputs() + group * inputs;
                    int to = (ty * columns.taps() + tx) * inputs;
                    for (int i = 0; i < inputs; i++) {
                        vectors[to + i][n] = (int) (codes.rawCode(from + i) - zero);
                    }
                }
            }
        }
    }
}
