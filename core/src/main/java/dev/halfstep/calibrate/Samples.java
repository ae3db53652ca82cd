package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Representative samples for a model, one value for each of its inputs, with samples along the first axis. They may be more than
 * memory holds: whoever reads them gets them in blocks, as often as asked for.
 */
public interface Samples {

    /** How many samples there are. */
    long count();

    /**
     * Hands out samples in order, from the first on.
     *
     * @param limit how many at most
     * @param blockSize how many at once; the last block may be smaller
     * @param block is given one value for each input of the model
     * @throws Problem if they cannot be read
     */
    void read(long limit, int blockSize, Consumer<List<Value>> block);

    /**
     * The first samples, all at once.
     *
     * @param limit how many at most
     * @throws Problem if they cannot be read
     */
    default List<Value> first(int limit) {
        var parts = new ArrayList<List<Value>>();
        read(limit, limit, parts::add);
        if (parts.size() != 1) {
            throw Problem.of("there are no calibration rows").remedy("Give at least one representative row.");
        }
        return parts.getFirst();
    }

    /**
     * The ranges that a network's tensors have over the first samples. Whoever keeps samples in many places may gather them there, in
     * any order.
     *
     * @param network a float network that takes them
     * @param limit how many at most
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    default Ranges ranges(Graph network, long limit) {
        return Calibrator.calibrate(network, this, limit);
    }

    /** The same over all values; see {@link Calibrator#calibrateAll}. */
    default Ranges allRanges(Graph network, long limit) {
        return Calibrator.calibrateAll(network, this, limit);
    }

    /**
     * What a network's tensors hold over the first samples, for any way to find ranges in it; see {@link #ranges}.
     *
     * @param network a float network that takes them
     * @param limit how many at most
     * @throws Problem if there are none, or they do not fit the network, or something is not finite
     */
    default Observations observations(Graph network, long limit) {
        return RangeObserver.observe(network, this, limit);
    }

    /**
     * Samples that are in memory already.
     *
     * @param inputs one for each input of the model, all with as many samples
     * @throws Problem if there are none, or not as many for each input
     */
    static Samples of(List<? extends Value> inputs) {
        return new HeldSamples(List.copyOf(inputs));
    }

    /** Samples for a model with one input: rows {@code [rows, ...]}. */
    static Samples of(Tensor rows) {
        return of(List.of(rows));
    }
}
