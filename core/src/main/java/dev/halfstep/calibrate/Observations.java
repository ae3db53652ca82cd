package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What an {@link RangeObserver} saw of a graph's tensors over a number of rows: the smallest and largest value, a histogram and
 * moving averages. Immutable; any {@link RangeMethod} finds its ranges in it, for all tensors or for each its own.
 *
 * <p>
 * Two of them {@linkplain #merge merge}. Ranges do not depend on how rows were split into parts or in which order the parts
 * were merged, bit for bit. {@link RangeMethod#MOVING_AVERAGE} goes by the order of rows: only observations of one
 * {@link RangeObserver} have it, and those that were merged refuse it. They can be sent and kept as {@linkplain #toBytes() bytes}.
 */
public final class Observations {

    private static final char KIND = 'O';
    private static final int VERSION = 1;
    /** An index, two ends, two counts and a flag. */
    private static final int LEAST_BYTES = 12;

    /** Nothing seen yet. */
    public static final Observations NONE = new Observations(0, Map.of());

    private final long rows;
    /** Never changed once they are here. */
    private final Map<Integer, Observation> byTensor;

    private Observations(long rows, Map<Integer, Observation> byTensor) {
        this.rows = rows;
        this.byTensor = byTensor;
    }

    static Observations copyOf(long rows, Map<Integer, Observation> byTensor) {
        var copies = new TreeMap<Integer, Observation>();
        byTensor.forEach((tensor, observation) -> copies.put(tensor, observation.copy()));
        return new Observations(rows, copies);
    }

    /** How many rows were seen. */
    public long rows() {
        return rows;
    }

    /** What was seen over the rows of both, but for moving averages; see there. Merging with nothing changes nothing. */
    public Observations merge(Observations other) {
        if (rows == 0 || other.rows == 0) {
            return rows == 0 ? other : this;
        }
        var merged = new TreeMap<Integer, Observation>();
        byTensor.forEach((tensor, observation) -> merged.put(tensor, observation.part()));
        other.byTensor.forEach((tensor, observation) -> {
            Observation known = merged.putIfAbsent(tensor, observation.part());
            if (known != null) {
                known.merge(observation);
            }
        });
        return new Observations(rows + other.rows, merged);
    }

    /**
     * The ranges that one method finds for all tensors, with the usual options.
     *
     * @throws dev.halfstep.problem.Problem if moving averages are asked of observations that were merged
     */
    public Ranges ranges(RangeMethod method) {
        return ranges(tensor -> method, RangeOptions.defaults());
    }

    /**
     * The ranges of all tensors.
     *
     * @param methods the method for a tensor, by its index
     * @throws dev.halfstep.problem.Problem if a moving average is asked of observations that were merged
     */
    public Ranges ranges(IntFunction<RangeMethod> methods, RangeOptions options) {
        var ranges = new TreeMap<Integer, Range>();
        byTensor.forEach(
                (tensor, seen) -> ranges.put(tensor, seen.range(methods.apply(tensor), options)));
        return new Ranges(rows, ranges);
    }

    /**
     * The range of one tensor; none if it was not seen.
     *
     * @throws dev.halfstep.problem.Problem if a moving average is asked of observations that were merged
     */
    public Optional<Range> range(int tensor, RangeMethod method, RangeOptions options) {
        return Optional.ofNullable(byTensor.get(tensor)).map(seen -> seen.range(method, options));
    }

    /** These observations as bytes, the same ones for the same parts, in whatever order they were merged. */
    public byte[] toBytes() {
        var to = new GatheredWriter(KIND, VERSION);
        to.count(rows);
        TensorBytes.write(to, byTensor, Observation::write);
        return to.finished();
    }

    /**
     * The observations that were written as bytes.
     *
     * @throws dev.halfstep.problem.Problem if they are damaged, of something else, or of another version
     */
    public static Observations fromBytes(byte[] bytes) {
        return GatheredReader.read(bytes, "observations", KIND, VERSION, from -> {
            var read = new Observations(from.count(), TensorBytes.read(from, LEAST_BYTES, Observation::read));
            from.require(read.rows > 0 || read.byTensor.isEmpty(), "there are tensors without rows");
            return read;
        });
    }
}
