package dev.halfstep.quantize;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/** How far the network that a plan describes is from the float network, over some rows. */
final class PlanDeviation {

    /** A value that hardly changes counts as if it changed by such a share of the others of its output. */
    private static final double STILL = 1e-3;

    private final Graph network;
    private final List<Value> rows;
    private final List<Tensor> expected;
    /** Of each value of each output, so that outputs of unlike size count alike. */
    private final List<double[]> deviations;

    /** @param rows for each input, at least one */
    PlanDeviation(Graph network, List<? extends Value> rows) {
        this.network = network;
        this.rows = List.copyOf(rows);
        expected = run(network);
        deviations = expected.stream().map(PlanDeviation::deviations).toList();
    }

    /** What the float network gives of its first output, {@code [rows, outputs]}. */
    Tensor expected() {
        return expected.getFirst();
    }

    private List<Tensor> run(Graph graph) {
        Interface ports = Interface.of(graph);
        List<Value> outputs = SampleRunner.of(graph).run(ports.taken(rows));
        var real = new ArrayList<Tensor>();
        for (int o = 0; o < outputs.size(); o++) {
            if (network.outputTensors().get(o).dtype() == DType.FLOAT32) {
                real.add(ports.outputs().get(o).decode(outputs.get(o)));
            }
        }
        return real;
    }

    private static double[] deviations(Tensor outputs) {
        int rows = outputs.shape().extent(0);
        int width = outputs.values().length / rows;
        var sums = new double[width];
        var squares = new double[width];
        for (int n = 0; n < outputs.values().length; n++) {
            sums[n % width] += outputs.values()[n];
            squares[n % width] += (double) outputs.values()[n] * outputs.values()[n];
        }
        double most = 0;
        for (int t = 0; t < width; t++) {
            double mean = sums[t] / rows;
            squares[t] = Math.sqrt(Math.max(Double.MIN_NORMAL, squares[t] / rows - mean * mean));
            most = Math.max(most, squares[t]);
        }
        for (int t = 0; t < width; t++) {
            squares[t] = Math.max(squares[t], most * STILL);
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
        List<Tensor> given = run(Quantizer.apply(network, plan));
        double sum = 0;
        double squares = 0;
        for (int o = 0; o < given.size(); o++) {
            float[] values = given.get(o).values();
            double[] scale = deviations.get(o);
            for (int n = 0; n < values.length; n++) {
                double deviation = ((double) values[n] - expected.get(o).values()[n]) / scale[n % scale.length];
                sum += Math.abs(deviation) / values.length;
                squares += deviation * deviation / values.length;
            }
        }
        int outputs = Math.max(1, given.size());
        return new Figures(sum / outputs, squares / outputs);
    }
}
