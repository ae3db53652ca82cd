package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ranges of a graph's tensors over a number of rows. Immutable; two of them {@linkplain #merge merge}, so that they can be
 * gathered in parts, in any order, and they can be sent and kept as {@linkplain #toBytes() bytes}.
 *
 * @param rows how many rows were seen
 * @param byTensor range of each tensor that is computed, by index
 */
public record Ranges(long rows, Map<Integer, Range> byTensor) {

    private static final char KIND = 'R';
    private static final int VERSION = 1;
    /** An index and two ends. */
    private static final int LEAST_BYTES = 9;

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

    /** These ranges as bytes, the same ones for the same rows, however they were gathered. */
    public byte[] toBytes() {
        var to = new GatheredWriter(KIND, VERSION);
        to.count(rows);
        TensorBytes.write(to, byTensor, Range::write);
        return to.finished();
    }

    /**
     * The ranges that were written as bytes.
     *
     * @throws dev.halfstep.problem.Problem if they are damaged, of something else, or of another version
     */
    public static Ranges fromBytes(byte[] bytes) {
        return GatheredReader.read(bytes, "ranges", KIND, VERSION,
                from -> new Ranges(from.count(), TensorBytes.read(from, LEAST_BYTES, Range::read)));
    }
}
