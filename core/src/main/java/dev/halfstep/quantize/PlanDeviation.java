package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.tensor.Tensor;

/** How far the network that a plan describes is from the float network, over some rows. */
final class PlanDeviation {

    private final Graph network;
    private final Tensor rows;
    private final Tensor expected;
    /** Of each output, so that outputs of unlike size count alike. */
    private final double[] deviations;

    /** @param rows {@code [rows, features]}, at least one */
    PlanDeviation(Graph network, Tensor rows) {
        this.network = network;
        this.rows = rows;
        expected = Predictor.of(network).predict(rows).values();
        deviations = deviations();
    }

    /** What the float network gives, {@code [rows, outputs]}. */
    Tensor expected() {
        return expected;
    }

    private double[] deviations() {
        int width = expected.values().length / rows.shape().extent(0);
        var sums = new double[width];
        var squares = new double[width];
        for (int n = 0; n < expected.values().length; n++) {
            sums[n % width] += expected.values()[n];
            squares[n % width] += (double) expected.values()[n] * expected.values()[n];
        }
        for (int t = 0; t < width; t++) {
            double mean = sums[t] / rows.shape().extent(0);
            squares[t] = Math.sqrt(Math.max(Double.MIN_NORMAL, squares[t] / rows.shape().extent(0) - mean * mean));
        }
        return squares;
    }

    /**
     * How far a network is from the float network, in standard deviations of each output.
     *
     * @param mean the mean absolute deviation
     * @param square the mean squared deviation, in which the clipping of a few rows counts for more
     */
    record Figures(double mean, double square) {}

    /** The figures of a plan's network. */
    Figures of(Plan plan) {
        float[] given = Predictor.of(Quantizer.apply(network, plan)).predict(rows).values().values();
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < given.length; n++) {
            double deviation = ((double) given[n] - expected.values()[n]) / deviations[n % deviations.length];
            sum += Math.abs(deviation);
            squares += deviation * deviation;
        }
        return new Figures(sum / given.length, squares / given.length);
    }
}
