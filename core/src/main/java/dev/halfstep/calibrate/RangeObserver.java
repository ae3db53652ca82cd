package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs representative rows through a float network and keeps, of every tensor that depends on them, all that any
 * {@link RangeMethod} needs: one pass over the rows serves every method. Blocks of rows are looked at one after another; memory
 * does not grow with their number, and is 64 KiB for each tensor. Where smallest and largest values are enough,
 * {@link Calibrator} is faster.
 */
public final class RangeObserver {

    private final Taps taps;
    private final Map<Integer, Observation> byTensor = new HashMap<>();
    private long rows;

    private RangeObserver(Taps taps) {
        this.taps = taps;
    }

    /**
     * An observer that has seen nothing yet.
     *
     * @param graph a float network
     */
    public static RangeObserver of(Graph graph) {
        return new RangeObserver(Taps.of(graph));
    }

    /**
     * What some rows give, for a network with one input.
     *
     * @param rows {@code [rows, ...]}
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Observations observe(Graph graph, Tensor rows) {
        return observe(graph, Samples.of(rows), Long.MAX_VALUE);
    }

    /**
     * What some samples give, which are read in blocks.
     *
     * @param limit how many are looked at, from the first on
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    public static Observations observe(Graph graph, Samples samples, long limit) {
        RangeObserver observer = of(graph);
        samples.read(limit, observer.taps.blockSize(), observer::observe);
        return observer.observations();
    }

    /**
     * Looks at one block of rows. A block that is refused leaves no trace.
     *
     * @param inputs one for each input of the network; the first extent is the number of rows
     * @throws Problem if they do not fit the network, or a value in it is not finite
     */
    public void observe(List<Value> inputs) {
        Taps.Block block = taps.run(inputs);
        block.byTensor().forEach((tensor, contents) -> byTensor.computeIfAbsent(tensor, none -> new Observation())
                .add(contents.values(), block.rows(), contents.range()));
        rows += block.rows();
    }

    /** What was seen so far; does not change when more is. */
    public Observations observations() {
        return Observations.copyOf(rows, byTensor);
    }
}
