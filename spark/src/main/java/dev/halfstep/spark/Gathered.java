package dev.halfstep.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was gathered over partitions.
 *
 * @param rows how many complete rows each partition has
 * @param bytes what {@link Gathering} made of them; empty over no partition
 */
record Gathered(Map<Integer, Long> rows, byte[] bytes) implements Serializable {

    static final Gathered NOTHING = new Gathered(Map.of(), new byte[0]);

    Gathered merge(Gathered other, Gathering how) {
        if (bytes.length == 0 || other.bytes.length == 0) {
            return bytes.length == 0 ? other : this;
        }
        var all = new TreeMap<>(rows);
        all.putAll(other.rows);
        return new Gathered(all, how.merged(bytes, other.bytes));
    }

    long count() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
