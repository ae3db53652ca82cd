package dev.halfstep.calibrate;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ranges of a graph's tensors over a number of rows. Immutable; two of them {@linkplain #merge merge}, so that they can be
 * gathered in parts, in any order.
 *
 * @param rows how many rows were seen
 * @param byTensor range of each tensor that is computed, by index
 */
public record Ranges(long rows, Map<Integer, Range> byTensor) {

    /** Nothing seen yet. */
    public static final Ranges NONE = new Ranges(0, Map.of());

    public Ranges {
        byTensor = Collections.unmodifiableMap(new TreeMap<>(byTensor));
    }

    public Optional<Range> of(int tensor) {
        return Optional.ofNullable(byTensor.get(tensor));
    }

    /** The ranges over the rows of both. */
    public Ranges merge(Ranges other) {
        var merged = new TreeMap<>(byTensor);
        other.byTensor.forEach((tensor, range) -> merged.merge(tensor, range, Range::union));
        return new Ranges(rows + other.rows, merged);
    }
}
