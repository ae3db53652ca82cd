package dev.halfstep.calibrate;

import dev.halfstep.gather.GatheredReader;
import dev.halfstep.gather.GatheredWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What is known of each of some tensors, as bytes: how many they are, then for each the distance of its index from the one before. */
final class TensorBytes {

    private TensorBytes() {}

    /**
     * Appends what is known.
     *
     * @param byTensor in the order of the indices
     */
    static <T> void write(GatheredWriter to, Map<Integer, T> byTensor, BiConsumer<T, GatheredWriter> value) {
        to.count(byTensor.size());
        int next = 0;
        for (Map.Entry<Integer, T> entry : byTensor.entrySet()) {
            to.count(entry.getKey() - next);
            value.accept(entry.getValue(), to);
            next = entry.getKey() + 1;
        }
    }

    /**
     * What was written.
     *
     * @param least how many bytes there are at least for each tensor
     */
    static <T> Map<Integer, T> read(GatheredReader from, int least, Function<GatheredReader, T> value) {
        var byTensor = new TreeMap<Integer, T>();
        int next = 0;
        for (int left = from.size(least); left > 0; left--) {
            int distance = from.index();
            from.require(distance < Integer.MAX_VALUE - next, "an index is too large");
            byTensor.put(next + distance, value.apply(from));
            next += distance + 1;
        }
        return byTensor;
    }
}
