package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;

/**
 * Runs representative rows through a float network and keeps the smallest and largest value of every tensor that depends on
 * them. Blocks of rows are looked at one after another; memory does not grow with their number. See {@link RangeObserver} for other
 * ranges than these. Values that a SELECT does not take, and nobody else reads, do not count.
 */
public final class Calibrator {

    private final Taps taps;
    private Ranges ranges = Ranges.NONE;

    private Calibrator(Taps taps) {
        this.taps = taps;
    }

    /**
     * A calibrator that has seen nothing yet.
     *
     * @param graph a float network
     */
    public static Calibrator of(Graph graph) {
        return new Calibrator(Taps.of(graph));
    }

    /**
     * The ranges over some rows, for a network with one input.
     *
     * @param rows {@code [rows, ...]}
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Ranges calibrate(Graph graph, Tensor rows) {
        return calibrate(graph, Samples.of(rows), Long.MAX_VALUE);
    }

    /**
     * The ranges over some samples, which are read in blocks.
     *
     * @param limit how many are looked at, from the first on
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Ranges calibrate(Graph graph, Samples samples, long limit) {
        Calibrator calibrator = of(graph);
        samples.read(limit, calibrator.taps.blockSize(), calibrator::observe);
        return calibrator.ranges();
    }

    /**
     * The ranges of all values over some samples, also of those that a choice between two tensors leaves out, which say nothing of what
     * the network needs. TensorFlow's converter looks at them.
     *
     * @param limit how many samples are looked at, from the first on
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Ranges calibrateAll(Graph graph, Samples samples, long limit) {
        var calibrator = new Calibrator(Taps.ofAll(graph));
        samples.read(limit, calibrator.taps.blockSize(), calibrator::observe);
        return calibrator.ranges();
    }

    /**
     * The ranges that a method finds over some rows, for a network with one input; the same method for all tensors, with the
     * usual options.
     *
     * @param rows {@code [rows, ...]}
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Ranges calibrate(Graph graph, Tensor rows, RangeMethod method) {
        return method == RangeMethod.MIN_MAX ? calibrate(graph, rows)
                : RangeObserver.observe(graph, rows).ranges(method);
    }

    /**
     * Looks at one block of rows.
     *
     * @param inputs one for each input of the network; the first extent is the number of rows
     * @throws Problem if they do not fit the network, or a value in it is not finite
     */
    public void observe(List<Value> inputs) {
        ranges = ranges.merge(taps.run(inputs).ranges());
    }

    /** What was seen so far. */
    public Ranges ranges() {
        return ranges;
    }
}
