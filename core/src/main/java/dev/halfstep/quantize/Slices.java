package dev.halfstep.quantize;

import dev.halfstep.tensor.Tensor;
import java.util.Arrays;

/** Parts of a batch of rows. */
final class Slices {

    private Slices() {}

    /** The first rows of a batch {@code [rows, ...]}. */
    static Tensor first(Tensor rows, int count) {
        int all = rows.shape().extent(0);
        if (count == all) {
            return rows;
        }
        int width = rows.values().length / all;
        return Tensor.of(rows.shape().with(0, count), Arrays.copyOf(rows.values(), count * width));
    }
}
