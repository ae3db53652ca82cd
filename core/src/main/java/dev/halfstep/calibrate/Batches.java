package dev.halfstep.calibrate;

import dev.halfstep.tensor.Value;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Rows that have to run together, taken or left as one. */
public final class Batches {

    private Batches() {}

    /**
     * The rows of some batches, at least one.
     *
     * @param rows with rows along the first axis
     * @param together how many rows make a batch; what does not fill one is left out
     * @param taken which batches, by their number
     */
    public static Value some(Value rows, int together, IntPredicate taken) {
        int count = rows.shape().extent(0);
        int width = rows.shape().elements() / count * together;
        int[] batches = IntStream.range(0, count / together).filter(taken).toArray();
        return Value.concatenated(
                IntStream.of(batches).mapToObj(batch -> rows.slice(batch * width, rows.shape().with(0, together)))
                        .toList(),
                rows.shape().with(0, batches.length * together));
    }
}
