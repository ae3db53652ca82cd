package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.tensor.Tensor;

/**
 * The mean of what each weight of a layer is multiplied by, over rows and positions. Sums are linear in it: with any weights their
 * means follow, and the layer need not run. Blocks of rows are looked at one after another.
 */
public final class LayerMeans {

    private final Shape shape;
    private final double[] totals;
    private long positions;

    /** Which inputs meet which weights. */
    private sealed interface Shape {

        int inputs();

        /** Adds what the inputs of all positions add up to, and tells how many positions there were. */
        long add(float[] values, double[] totals);

        double[] sums(float[] weights, double[] means);
    }

    private LayerMeans(Shape shape) {
        this.shape = shape;
        totals = new double[shape.inputs()];
    }

    /**
     * The means for a layer, of which nothing was seen yet.
     *
     * @param node a node with weights that are known
     */
    public static LayerMeans of(Graph network, Node node) {
        if (node.op().lower(network.shapedOperands(node)) instanceof LoweredFilter filter) {
            return new LayerMeans(new Window(filter));
        }
        int weights = node.input(node.op().quantization().weights().orElseThrow().weights());
        return new LayerMeans(new DenseRows(network.tensor(weights).shape().lastExtent()));
    }

    /** Looks at what the layer reads in some rows. */
    public void add(Tensor inputs) {
        positions += shape.add(inputs.values(), totals);
    }

    /**
     * The mean of each channel's sums, without bias and activation; 0 where nothing was seen.
     *
     * @param weights of the shape that they have in the network
     */
    public double[] sums(Tensor weights) {
        var means = new double[totals.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = totals[i] / Math.max(1, positions);
        }
        return shape.sums(weights.values(), means);
    }

    private record DenseRows(int inputs) implements Shape {

        @Override
        public long add(float[] values, double[] totals) {
            for (int from = 0; from < values.length; from += inputs) {
                for (int i = 0; i < inputs; i++) {
                    totals[i] += values[from + i];
                }
            }
            return values.length / inputs;
        }

        @Override
        public double[] sums(float[] weights, double[] means) {
            var sums = new double[weights.length / inputs];
            for (int o = 0; o < sums.length; o++) {
                for (int i = 0; i < inputs; i++) {
                    sums[o] += weights[o * inputs + i] * means[i];
                }
            }
            return sums;
        }
    }

    /** All channels at each tap of a filter, tap by tap. */
    private record Window(LoweredFilter filter) implements Shape {

        private SlidingWindow window() {
            return filter.window();
        }

        @Override
        public int inputs() {
            return window().taps() * window().inputs();
        }

        @Override
        public long add(float[] values, double[] totals) {
            WindowAxis rows = window().rows();
            WindowAxis columns = window().columns();
            int images = values.length / window().imageSize();
            for (int image = 0; image < images; image++) {
                for (int y = 0; y < rows.out(); y++) {
                    for (int ty = rows.first(y); ty < rows.end(y); ty += rows.spacing()) {
                        int row = (image * rows.in() + rows.index(y, ty)) * columns.in();
                        addRow(values, row, ty * columns.taps(), totals);
                    }
                }
            }
            return (long) images * rows.out() * columns.out();
        }

        private void addRow(float[] values, int row, int firstTap, double[] totals) {
            WindowAxis columns = window().columns();
            int channels = window().inputs();
            for (int x = 0; x < columns.out(); x++) {
                for (int tx = columns.first(x); tx < columns.end(x); tx += columns.spacing()) {
                    int from = (row + columns.index(x, tx)) * channels;
                    int to = (firstTap + tx) * channels;
                    for (int c = 0; c < channels; c++) {
                        totals[to + c] += values[from + c];
                    }
                }
            }
        }

        @Override
        public double[] sums(float[] weights, double[] means) {
            var sums = new double[window().outputs()];
            for (int o = 0; o < sums.length; o++) {
                int group = o / window().groupOutputs() * window().groupInputs();
                for (int tap = 0; tap < window().taps(); tap++) {
                    for (int i = 0; i < window().groupInputs(); i++) {
                        sums[o] += weights[filter.weight(o, tap, i)] * means[tap * window().inputs() + group + i];
                    }
                }
            }
            return sums;
        }
    }
}
