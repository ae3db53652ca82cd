package dev.halfstep.ops;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Small shapes and what goes with them, for random cases. */
final class RandomShapes {

    /** The types that ops take which only move elements. */
    static final List<DType> TYPES =
            List.of(DType.FLOAT32, DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64);

    private RandomShapes() {}

    /** Extents from 1 to 4. */
    static Shape shape(RandomGenerator random, int fewestAxes, int mostAxes) {
        int rank = random.nextInt(fewestAxes, mostAxes + 1);
        return Shape.of(random.ints(rank, 1, rank > 4 ? 4 : 5).toArray());
    }

    /** An axis, counted from either end. */
    static int axis(RandomGenerator random, int rank) {
        return random.nextInt(-rank, rank);
    }

    /** The numbers below a bound in random order. */
    static int[] permutation(RandomGenerator random, int bound) {
        int[] order = IntStream.range(0, bound).toArray();
        for (int i = bound - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    /** One scale for all tensors of an op that moves codes. */
    static @Nullable Quantization scale(RandomGenerator random, DType dtype) {
        return OpCase.quantization(random, dtype, 1e-3, 1e2);
    }
}
