package dev.halfstep.calibrate;

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
 * were merged, bit for bit, but for {@link RangeMethod#MOVING_AVERAGE}.
 */
public final class Observations {

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

    /**
     * What was seen over the rows of both, those of {@code next} after those of this one. Only
     * {@link RangeMethod#MOVING_AVERAGE} depends on which come first; its last block of these rows, if not full, stays a block
     * of its own.
     */
    public Observations merge(Observations next) {
        Observations merged = copyOf(rows + next.rows, byTensor);
        next.byTensor.forEach((tensor, observation) -> merged.byTensor
                .computeIfAbsent(tensor, none -> new Observation()).append(observation));
        return merged;
    }

    /** The ranges that one method finds for all tensors, with the usual options. */
    public Ranges ranges(RangeMethod method) {
        return ranges(tensor -> method, RangeOptions.defaults());
    }

    /**
     * The ranges of all tensors.
     *
     * @param methods the method for a tensor, by its index
     */
    public Ranges ranges(IntFunction<RangeMethod> methods, RangeOptions options) {
        var ranges = new TreeMap<Integer, Range>();
        byTensor.forEach(
                (tensor, seen) -> ranges.put(tensor, seen.range(methods.apply(tensor), options)));
        return new Ranges(rows, ranges);
    }

    /** The range of one tensor; none if it was not seen. */
    public Optional<Range> range(int tensor, RangeMethod method, RangeOptions options) {
        return Optional.ofNullable(byTensor.get(tensor)).map(seen -> seen.range(method, options));
    }
}
